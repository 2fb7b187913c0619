import { oldText } from '../messages/message.ts';
import type { Run } from '../run.ts';
import { aChangedRun, aPublication, aPullRequest, aRun, aSummary } from './builders.ts';

const base = aRun();
const changed = aChangedRun({ action: oldText('ready') });
const refused = { code: 'model_refused', message: 'Refused.' } as const;
const merged = aPublication({ pullRequest: aPullRequest({ state: 'merged' }) });
const outWith = (tree: string) =>
  aPublication({ pushed: { tree, commit: 'c', branch: 'b' }, pullRequest: aPullRequest() });
const settled = (outcome: Run['outcome'], action: string): Run => ({
  ...base,
  status: 'settled',
  outcome,
  action: oldText(action),
});

/** Every state that a person can tell apart, by its name. */
export const RUN_STATES = {
  waiting: base,
  running: { ...base, status: 'running', action: oldText('Reading a') },
  interrupted: { ...base, status: 'interrupted', action: oldText('The app stopped') },
  changed,
  'changed with doubts': { ...changed, verdict: 'newly_broken', guardProblems: [oldText('touches LICENSE')] },
  'changed with hidden text': { ...changed, changeset: aSummary({ doubts: [oldText('a.md: invisible characters')] }) },
  approved: { ...changed, review: { ...base.review, decision: 'approved' } },
  rejected: { ...changed, review: { ...base.review, decision: 'rejected', note: 'too much' } },
  'could not be published': { ...changed, publication: aPublication({ step: 'failed' }) },
  merged: { ...changed, publication: merged },
  unchanged: settled('unchanged', 'No change needed'),
  'changed again after its pull request': { ...changed, publication: outWith('before') },
  'out in its pull request': { ...changed, publication: outWith('t') },
  'on its way out': { ...changed, publication: aPublication({ step: 'requested' }) },
  'failed after its pull request': {
    ...changed,
    outcome: 'failed',
    publication: outWith('t'),
    lastError: refused,
  },
  'failed after its pull request was merged': {
    ...changed,
    outcome: 'failed',
    publication: merged,
    lastError: refused,
  },
  cancelled: settled('cancelled', 'Cancelled by you'),
  stopped: settled('stopped', 'The limit of 60 steps'),
  failed: { ...settled('failed', 'failed'), lastError: { code: 'git_auth', message: 'No.' } },
} satisfies Record<string, Run>;
