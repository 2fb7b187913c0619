import { describe, expect, it } from 'vitest';
import { aChangedRun, aRun, runId as id } from '../../shared/testing/builders.ts';
import { RUN_STATES } from '../../shared/testing/run-states.ts';
import { decidedThen, nextUndecided, watchDecisions } from './deciding.ts';
import { store } from './store.ts';

describe('the next that waits for a decision', () => {
  const approved = { review: RUN_STATES.approved.review };
  const all = [aChangedRun({}, 1), aChangedRun(approved, 2), aRun({}, 3), aChangedRun({}, 4), aChangedRun({}, 5)];
  const runs = Object.fromEntries(all.map((run) => [run.id, run]));
  const order = [1, 2, 3, 4, 5].map(id);
  it.each([
    ['passes what is decided and what has not ended', 1, 4],
    ['begins anew after the last', 5, 1],
    ['from a run that is not in the list, the first', 9, 1],
  ])('%s', (_name, after, expected) => expect(nextUndecided(order, runs, id(after))).toBe(id(expected)));
  it('is nobody when only this one waits', () => {
    expect(nextUndecided([id(1), id(2), id(3)], runs, id(1))).toBeNull();
  });
});

it('what was decided once more since, though it is the same, is not taken back', () => {
  const approvedAt = (at: number, nth: number) =>
    aChangedRun({ review: { ...RUN_STATES.approved.review, decision: 'approved', at } }, nth);
  const before = [1, 2, 3].map((nth) => aChangedRun({}, nth));
  const now = [approvedAt(10, 1), approvedAt(20, 2), aChangedRun({}, 3)];
  const runs = Object.fromEntries(now.map((run) => [run.id, run]));
  const at = new Map([1, 2, 3].map((nth) => [id(nth), 10]));
  expect(decidedThen(before, runs, 'approved', at).map((run) => run.id)).toEqual([id(1)]);
});

it('the moment of a decision is that of the first push that tells it; a run that is gone has none', () => {
  const before = [1, 2].map((nth) => aChangedRun({}, nth));
  const tell = (...all: (typeof before)[number][]) =>
    store.setState({ runs: Object.fromEntries(all.map((run) => [run.id, run])) });
  const approvedAt = (at: number) => aChangedRun({ review: { ...RUN_STATES.approved.review, at } }, 1);
  tell(...before);
  const { at } = watchDecisions(before);
  tell(...before.map((run) => ({ ...run, steps: 1 })));
  expect([...at]).toEqual([]);
  tell(approvedAt(10), aChangedRun({}, 2));
  expect([...at]).toEqual([[id(1), 10]]);
  tell(approvedAt(20));
  expect([...at]).toEqual([
    [id(1), 10],
    [id(2), null],
  ]);
});
