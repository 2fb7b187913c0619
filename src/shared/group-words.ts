import type { ShapeSlot } from './change-shape.ts';
import type { FileStatus } from './changeset.ts';
import { cutText } from './cut.ts';
import type { FileRole } from './file-role.ts';

const VERBS: Record<FileStatus, string> = {
  deleted: 'remove',
  added: 'add',
  renamed: 'rename',
  modified: 'change',
  mode: 'change the mode of',
};
const VERB_ORDER: readonly FileStatus[] = ['deleted', 'added', 'renamed', 'modified', 'mode'];

/** What a role is called where it is not called by its file. */
const OBJECTS: Partial<Record<FileRole, string>> = {
  readme: 'the readme',
  changelog: 'the changelog',
  licence: 'the licence',
  lock: 'the lock file',
  test: 'tests',
  docs: 'docs',
  source: 'source files',
};

/** What is changed, without the verb. */
function object({ role, status, subject, onlyBadges }: ShapeSlot): string {
  if (role === 'workflow') return status === 'modified' || status === 'mode' ? 'the workflow' : 'a workflow';
  if (role === 'readme' && onlyBadges) return 'the badge';
  return OBJECTS[role] ?? subject;
}

const deed = (slot: ShapeSlot): string => `${VERBS[slot.status]} ${object(slot)}`;

const DOES: Record<FileStatus, string> = {
  deleted: 'removes',
  added: 'adds',
  renamed: 'renames',
  modified: 'changes',
  mode: 'changes the mode of',
};
const does = (slot: ShapeSlot): string => `${DOES[slot.status]} ${object(slot)}`;

/** "Leaves out the readme", "Keeps .travis.yml": something that the others do. */
const MISSING: Record<FileStatus, string> = {
  deleted: 'Keeps',
  added: 'Does not add',
  renamed: 'Does not rename',
  modified: 'Leaves out',
  mode: 'Leaves the mode of',
};
const missing = (slot: ShapeSlot): string =>
  `${MISSING[slot.status]} ${object(slot)}${slot.status === 'mode' ? ' as it is' : ''}`;

const MOST_ACTIONS = 5;

function summary(slots: readonly ShapeSlot[], wordsOf: (slot: ShapeSlot) => string): string {
  const inOrder = [...slots].sort((a, b) => VERB_ORDER.indexOf(a.status) - VERB_ORDER.indexOf(b.status));
  const actions = [...new Set(inOrder.map(wordsOf))];
  const more = actions.length - MOST_ACTIONS;
  return [...actions.slice(0, MOST_ACTIONS), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** What a change does, such as "remove .travis.yml, add a workflow, change the badge". Pure. */
export const sentenceOf = (slots: readonly ShapeSlot[]): string => summary(slots, deed) || 'change different files';

/** What a change does that has nothing in common with the others. Pure. */
export const aloneSentence = (slots: readonly ShapeSlot[]): string =>
  `Unlike the others, it ${summary(slots, does) || 'changes no text'}`;

const MOST_DIFFERENCES = 3;
const LONGEST = 80;
const shortened = (text: string): string => cutText(text, LONGEST);

/**
 * Tells how a change differs from what most of `measure` do: other kinds of files first, then lines of its own. At most
 * three, and how many more there are. Pure.
 */
export function differences(measure: readonly (readonly ShapeSlot[])[]): (slots: readonly ShapeSlot[]) => string[] {
  const usual = new Map<string, { slot: ShapeSlot; count: number; lines: Map<string, number> }>();
  for (const slots of measure) {
    for (const slot of slots) {
      const entry = usual.get(slot.key) ?? { slot, count: 0, lines: new Map<string, number>() };
      usual.set(slot.key, entry);
      entry.count += 1;
      for (const line of slot.exact) entry.lines.set(line, (entry.lines.get(line) ?? 0) + 1);
    }
  }
  const isUsual = (count: number): boolean => count * 2 > measure.length;
  const expected = [...usual.values()].filter(({ count }) => isUsual(count)).map(({ slot }) => slot);

  return (slots) => {
    const own = new Set(slots.map(({ key }) => key));
    const extra = slots.filter(({ key }) => !isUsual(usual.get(key)?.count ?? 0)).map((slot) => `Also ${does(slot)}`);
    const left = expected.filter(({ key }) => !own.has(key)).map(missing);
    const lines = slots
      .filter(({ key }) => isUsual(usual.get(key)?.count ?? 0))
      .flatMap((slot) => ownLines(slot, (line) => isUsual(usual.get(slot.key)?.lines.get(line) ?? 0)));
    const all = [...new Set([...extra, ...left, ...lines])];
    const more = all.length - MOST_DIFFERENCES;
    return [...all.slice(0, MOST_DIFFERENCES), ...(more > 0 ? [`and ${more} more`] : [])];
  };
}

/** What a file says differently: added lines tell more than those that they replace. */
function ownLines(slot: ShapeSlot, isUsual: (line: string) => boolean): string[] {
  const own = slot.exact.filter((line) => !isUsual(line));
  const added = own.filter((line) => line.startsWith('+'));
  return (added.length > 0 ? added : own).map((line) =>
    shortened(`${slot.name}: ${line.startsWith('-') ? 'removes ' : ''}${line.slice(1)}`),
  );
}
