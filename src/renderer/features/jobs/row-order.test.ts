import { describe, expect, it } from 'vitest';
import { RunId } from '../../../shared/ids.ts';
import { afterMove, dropped, expectedOrder, movedBy, movingWith } from './row-order.ts';

const ids: Record<string, RunId> = Object.fromEntries(
  [...'abcdez'].map((letter) => [letter, RunId.parse(`run_0000000${letter}`)]),
);
const of = (letters: string): RunId[] => [...letters].flatMap((letter) => ids[letter] ?? []);
const words = (runIds: readonly RunId[]): string => runIds.map((id) => id.at(-1)).join('');
const one = (letter: string): RunId => of(letter)[0] as RunId;
const waiting = of('abcde');

describe('what moves with a row', () => {
  it.each([
    ['an unticked row alone', 'b', 'ac', 'b'],
    ['a ticked row with all that are ticked, in their order', 'c', 'eca', 'ace'],
    ['of the ticked ones only what waits', 'c', 'cz', 'c'],
    ['nothing that waits no more', 'z', 'za', 'a'],
  ])('%s', (_name, row, ticked, moving) =>
    expect(words(movingWith(waiting, one(row), new Set(of(ticked))))).toBe(moving),
  );
});

describe('one place earlier or later', () => {
  it.each([
    ['up', 'b', -1, 'bacde'],
    ['up from the end', 'e', -1, 'abced'],
    ['up at the top', 'a', -1, null],
    ['down', 'a', 1, 'bacde'],
    ['down to the end', 'd', 1, 'abced'],
    ['down at the end', 'e', 1, null],
    ['one that waits no more', 'z', 1, null],
    ['several up', 'cd', -1, 'acdbe'],
    ['several down', 'bc', 1, 'adbce'],
    ['apart, they gather above', 'ce', -1, 'acebd'],
    ['apart, they gather below', 'ac', 1, 'bdace'],
    ['apart at the top, they gather', 'ac', -1, 'acbde'],
    ['together at the top', 'ab', -1, null],
    ['all of them', 'abcde', 1, null],
  ] as const)('%s', (_name, moved, by, order) => {
    const move = movedBy(waiting, of(moved), by);
    expect(move && words(afterMove(waiting, move))).toBe(order);
  });
});

describe('dropped', () => {
  it.each([
    ['before the first', 'c', 'a', 'before', 'cabde'],
    ['after the first', 'c', 'a', 'after', 'acbde'],
    ['after the last', 'a', 'e', 'after', 'bcdea'],
    ['on itself', 'b', 'b', 'before', null],
    ['where it stands already, from above', 'b', 'a', 'after', null],
    ['where it stands already, from below', 'b', 'c', 'before', null],
    ['one that waits no more', 'z', 'a', 'before', null],
    ['on one that waits no more', 'a', 'z', 'before', null],
    ['several that stood apart', 'ad', 'e', 'after', 'bcead'],
    ['several on one of them', 'ad', 'd', 'before', null],
    ['several to where they stand', 'bc', 'd', 'before', null],
    ['several, one of which waits no more', 'dz', 'a', 'before', 'dabce'],
  ] as const)('%s', (_name, moved, on, half, order) => {
    const move = dropped(waiting, of(moved), one(on), half);
    expect(move && words(afterMove(waiting, move))).toBe(order);
  });
});

it('reckons with moves that are on their way', () => {
  const ahead = afterMove(of('abc'), { runIds: of('c'), before: one('a') });
  expect(words(ahead)).toBe('cab');
  expect(expectedOrder(of('abc'), ahead)).toEqual(ahead);
  expect(words(expectedOrder(of('abc'), null))).toBe('abc');
  // One of them has started meanwhile, or another one waits.
  expect(words(expectedOrder(of('ab'), ahead))).toBe('ab');
  expect(words(expectedOrder(of('abd'), ahead))).toBe('abd');
});
