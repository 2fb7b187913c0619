/** Lines of a file as read_file shows them, numbers taken off. */
export interface ReadFile {
  lines: string[];
  /** False when only a part was shown. */
  whole: boolean;
}

const NUMBERED = /^\s*(\d+)(?:\t|→|: |\| ?)(.*)$/;

/** Understands numbered lines (`12\ttext`) with remarks around them, and plain text. */
export function readFileLines(content: string): ReadFile {
  const numbered = content
    .replace(/\r/g, '')
    .split('\n')
    .map((line) => NUMBERED.exec(line));
  const rows = numbered.flatMap((match) => (match ? [{ at: Number(match[1]), text: match[2] ?? '' }] : []));
  if (rows.length === 0) {
    const lines = content.replace(/\r/g, '').split('\n');
    if (lines.at(-1) === '') lines.pop();
    return { lines, whole: true };
  }
  const remarks = content.split('\n').filter((line) => !NUMBERED.test(line.replace(/\r/g, '')));
  const cut = rows[0]?.at !== 1 || remarks.some((line) => /\b(cut|more lines|truncated|offset)\b/i.test(line));
  return { lines: rows.map((row) => row.text), whole: !cut };
}

export interface Hit {
  path: string;
  line: number;
  text: string;
}

/** Hits of search_code, grouped by file or `path:line:text`. Context lines are left out by looking for `word` again. */
export function searchHits(content: string, word: string): Hit[] {
  const hits: Hit[] = [];
  let path: string | null = null;
  for (const raw of content.replace(/\r/g, '').split('\n')) {
    const inGroup = /^\s*(\d+)(?:[:\t|]|→)\s?(.*)$/.exec(raw);
    const alone = /^([^\s:][^:]*):(\d+):\s?(.*)$/.exec(raw);
    if (inGroup && path !== null) hits.push({ path, line: Number(inGroup[1]), text: inGroup[2] ?? '' });
    else if (alone) hits.push({ path: alone[1] ?? '', line: Number(alone[2]), text: alone[3] ?? '' });
    else {
      const heading = /^([^\s:(][^:(]*?)(?::|\s+\(\d.*\)|)\s*$/.exec(raw);
      if (heading && !/^\s*\d+-/.test(raw) && raw.trim() !== '--') path = (heading[1] ?? '').replace(/^\.\//, '');
    }
  }
  return hits.filter((hit) => hit.text.toLowerCase().includes(word.toLowerCase()));
}

/** Paths in the tree that list_files shows: indented or flat, folders end in `/`. */
export function listedPaths(content: string): string[] {
  const paths: string[] = [];
  const open: { indent: number; path: string }[] = [];
  for (const raw of content.replace(/\r/g, '').split('\n')) {
    const line = raw.replace(/[│├└─┬]/g, ' ');
    const name = line.trim().replace(/\s+\((?:\d|empty|more).*\)$/, '');
    if (name === '' || name === '.' || name === './' || /^[[(…]/.test(name)) continue;
    const indent = line.length - line.trimStart().length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const parent = open.at(-1)?.path ?? '';
    if (name.endsWith('/')) open.push({ indent, path: `${parent}${name}` });
    else paths.push(`${parent}${name}`.replace(/^\.\//, ''));
  }
  return paths;
}

export interface CommandAnswer {
  passed: boolean;
  exitCode: number | null;
  /** The last lines that say something. */
  tail: string[];
}

/** What run_command reported. */
export function commandAnswer(content: string, ok: boolean): CommandAnswer {
  const exit = /exit(?:ed)?(?:[ _]with)?(?:[ _]code)?[:= ]+(\d+)/i.exec(content);
  const exitCode = exit ? Number(exit[1]) : null;
  const tail = content
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^\[?exit(ed)?\b/i.test(line))
    .slice(-6);
  const timedOut = /timed out/i.test(content);
  return { passed: !timedOut && (exitCode === null ? ok : exitCode === 0), exitCode, tail };
}
