import { expect, it } from 'vitest';
import type { JobId, RunId } from './ids.ts';
import { countRuns, jobStatus } from './job-counts.ts';
import { NO_PUBLICATION } from './publication.ts';
import { groupOf, newRun, type Run } from './run.ts';

const base: Run = newRun('run_a' as RunId, 'job_a' as JobId, { kind: 'local', path: '/r', name: 'r' }, 0, 0);
const changeset = { round: 1, tree: 'new', insertions: 1, deletions: 0, doubts: [], files: 1 };
const changed: Run = { ...base, status: 'settled', outcome: 'changed', changeset };
const at = (state: 'open' | 'merged', tree = 'new'): Run => ({
  ...changed,
  publication: {
    step: 'idle',
    pushed: { tree, commit: 'c', branch: 'b' },
    pullRequest: {
      ...{ number: 7, url: 'https://h/p/7', branch: 'b', base: 'main', title: 't', state, headCommit: 'c' },
      ...{ openedAt: 1, refreshedAt: null, createdHere: true },
    },
  },
});
const onItsWay: Run = { ...changed, publication: { ...NO_PUBLICATION, step: 'requested' } };
const rejected = { ...changed, review: { ...base.review, decision: 'rejected' as const } };

it.each([
  ['changed', changed, 'needs_you'],
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
    rejected,
    at('open'),
    { ...at('merged'), outcome: 'failed' },
    { ...at('open'), outcome: 'failed' },
    onItsWay,
  ]);
  expect(counts).toMatchObject({
    ...{ total: 7, queued: 1, running: 1, changed: 4, failed: 1, needsYou: 2, pullRequests: 3 },
  });
  expect(jobStatus(counts, true)).toBe('running');
});
