import { expect, it } from 'vitest';
import type { RunEventBody } from '../../shared/events.ts';
import { aChangedRun, aJob, aRepo } from '../../shared/testing/builders.ts';
import type { ResolvedRepo } from '../repositories/resolve-repo.ts';
import { earlierOf, planPublish } from './publish-plan.ts';

const repo = aRepo('one');
const resolved: ResolvedRepo = {
  repo,
  source: { url: repo.url, key: 'one', auth: null },
  hosted: {
    ...{ owner: repo.owner, name: repo.name, cloneUrl: repo.url, webUrl: repo.url, defaultBranch: 'main' },
    ...{ canPush: true, archived: false, fork: false, private: false, sizeKb: 1 },
  },
};

/** What the job is called by now is `fix/now`; the run was to go out as `fix/then` before, with the commit `c`. */
function branchOf(
  tree: string,
  step: 'failed' | 'requested',
  there: Record<string, string>,
  later: readonly RunEventBody[] = [],
) {
  const bodies: RunEventBody[] = [
    { kind: 'publication_requested', branch: 'fix/then' },
    { kind: 'publication_started', branch: 'fix/then', commit: 'c', tree: 't' },
    ...later,
  ];
  const failed = { step: 'failed' as const, error: { code: 'git_rejected' as const, message: 'no' } };
  const run = aChangedRun({
    publication: { ...(step === 'failed' ? failed : { step }), pushed: null, pullRequest: null },
  });
  const earlier = earlierOf(
    bodies.map((body, index) => ({ seq: index + 1, at: 0, body })),
    tree,
  );
  const job = aJob({ settings: { branch: 'fix/now' } });
  return planPublish({ job, run, resolved, earlier }, new Map(Object.entries(there))).plan.branch;
}

it.each([
  ['what was refused takes the name that the job has now', 't', 'failed', {}, 'fix/now'],
  ['what was pushed stays where it is', 't', 'failed', { 'fix/then': 'c' }, 'fix/then'],
  ['so does a later change of it', 'another', 'failed', { 'fix/then': 'c' }, 'fix/then'],
  ['a branch of somebody else is not ours', 't', 'failed', { 'fix/then': 'x' }, 'fix/now'],
  ['what is on its way keeps the name that a person has seen', 't', 'requested', {}, 'fix/then'],
] as const)('another branch in the options: %s', (_name, tree, step, there, branch) => {
  expect(branchOf(tree, step, there)).toBe(branch);
});

it('a name that was shown holds for its own request, over waits, and for none that comes later', () => {
  const error = { code: 'github_unreachable' as const, message: 'Nobody answers.' };
  const goesOn: RunEventBody[] = [{ kind: 'publication_waiting', until: 9, error }, { kind: 'publication_requested' }];
  const order: RunEventBody[] = [{ kind: 'publication_failed', error }, { kind: 'publication_requested' }];
  expect(branchOf('another', 'requested', {}, goesOn)).toBe('fix/then');
  expect(branchOf('another', 'requested', {}, [...goesOn, ...order])).toBe('fix/now');
});
