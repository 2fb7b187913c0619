import type { ShapeSlot } from './change-shape.ts';
import type { FileStatus } from './changeset.ts';
import { cutText } from './cut.ts';
import type { ChangeAction, ChangeActions, Difference } from './messages/differences.ts';
import { distinct } from './messages/message.ts';

const ORDER: readonly FileStatus[] = ['deleted', 'added', 'renamed', 'modified', 'mode'];
const MOST_ACTIONS = 5;

function changeActionOf({ role, status, subject, onlyBadges }: ShapeSlot): ChangeAction {
  if (role === 'ci' || role === 'manifest' || role === 'other') return { status, what: 'file', name: subject };
  return { status, what: role === 'readme' && onlyBadges ? 'badge' : role, name: '' };
}

/** What a change does, at most five actions. Pure. */
export function changeActionsOf(slots: readonly ShapeSlot[]): ChangeActions {
  const inOrder = [...slots].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const actions = distinct(inOrder.map(changeActionOf));
  return { actions: actions.slice(0, MOST_ACTIONS), more: Math.max(0, actions.length - MOST_ACTIONS) };
}

const MOST_DIFFERENCES = 3;
const LONGEST = 80;

/**
 * Tells how a change differs from what most of `measure` do: other kinds of files first, then lines of its own. At most
 * three, and how many more there are. Pure.
 */
export function differences(measure: readonly (readonly ShapeSlot[])[]): (slots: readonly ShapeSlot[]) => Difference[] {
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
  const expected = [...usual.values()].filter(({ count }) => isUsual(count));

  return (slots) => {
    const own = new Set(slots.map(({ key }) => key));
    const extra = slots
      .filter(({ key }) => !isUsual(usual.get(key)?.count ?? 0))
      .map((slot): Difference => ({ code: 'also_does', parameters: { action: changeActionOf(slot) } }));
    const left = expected
      .filter(({ slot }) => !own.has(slot.key))
      .map(({ slot }): Difference => ({ code: 'does_not', parameters: { action: changeActionOf(slot) } }));
    const lines = slots
      .filter(({ key }) => isUsual(usual.get(key)?.count ?? 0))
      .flatMap((slot) => ownLines(slot, (line) => isUsual(usual.get(slot.key)?.lines.get(line) ?? 0)));
    const all = distinct([...extra, ...left, ...lines]);
    const more = all.length - MOST_DIFFERENCES;
    return [
      ...all.slice(0, MOST_DIFFERENCES),
      ...(more > 0 ? [{ code: 'more_differences' as const, parameters: { count: more } }] : []),
    ];
  };
}

/** What a file says differently: added lines tell more than those that they replace. */
function ownLines({ exact, name }: ShapeSlot, isUsual: (line: string) => boolean): Difference[] {
  const own = exact.filter((line) => !isUsual(line));
  const added = own.filter((line) => line.startsWith('+'));
  return (added.length > 0 ? added : own).map((line) => ({
    code: 'own_line',
    parameters: { file: name, line: cutText(line.slice(1), LONGEST), removed: line.startsWith('-') },
  }));
}
