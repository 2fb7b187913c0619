import { expect, it } from 'vitest';
import { countRuns, jobStatus } from './job-counts.ts';
import type { Run } from './run.ts';
import { groupOf } from './run-group.ts';
import { aChangedRun, aPublication, aPullRequest, aRun, aSummary } from './testing/builders.ts';

const base = aRun();
const changed = aChangedRun({ changeset: aSummary({ tree: 'new' }) });
const at = (state: 'open' | 'merged', tree = 'new'): Run => ({
  ...changed,
  publication: aPublication({
    pushed: { tree, commit: 'c', branch: 'b' },
    pullRequest: aPullRequest({ state }),
  }),
});
const failed: Run = { ...changed, outcome: 'failed' };
const onItsWay: Run = { ...changed, publication: aPublication({ step: 'requested' }) };
const approved = { ...changed, review: { ...base.review, decision: 'approved' as const } };
const rejected = { ...changed, review: { ...base.review, decision: 'rejected' as const } };

it.each([
  ['changed', changed, 'needs_you'],
  ['approved', approved, 'ready'],
  ['approved, and refused by its host', { ...approved, publication: aPublication({ step: 'failed' }) }, 'needs_you'],
  ['approved, and on its way out', { ...approved, publication: aPublication({ step: 'requested' }) }, 'running'],
  ['rejected', rejected, 'done'],
  ['out in a pull request', at('open'), 'done'],
  ['newer than its pull request', at('open', 'old'), 'needs_you'],
  ['newer than a merged one', at('merged', 'old'), 'done'],
  ['failed after its pull request was opened', { ...at('open'), outcome: 'failed' as const }, 'needs_you'],
  ['failed after it was merged', { ...at('merged'), outcome: 'failed' as const }, 'done'],
  ['on its way out', onItsWay, 'running'],
])('%s: who must act', (_name, run, group) => {
  expect(groupOf(run)).toBe(group);
});

it('counts what came out, and never more failed runs than ones that need somebody', () => {
  const counts = countRuns([
    base,
    changed,
    approved,
    rejected,
    at('open'),
    { ...at('merged'), outcome: 'failed' },
    { ...at('open'), outcome: 'failed' },
    onItsWay,
  ]);
  expect(counts).toMatchObject({
    ...{ total: 8, queued: 1, running: 1, changed: 5, failed: 1, needsYou: 2, ready: 1, pullRequests: 3 },
  });
  expect(jobStatus(counts, true)).toBe('running');
  expect(
    [[approved, changed], [approved, rejected], [rejected], [rejected, failed], [failed, changed]].map((runs) =>
      jobStatus(countRuns(runs), false),
    ),
  ).toEqual(['needs_you', 'ready', 'done', 'done', 'needs_you']);
});
