import { type AppError, failed, failure, ok, type Result } from '../../shared/errors.ts';
import type { FlowEvent, RunEvent } from '../../shared/events.ts';
import type { FinishReport } from '../../shared/finish.ts';
import type { Job } from '../../shared/job.ts';
import type { PublishPlan, PullRequest } from '../../shared/pull-request.ts';
import type { RemoteRepo } from '../../shared/repo.ts';
import { type Run, takesChanges } from '../../shared/run.ts';
import type { Clock } from '../clock.ts';
import type { Clone, GitRoom, GitSource } from '../git/git-room.ts';
import type { GitHubRoom } from '../github/github-room.ts';
import { pullRequestText } from './pull-request-text.ts';
import type { ResolvedRepo } from './resolve-repo.ts';

/** What publishing would do for a run: shown before anything leaves the machine. Pure. */
export function planPublish(job: Job, run: Run, resolved: ResolvedRepo): PublishPlan {
  const none = { runId: run.id, branch: null, base: null, title: null };
  if (!run.changeset) return { ...none, action: 'nothing', reason: 'There is no change to publish.' };
  const { hosted } = resolved;
  if (!hosted) return { ...none, action: 'patch_only', reason: 'Its host has no known API: save the patch.' };
  if (hosted.archived) return { ...none, action: 'patch_only', reason: 'The repository is archived: save the patch.' };
  if (!hosted.canPush) return { ...none, action: 'patch_only', reason: 'No right to push: save the patch.' };
  const title = pullRequestText(job, run, null, null).title;
  const known = run.pullRequest;
  if (!known) {
    return {
      runId: run.id,
      branch: job.settings.branch,
      base: run.baseBranch,
      title,
      action: 'open',
      reason: 'Push the branch and open a pull request.',
    };
  }
  const target = { runId: run.id, branch: known.branch, base: known.base, title: known.title };
  if (known.state === 'merged' || known.state === 'closed') {
    return { ...target, action: 'nothing', reason: `Pull request #${known.number} is ${known.state}.` };
  }
  if (run.publication?.tree === run.changeset.tree && run.publication.commit === known.headCommit) {
    return { ...target, action: 'nothing', reason: `Pull request #${known.number} holds this change already.` };
  }
  return { ...target, action: 'update', reason: `Push the new change to pull request #${known.number}.` };
}

export interface PublishRequest {
  job: Job;
  run: Run;
  clone: Clone;
  resolved: ResolvedRepo;
  report: FinishReport | null;
  /** The run's events: an earlier attempt that was interrupted is taken up where it stopped. */
  events: readonly RunEvent[];
}

export interface PublishOptions {
  git: Pick<GitRoom, 'commit' | 'push' | 'remoteBranch'>;
  github: GitHubRoom;
  clock: Clock;
  /** Resolves when the event is on disk. */
  record: (event: FlowEvent) => Promise<Result<unknown>>;
}

/**
 * Commit, push, open, save: once. Each step looks at what is there before it acts, and the commit is recorded before it is
 * pushed, so that a second call, or one after a crash, finds what the first one did instead of doing it again. What a failure means is for the caller to say.
 */
export async function publishRun(request: PublishRequest, options: PublishOptions): Promise<Result<PullRequest>> {
  const { job, run, resolved } = request;
  const plan = planPublish(job, run, resolved);
  if (plan.action === 'nothing' && run.pullRequest) return ok(run.pullRequest);
  if (plan.action === 'nothing' || plan.action === 'patch_only' || !run.changeset) {
    return failure('not_allowed', 'No pull request can be opened for this run.', { why: plan.reason });
  }
  if (resolved.repo.kind !== 'remote') return failure('not_allowed', 'A folder has no pull requests.');
  const present = await presentPullRequest(request, options, resolved.repo);
  if (!present.ok) return present;

  const pushed = await pushChange(request, options, run.changeset.tree);
  if (!pushed.ok) return pushed;
  const { branch, commit } = pushed.value;

  const opened = present.value
    ? ok({ ...present.value, headCommit: commit })
    : await openPullRequest(request, options, resolved.repo, branch, commit);
  if (!opened.ok) return opened;
  const saved = await options.record({ kind: 'pull_request_saved', pullRequest: opened.value });
  return saved.ok ? ok(opened.value) : saved;
}

/** The run's pull request as the host has it now; null if it has none. One that is over takes no update. */
async function presentPullRequest(
  { run }: PublishRequest,
  { github, record }: PublishOptions,
  repo: RemoteRepo,
): Promise<Result<PullRequest | null>> {
  if (!run.pullRequest) return ok(null);
  const refreshed = await github.refresh(repo.owner, repo.name, run.pullRequest);
  if (!refreshed.ok || takesChanges({ pullRequest: refreshed.value })) return refreshed;
  const saved = await record({ kind: 'pull_request_saved', pullRequest: refreshed.value });
  if (!saved.ok) return saved;
  const { number, state } = refreshed.value;
  return failure('not_allowed', `Pull request #${number} is ${state} by now.`, {
    why: 'An update would go nowhere.',
    next: 'Start a new job for what is still missing.',
  });
}

async function openPullRequest(
  { job, run, report }: PublishRequest,
  { github }: PublishOptions,
  repo: RemoteRepo,
  branch: string,
  commit: string,
): Promise<Result<PullRequest>> {
  const template = await github.pullRequestTemplate(repo.owner, repo.name);
  const text = pullRequestText(job, run, report, template.ok ? template.value : null);
  return github.openPullRequest({
    owner: repo.owner,
    name: repo.name,
    branch,
    base: run.baseBranch ?? 'main',
    title: text.title,
    body: text.body,
    draft: job.settings.pullRequest.draft,
    headCommit: commit,
  });
}

async function pushChange(
  request: PublishRequest,
  options: PublishOptions,
  tree: string,
): Promise<Result<{ branch: string; commit: string }>> {
  const { run, clone, resolved } = request;
  const { source } = resolved;
  const begun = begunPublish(request.events, tree);
  const target = begun ? ok(begun) : await newCommit(request, options, tree);
  if (!target.ok) return target;
  const { branch, commit } = target.value;

  const remote = await options.git.remoteBranch(source, branch);
  if (!remote.ok) return remote;
  if (remote.value === commit) return ok(target.value);
  // What the pull request shows may be a colleague's commit: only what we pushed ourselves may be replaced.
  const ours = remote.value === null || earlierCommits(request.events).has(remote.value);
  if (!ours) return failed(run.pullRequest ? foreignCommits(run.pullRequest) : foreignBranch(branch));
  const pushed = await options.git.push(clone, source, commit, branch, remote.value);
  return pushed.ok ? ok(target.value) : pushed;
}

/** Makes the commit and records it before anything is pushed. */
async function newCommit(
  { job, run, clone, resolved, report, events }: PublishRequest,
  { git, github, clock, record }: PublishOptions,
  tree: string,
): Promise<Result<{ branch: string; commit: string }>> {
  const me = await github.me();
  if (!me.ok) return me;
  const branch = await branchFor(job, run, events, resolved.source, git);
  if (!branch.ok) return branch;
  const { commitMessage } = pullRequestText(job, run, report, null);
  const author = { name: me.value.login, email: me.value.noreplyEmail };
  const commit = await git.commit(clone, tree, commitMessage, author, clock.now());
  if (!commit.ok) return commit;
  const recorded = await record({ kind: 'publish_started', branch: branch.value, commit: commit.value, tree });
  return recorded.ok ? ok({ branch: branch.value, commit: commit.value }) : recorded;
}

/** The job's branch; with the job's id behind it when somebody else's branch has that name already. */
async function branchFor(
  job: Job,
  run: Run,
  events: readonly RunEvent[],
  source: GitSource,
  git: PublishOptions['git'],
): Promise<Result<string>> {
  if (run.pullRequest) return ok(run.pullRequest.branch);
  const remote = await git.remoteBranch(source, job.settings.branch);
  if (!remote.ok) return remote;
  if (remote.value === null || earlierCommits(events).has(remote.value)) return ok(job.settings.branch);
  return ok(`${job.settings.branch}-${job.id.slice('job_'.length).slice(-8)}`);
}

/** A publication of this very tree that was recorded earlier, finished or not. */
function begunPublish(events: readonly RunEvent[], tree: string): { branch: string; commit: string } | null {
  const begun = events.map(({ body }) => body).findLast((body) => body.kind === 'publish_started');
  return begun && begun.tree === tree ? { branch: begun.branch, commit: begun.commit } : null;
}

const earlierCommits = (events: readonly RunEvent[]): Set<string> =>
  new Set(events.flatMap(({ body }) => (body.kind === 'publish_started' ? [body.commit] : [])));

const foreignCommits = ({ number, branch }: PullRequest): AppError => ({
  code: 'git_rejected',
  message: `Pull request #${number} holds commits that this app did not make.`,
  why: `An update would remove them from ${branch}.`,
  next: 'Save the patch and apply it there by hand, or remove those commits and publish again.',
});

const foreignBranch = (branch: string): AppError => ({
  code: 'git_rejected',
  message: `Somebody else has pushed to ${branch}.`,
  why: 'The branch holds a commit that this app did not make.',
  next: 'Choose another branch name for the job, or remove that branch.',
});
