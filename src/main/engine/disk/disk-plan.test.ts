import { describe, expect, it } from 'vitest';
import type { Run } from '../../../shared/run.ts';
import { aJob, aPublication, aPullRequest, aRun, aSummary } from '../../../shared/testing/builders.ts';
import { type Keeping, keepingOf, leastRecentlyUsed } from './disk-plan.ts';

const job = aJob();
const settled = aRun({ status: 'settled', steps: 3, canPush: true });
const changed: Run = { ...settled, outcome: 'changed', changeset: aSummary({ tree: 'new' }) };
const decided = (decision: Run['review']['decision']): Run['review'] => ({ ...settled.review, decision, tree: 'new' });
const pushed = (tree: string) => ({ pushed: { tree, commit: 'c', branch: 'b' } });
const out = (tree: string): Run => ({
  ...changed,
  publication: aPublication({ ...pushed(tree), pullRequest: aPullRequest() }),
});
const requested: Run = { ...changed, publication: aPublication({ step: 'requested' }) };

describe('whose files may be evicted', () => {
  it.each<[string, Partial<Run>, Keeping]>([
    ['unchanged', { ...settled, outcome: 'unchanged' }, 'none'],
    ['undecided', changed, 'unreviewed'],
    ['approved, not out yet', { ...changed, review: decided('approved') }, 'unreviewed'],
    ['rejected', { ...changed, review: decided('rejected') }, 'none'],
    ['published', out('new'), 'none'],
    ['changed again since', out('old'), 'unreviewed'],
    ['pushed, no pull request', { ...changed, publication: aPublication(pushed('new')) }, 'unreviewed'],
    ['being published', { ...requested, review: decided('rejected') }, 'busy'],
    ['failed at work', { ...settled, outcome: 'failed' }, 'unfinished'],
    ['failed with a change', { ...changed, outcome: 'failed', steps: 0 }, 'unfinished'],
    ['failed before it began', { ...settled, outcome: 'failed', steps: 0 }, 'none'],
    ['cancelled at work', { ...settled, outcome: 'cancelled' }, 'unfinished'],
    ['cancelled with a change', { ...changed, outcome: 'cancelled', steps: 0 }, 'unfinished'],
    ['cancelled before it began', { ...settled, outcome: 'cancelled', steps: 0 }, 'none'],
    ['stopped at a limit', { ...settled, outcome: 'stopped' }, 'unfinished'],
    ['interrupted', { ...settled, status: 'interrupted' }, 'busy'],
    ['running', { ...settled, status: 'running' }, 'busy'],
    ['queued', { ...settled, status: 'queued' }, 'busy'],
  ])('%s', (_name, run, keeping) => expect(keepingOf(job, { ...settled, ...run }, false)).toBe(keeping));

  it('nobody’s who is at work', () => expect(keepingOf(job, { ...settled, outcome: 'unchanged' }, true)).toBe('busy'));
  it('not what is to be published by itself', () => {
    const eager = { ...job, settings: { ...job.settings, openPullRequests: true } };
    expect(keepingOf(eager, out('old'), false)).toBe('unreviewed');
  });
});

it.each<[string, number, string[]]>([
  ['nothing to free', 0, []],
  ['the oldest', 5, ['old']],
  ['as many as it takes', 11, ['old', 'middle']],
  ['all of them, and those that hold something', 99, ['old', 'middle', 'new']],
])('least recently used: %s', (_name, bytes, chosen) => {
  const used = [
    { thing: 'new', bytes: 10, usedAt: 3 },
    { thing: 'empty', bytes: 0, usedAt: 0 },
    { thing: 'old', bytes: 10, usedAt: 1 },
    { thing: 'middle', bytes: 10, usedAt: 2 },
  ];
  expect(leastRecentlyUsed(used, bytes).map(({ thing }) => thing)).toEqual(chosen);
});
