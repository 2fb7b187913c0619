import { describe, expect, it } from 'vitest';
import { RunId } from '../../../shared/ids.ts';
import { afterMove, dropped, expectedOrder, movedBy } from './row-order.ts';

const id = (letter: string) => RunId.parse(`run_0000000${letter}`);
const [a, b, c] = [id('a'), id('b'), id('c')];
const waiting = [a, b, c];

describe('movedBy', () => {
  it.each([
    ['up', b, -1, { runId: b, before: a }],
    ['up from the end', c, -1, { runId: c, before: b }],
    ['up at the top', a, -1, null],
    ['down', a, 1, { runId: a, before: c }],
    ['down to the end', b, 1, { runId: b, before: null }],
    ['down at the end', c, 1, null],
    ['one that waits no more', id('z'), 1, null],
  ] as const)('%s', (_name, runId, by, move) => expect(movedBy(waiting, runId, by)).toEqual(move));
});

describe('dropped', () => {
  it.each([
    ['before the first', c, a, 'before', { runId: c, before: a }],
    ['after the first', c, a, 'after', { runId: c, before: b }],
    ['after the last', a, c, 'after', { runId: a, before: null }],
    ['on itself', b, b, 'before', null],
    ['where it stands already, from above', b, a, 'after', null],
    ['where it stands already, from below', b, c, 'before', null],
    ['one that waits no more', id('z'), a, 'before', null],
    ['on one that waits no more', a, id('z'), 'before', null],
  ] as const)('%s', (_name, runId, on, half, move) => expect(dropped(waiting, runId, on, half)).toEqual(move));
});

it('reckons with moves that are on their way', () => {
  const ahead = afterMove(waiting, { runId: c, before: a });
  expect(ahead).toEqual([c, a, b]);
  expect(afterMove(waiting, { runId: a, before: null })).toEqual([b, c, a]);
  expect(expectedOrder(waiting, ahead)).toEqual([c, a, b]);
  expect(expectedOrder(waiting, null)).toEqual(waiting);
  // One of them has started meanwhile, or another one waits.
  expect(expectedOrder([a, b], ahead)).toEqual([a, b]);
  expect(expectedOrder([a, b, id('d')], ahead)).toEqual([a, b, id('d')]);
});
