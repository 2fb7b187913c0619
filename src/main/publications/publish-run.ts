import { type AppError, failed, failure, ok, type Result } from '../../shared/errors.ts';
import type { FlowEvent, RunEvent } from '../../shared/events.ts';
import type { FinishReport } from '../../shared/finish.ts';
import type { Job } from '../../shared/job.ts';
import { refuseSecrets, secretsInJob } from '../../shared/job-secrets.ts';
import { isUpToDate, takesUpdates } from '../../shared/publication.ts';
import type { PublishPlan, PullRequest } from '../../shared/pull-request.ts';
import type { RemoteRepo } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';
import type { Clock } from '../clock.ts';
import type { Clone, GitRoom } from '../git/git-room.ts';
import type { GitHubRoom } from '../github/github-room.ts';
import type { ResolvedRepo } from '../repositories/resolve-repo.ts';
import { freeBranch } from './free-branch.ts';
import { type KeyWatch, refuseOwnKeys } from './keys-in-publication.ts';
import { type PullRequestText, pullRequestText } from './pull-request-text.ts';

/** What publishing would do for a run: shown before anything leaves the machine. Pure. */
export function planPublish(job: Job, run: Run, resolved: ResolvedRepo): PublishPlan {
  const none = { runId: run.id, branch: null, base: null, title: null };
  if (!run.changeset) return { ...none, action: 'nothing', reason: 'There is no change to publish.' };
  const { hosted } = resolved;
  if (!hosted) return { ...none, action: 'patch_only', reason: 'Its host has no known API: save the patch.' };
  if (hosted.archived) return { ...none, action: 'patch_only', reason: 'The repository is archived: save the patch.' };
  if (!hosted.canPush) {
    const reason = hosted.lacks ? `${hosted.lacks} Save the patch.` : 'No right to push: save the patch.';
    return { ...none, action: 'patch_only', reason };
  }
  if (
    hosted.canChangeWorkflows === false &&
    run.changeset.ciFiles?.some((path) => path.startsWith('.github/workflows/'))
  ) {
    const reason =
      'The change holds workflow files, and the token lacks the scope "workflow". Save the patch, or give it.';
    return { ...none, action: 'patch_only', reason };
  }
  const title = pullRequestText(job, run, null, null).title;
  const known = run.publication.pullRequest;
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
  if (isUpToDate(run.publication, run.changeset.tree)) {
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
  git: Pick<GitRoom, 'commit' | 'push' | 'remoteBranches' | 'patch' | 'compare' | 'readBytes'>;
  github: GitHubRoom;
  keys: KeyWatch;
  clock: Clock;
  /** Resolves when the event is on disk. */
  record: (event: FlowEvent) => Promise<Result<unknown>>;
}

/**
 * Commit, push, open, save: once. Each step looks at what is there before it acts, and the commit is recorded before it is
 * pushed, so that a second call, or one after a crash, finds what the first one did instead of doing it again. What a failure means is for the caller to say.
 */
export async function publishRun(request: PublishRequest, options: PublishOptions): Promise<Result<PullRequest>> {
  const { job, run, resolved, clone } = request;
  const plan = planPublish(job, run, resolved);
  const { pullRequest } = run.publication;
  if (plan.action === 'nothing' && pullRequest) return ok(pullRequest);
  if (plan.action === 'nothing' || plan.action === 'patch_only' || !run.changeset) {
    return failure('not_allowed', 'No pull request can be opened for this run.', { why: plan.reason });
  }
  if (resolved.repo.kind !== 'remote') return failure('not_allowed', 'A folder has no pull requests.');
  const present = await presentPullRequest(request, options, resolved.repo);
  if (!present.ok) return present;

  const text = await textFor(request, options, resolved.repo, present.value === null);
  const words = { title: text.title, description: text.body, 'the message of the commit': text.commitMessage };
  const clean = await refuseOwnKeys(
    options.git,
    clone,
    run.changeset.tree,
    { ...words, branch: plan.branch ?? '' },
    options.keys,
  );
  if (!clean.ok) return clean;
  // A job of an earlier version may hold one.
  const said = refuseSecrets(
    secretsInJob({ title: job.title, prompt: '', settings: { ...job.settings, check: { mode: 'off' } } }),
  );
  if (!said.ok) return said;
  const pushed = await pushChange(request, options, run.changeset.tree, text.commitMessage);
  if (!pushed.ok) return pushed;
  const { branch, commit } = pushed.value;

  const opened = present.value
    ? ok({ ...present.value, headCommit: commit })
    : await openPullRequest(request, options, resolved.repo, text, branch, commit);
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
  const known = run.publication.pullRequest;
  if (!known) return ok(null);
  const refreshed = await github.refresh(repo.owner, repo.name, known);
  if (!refreshed.ok || takesUpdates({ pullRequest: refreshed.value })) return refreshed;
  const saved = await record({ kind: 'pull_request_saved', pullRequest: refreshed.value });
  if (!saved.ok) return saved;
  const { number, state } = refreshed.value;
  return failure('not_allowed', `Pull request #${number} is ${state} by now.`, {
    why: 'An update would go nowhere.',
    next: 'Start a new job for what is still missing.',
  });
}

/** What looks like a key is taken out of all that is said; the template is the repository's own and there already. */
async function textFor(
  { job, run, report }: PublishRequest,
  { github, keys: { redact } }: PublishOptions,
  repo: RemoteRepo,
  isNew: boolean,
): Promise<PullRequestText> {
  const template = isNew ? await github.pullRequestTemplate(repo.owner, repo.name) : null;
  const said = report && redactedReport(report, redact);
  return pullRequestText(job, run, said, template?.ok ? template.value : null);
}

const redactedReport = (report: FinishReport, redact: KeyWatch['redact']): FinishReport => ({
  ...report,
  summary: redact(report.summary),
  changes: report.changes.map(({ path, what }) => ({ path: redact(path), what: redact(what) })),
  reviewerNotes: report.reviewerNotes.map(redact),
  followUps: report.followUps.map(redact),
});

async function openPullRequest(
  { job, run }: PublishRequest,
  { github }: PublishOptions,
  repo: RemoteRepo,
  text: PullRequestText,
  branch: string,
  commit: string,
): Promise<Result<PullRequest>> {
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

/** Another name is looked for when the host refuses one, for it may have been taken meanwhile, or be one that is not shown. */
const MOST_NAMES = 3;

async function pushChange(
  request: PublishRequest,
  options: PublishOptions,
  tree: string,
  message: string,
): Promise<Result<Published>> {
  const { run, clone, resolved } = request;
  const { source } = resolved;
  const { pullRequest } = run.publication;
  const pushed = new Set([...earlierCommits(request.events)]);
  let begun = begunPublish(request.events, tree);
  for (let nth = 1; ; nth += 1) {
    const remote = await options.git.remoteBranches(source);
    if (!remote.ok) return remote;
    const isOurs = (commit: string) => pushed.has(commit);
    const branch =
      pullRequest?.branch ??
      freeBranch(begun?.branch ?? request.job.settings.branch, suffixOf(request.job), remote.value, isOurs);
    if (branch === null) return failed(noFreeBranch(request.job.settings.branch));
    const there = remote.value.get(branch) ?? null;
    // What the pull request shows may be a colleague's commit: only what we pushed ourselves may be replaced.
    if (pullRequest && there !== null && !isOurs(there)) return failed(foreignCommits(pullRequest));
    const target = await committed(request, options, { begun, branch, tree, message });
    if (!target.ok) return target;
    begun = target.value;
    pushed.add(begun.commit);
    if (there === begun.commit) return ok(begun);
    const answer = await options.git.push(clone, source, begun.commit, branch, there);
    if (answer.ok) return ok(begun);
    const again = await options.git.remoteBranches(source);
    const isTaken = again.ok && freeBranch(branch, suffixOf(request.job), again.value, isOurs) !== branch;
    if (pullRequest || answer.error.code !== 'git_rejected' || !isTaken || nth === MOST_NAMES) return answer;
  }
}

interface Published {
  branch: string;
  commit: string;
}

/** The commit for a branch: the one that was made before, or a new one; recorded before anything is pushed. */
async function committed(
  { clone }: PublishRequest,
  { git, github, clock, record }: PublishOptions,
  wanted: { begun: Published | null; branch: string; tree: string; message: string },
): Promise<Result<Published>> {
  const { begun, branch, tree } = wanted;
  if (begun?.branch === branch) return ok(begun);
  let id = begun?.commit;
  if (id === undefined) {
    const me = await github.me();
    if (!me.ok) return me;
    const author = { name: me.value.login, email: me.value.noreplyEmail };
    const commit = await git.commit(clone, tree, wanted.message, author, clock.now());
    if (!commit.ok) return commit;
    id = commit.value;
  }
  const recorded = await record({ kind: 'publication_started', branch, commit: id, tree });
  return recorded.ok ? ok({ branch, commit: id }) : recorded;
}

const suffixOf = (job: Job): string => job.id.slice('job_'.length).slice(-8);

/** A publication of this very tree that was recorded earlier, finished or not. */
function begunPublish(events: readonly RunEvent[], tree: string): Published | null {
  const begun = events.map(({ body }) => body).findLast((body) => body.kind === 'publication_started');
  return begun && begun.tree === tree ? { branch: begun.branch, commit: begun.commit } : null;
}

const earlierCommits = (events: readonly RunEvent[]): Set<string> =>
  new Set(events.flatMap(({ body }) => (body.kind === 'publication_started' ? [body.commit] : [])));

const foreignCommits = ({ number, branch }: PullRequest): AppError => ({
  code: 'git_rejected',
  message: `Pull request #${number} holds commits that this app did not make.`,
  why: `An update would remove them from ${branch}.`,
  next: 'Save the patch and apply it there by hand, or remove those commits and publish again.',
});

const noFreeBranch = (branch: string): AppError => ({
  code: 'git_rejected',
  message: `Every name like ${branch} is taken by a branch of somebody else.`,
  next: 'Choose another branch name for the job, or remove branches that are no longer needed.',
});
