import { expect, it } from 'vitest';
import { aChangedRun, aRun, aSummary } from '../../shared/testing/builders.ts';
import { nextSort, type RunColumn, sortedRuns } from './run-sort.ts';

const runs = [
  aRun({ costUsd: 0.2, steps: 3 }, 1),
  aChangedRun({ costUsd: 0.5, steps: 3, startedAt: 0, endedAt: 9000, changeset: aSummary({ insertions: 7 }) }, 2),
  aRun({ costUsd: 0.1, steps: 9, status: 'running', startedAt: 1000 }, 3),
];
it.each<[RunColumn, boolean, number[]]>([
  ['cost', true, [2, 1, 3]],
  ['cost', false, [3, 1, 2]],
  ['steps', true, [3, 1, 2]],
  ['steps', false, [1, 2, 3]],
  ['what', true, [2, 1, 3]],
  ['time', true, [2, 3, 1]],
  ['repository', true, [3, 2, 1]],
])('by %s, descending %s', (by, descending, expected) => {
  expect(sortedRuns(runs, { by, descending }, 5000).map((run) => run.id)).toEqual(
    expected.map((nth) => runs[nth - 1]?.id),
  );
});

it('a head leads to one order, the other, and none', () => {
  expect(nextSort(null, 'cost')).toEqual({ by: 'cost', descending: true });
  expect(nextSort({ by: 'cost', descending: true }, 'cost')).toEqual({ by: 'cost', descending: false });
  expect(nextSort({ by: 'cost', descending: false }, 'cost')).toBeNull();
  expect(nextSort({ by: 'cost', descending: false }, 'repository')).toEqual({ by: 'repository', descending: false });
});
