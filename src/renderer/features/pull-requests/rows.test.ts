import { describe, expect, it } from 'vitest';
import type { PullRequestState } from '../../../shared/pull-request.ts';
import { aPublication, aPullRequest, aRepo, aRun } from '../../../shared/testing/builders.ts';
import { pullRequestRows, type Shown, tallyOf } from './rows.ts';

const run = (number: number, state: PullRequestState | null) =>
  aRun(
    {
      repo: aRepo(`r${number}`, 'a'),
      publication: aPublication({
        pullRequest: state && aPullRequest({ number: 10 + number, title: 'Move to Vitest', state, openedAt: number }),
      }),
    },
    number,
  );
const runs = Object.fromEntries(
  [run(1, 'open'), run(2, 'merged'), run(3, null), run(4, 'draft'), run(5, 'closed')].map((row) => [row.id, row]),
);
const numbers = (shown: Shown, filter = '') =>
  pullRequestRows(runs, shown, filter).map(({ pullRequest }) => pullRequest.number);

describe('pullRequestRows', () => {
  it.each<[Shown, string, number[]]>([
    ['all', '', [15, 14, 12, 11]],
    ['open', '', [14, 11]],
    ['merged', '', [12]],
    ['closed', '', [15]],
    ['all', '#12', [12]],
    ['all', 'a/r5 vitest', [15]],
    ['open', 'a/r5', []],
  ])('%s %j', (shown, filter, expected) => {
    expect(numbers(shown, filter)).toEqual(expected);
  });
  it('counts drafts as open', () => {
    expect(tallyOf(pullRequestRows(runs, 'all', ''))).toEqual({ open: 2, merged: 1, closed: 1 });
  });
});
