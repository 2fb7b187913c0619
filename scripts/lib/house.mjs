import path from 'node:path';

/**
 * A source file and the source files that it imports.
 * @typedef {{ file: string, lines: number, imports: { file: string, isType: boolean }[] }} Source
 */

/** What is looked at as a whole, and the room of a file in it: a folder, or a file that lies beside the folders. */
const PARTS = {
  src: (file) => file.split('/')[1],
  'src/main': (file) => within('src/main', file)?.[0],
  'src/renderer': (file) => {
    const [first, second] = within('src/renderer', file) ?? [];
    return first === 'features' ? `features/${second}` : first;
  },
};

const within = (folder, file) => (file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split('/') : null);

/**
 * How often files of a room import files of another, the most frequent first.
 * @param {readonly Source[]} sources
 * @param {(file: string) => string | undefined} roomOf undefined for files that are not looked at
 */
function arrowsOf(sources, roomOf) {
  const counts = new Map();
  for (const { file, imports } of sources) {
    for (const target of imports) {
      const [from, to] = [roomOf(file), roomOf(target.file)];
      if (from === undefined || to === undefined || from === to) continue;
      const targets = counts.get(from) ?? new Map();
      counts.set(from, targets.set(to, (targets.get(to) ?? 0) + 1));
    }
  }
  return new Map(
    [...counts].map(([from, targets]) => [from, [...targets].sort(([, left], [, right]) => right - left)]),
  );
}

/**
 * Groups of nodes that lead to each other (Tarjan's algorithm).
 * @param {Map<string, string[]>} graph
 * @returns {string[][]}
 */
export function cyclesOf(graph) {
  const state = new Map();
  const stack = [];
  const cycles = [];
  const visit = (node) => {
    const own = { index: state.size, low: state.size, isOpen: true };
    state.set(node, own);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      const known = state.get(next);
      if (!known) own.low = Math.min(own.low, visit(next).low);
      else if (known.isOpen) own.low = Math.min(own.low, known.index);
    }
    if (own.low === own.index) {
      const group = stack.splice(stack.indexOf(node));
      for (const member of group) state.get(member).isOpen = false;
      if (group.length > 1) cycles.push(group.sort());
    }
    return own;
  };
  for (const node of graph.keys()) if (!state.has(node)) visit(node);
  return cycles.sort(([left], [right]) => left.localeCompare(right, 'en'));
}

/** Rooms of a part with files and lines, arrows between them, and cycles of rooms, imports of types included. */
function measureRooms(sources, roomOf) {
  const rooms = new Map();
  for (const { file, lines } of sources) {
    const name = roomOf(file);
    if (name === undefined) continue;
    const room = rooms.get(name) ?? { files: 0, lines: 0 };
    rooms.set(name, { files: room.files + 1, lines: room.lines + lines });
  }
  const arrows = arrowsOf(sources, roomOf);
  return {
    rooms: new Map([...rooms].sort(([left], [right]) => left.localeCompare(right, 'en'))),
    arrows,
    count: [...arrows.values()].reduce((sum, targets) => sum + targets.length, 0),
    cycles: cyclesOf(new Map([...arrows].map(([from, to]) => [from, to.map(([room]) => room)]))),
  };
}

const median = (numbers) => {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * The figures of the sources.
 * @param {readonly Source[]} sources
 * @param {number} limit of lines
 */
export function measureHouse(sources, limit) {
  const targets = (isWanted) =>
    new Map(sources.map(({ file, imports }) => [file, imports.filter(isWanted).map((target) => target.file)]));
  const bySize = [...sources].sort((left, right) => right.lines - left.lines);
  return {
    parts: Object.entries(PARTS).map(([part, roomOf]) => ({ part, ...measureRooms(sources, roomOf) })),
    folders: measureRooms(sources, path.posix.dirname),
    cycles: { loading: cyclesOf(targets(({ isType }) => !isType)), all: cyclesOf(targets(() => true)) },
    largest: bySize[0],
    median: median(sources.map(({ lines }) => lines)),
    long: bySize.filter(({ lines }) => lines > limit),
  };
}

/** What is wanted of src/main at most, and of each function of the files that join the engine. */
export const WANTED = { rooms: 28, arrows: 75, functionLines: 80 };

/**
 * What is not as it is wanted, a line for each.
 * @param {ReturnType<typeof measureHouse>} house
 * @param {readonly { name: string, lines: number }[]} functions of the composition root
 * @param {readonly { name: string }[]} privateNames that are left
 */
export function unwanted({ parts, cycles, long }, functions, privateNames) {
  const main = parts.find(({ part }) => part === 'src/main');
  const sizes = [
    { what: 'rooms of src/main', is: main?.rooms.size ?? 0, under: WANTED.rooms },
    { what: 'arrows of src/main', is: main?.count ?? 0, under: WANTED.arrows },
    ...functions.map(({ name, lines }) => ({ what: `lines of ${name}`, is: lines, under: WANTED.functionLines })),
  ];
  const faults = [
    ...parts.map(({ part, cycles: found }) => ({ what: `cycles of rooms of ${part}`, is: found.length })),
    { what: 'cycles of files', is: cycles.all.length },
    { what: 'files that are too long', is: long.length },
    { what: 'private names', is: privateNames.length },
  ];
  return [
    ...sizes
      .filter(({ is, under }) => is >= under)
      .map(({ what, is, under }) => `${what}: ${is}, wanted under ${under}`),
    ...faults.filter(({ is }) => is > 0).map(({ what, is }) => `${what}: ${is}, wanted none`),
  ];
}
