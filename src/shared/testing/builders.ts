import { type Changeset, type ChangesetSummary, type FileChange, summaryOf } from '../changeset.ts';
import { JobId, RunId } from '../ids.ts';
import { DEFAULT_JOB_SETTINGS, type Job, type JobSettings } from '../job.ts';
import { Publication } from '../publication.ts';
import type { PullRequest } from '../pull-request.ts';
import type { RemoteRepo } from '../repo.ts';
import { newRun, type Run } from '../run.ts';

// What tests, seeds, the bench and the gallery make up: whole and valid, and each caller names only what it is about.

/** The job that runs belong to unless they name another. */
export const JOB_ID: JobId = JobId.parse('job_aaaaaaaa');
export const runId = (nth: number): RunId => RunId.parse(`run_aaaaaaa${nth}`);

export const aRepo = (name: string, owner = 'team'): RemoteRepo => ({
  ...{ kind: 'remote', host: 'github.com', owner, name, url: `https://github.com/${owner}/${name}` },
});

/** A job in the settings of a new installation but for `settings`. */
export const aJob = ({
  settings,
  ...change
}: Partial<Omit<Job, 'settings'>> & { settings?: Partial<JobSettings> } = {}): Job => ({
  id: JOB_ID,
  title: 'A job',
  createdAt: 0,
  prompts: [{ version: 1, text: 'Do it.', at: change.createdAt ?? 0 }],
  settings: { ...DEFAULT_JOB_SETTINGS, ...settings },
  paused: null,
  archived: false,
  opensPullRequestsFrom: 0,
  demo: false,
  ...change,
});

/** The nth run of its job, on `team/repo-n`, before its first event. */
export const aRun = (change: Partial<Run> = {}, nth = 1): Run => ({
  ...newRun(runId(nth), JOB_ID, aRepo(`repo-${nth}`), nth, change.queuedAt ?? 0),
  ...change,
});

/** A run that has changed something which nobody has decided on. */
export const aChangedRun = (change: Partial<Run> = {}, nth = 1): Run =>
  aRun({ status: 'settled', outcome: 'changed', changeset: aSummary(), ...change }, nth);

export const aFileChange = (change: Partial<FileChange> = {}): FileChange => ({
  ...{ path: 'src/a.ts', oldPath: null, status: 'modified', binary: false },
  ...{ insertions: 1, deletions: 0, oldMode: '100644', newMode: '100644' },
  ...change,
});

/** A change of as many files as are given, each by a line, unless other figures are named. */
export const aChangeset = ({ files = [aFileChange()], ...change }: Partial<Changeset> = {}): Changeset => ({
  round: 1,
  baseCommit: 'b',
  tree: 't',
  files,
  insertions: files.length,
  deletions: 0,
  notes: [],
  doubts: [],
  ...change,
});

/** What a row keeps of `aChangeset`. */
export const aSummary = (change: Partial<ChangesetSummary> = {}): ChangesetSummary => ({
  ...summaryOf(aChangeset()),
  ...change,
});

export const aPullRequest = (change: Partial<PullRequest> = {}): PullRequest => ({
  number: 7,
  url: 'https://github.com/team/repo-1/pull/7',
  branch: 'b',
  base: 'main',
  title: 'A title',
  state: 'open',
  headCommit: 'c',
  openedAt: 1,
  refreshedAt: null,
  createdHere: true,
  ...change,
});

type Facts = Pick<Publication, 'pushed' | 'pullRequest'>;
type Waiting = Extract<Publication, { step: 'waiting' }>;

/** Idle unless `step` is named. With a pull request it holds the tree of `aChangeset`, unless `pushed` says otherwise. */
export function aPublication(
  change: Partial<Facts & Omit<Waiting, 'step'> & Pick<Publication, 'step'>> = {},
): Publication {
  const { pullRequest = null } = change;
  const pushed = pullRequest && { tree: 't', commit: pullRequest.headCommit, branch: pullRequest.branch };
  const error = { code: 'github_forbidden', message: 'No right to push.' } as const;
  // What a step has no room for goes.
  return Publication.parse({ step: 'idle', until: 0, error, pushed, pullRequest, ...change });
}
