import { failed, failure, ok, type Result } from '../../shared/errors.ts';
import type { FlowEvent, RunEvent } from '../../shared/events.ts';
import type { FinishReport } from '../../shared/finish.ts';
import type { Job } from '../../shared/job.ts';
import { refuseSecrets, secretsInJob } from '../../shared/job-secrets.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { takesUpdates } from '../../shared/publication.ts';
import type { PullRequest } from '../../shared/pull-request.ts';
import type { RemoteRepo } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';
import type { Clone, GitApi } from '../git/contract.ts';
import type { GitHubApi } from '../github/contract.ts';
import type { Clock } from '../lib/clock.ts';
import type { ResolvedRepo } from '../repositories/resolve-repo.ts';
import { type KeyWatch, refuseOwnKeys } from './keys-in-publication.ts';
import { type Earlier, earlierOf, type Planned, type Published, planFor } from './publish-plan.ts';
import { pullRequestTemplate } from './pull-request-template.ts';
import { type PullRequestText, pullRequestText } from './pull-request-text.ts';

export interface PublishRequest {
  job: Job;
  run: Run;
  clone: Clone;
  resolved: ResolvedRepo;
  report: FinishReport | null;
  /** The run's events, from which an interrupted attempt continues where it stopped. */
  events: readonly RunEvent[];
}

export interface PublishOptions {
  git: Pick<GitApi, 'commit' | 'push' | 'remoteBranches' | 'patch' | 'compare' | 'readBytes' | 'treeFiles'>;
  github: GitHubApi;
  keys: KeyWatch;
  clock: Clock;
  /** Resolves when the event is on disk. */
  record: (event: FlowEvent) => Promise<Result<unknown>>;
}

/**
 * Commit, push, open, save: idempotent. Each step checks the current state before it acts, and the commit is recorded before
 * it is pushed, so that a second call, or one after a crash, finds what the first one did. The caller handles failures.
 */
export async function publishRun(request: PublishRequest, options: PublishOptions): Promise<Result<PullRequest>> {
  const { job, run, resolved, clone } = request;
  if (resolved.repo.kind !== 'remote') return failure('not_allowed', 'A folder has no pull requests.');
  const present = await presentPullRequest(request, options, resolved.repo);
  if (!present.ok) return present;
  const earlier = earlierOf(request.events, run.changeset?.tree);
  const way = await planFor({ job, run, resolved, earlier }, options.git);
  if (!way.ok) return way;
  const { plan, refused } = way.value;
  if (refused) return failed(refused);
  // It is published already.
  if (plan.action === 'nothing' && present.value) return saved(present.value, options);
  if (plan.action === 'nothing' || plan.action === 'patch_only' || !run.changeset) {
    return failure('not_allowed', 'No pull request can be opened for this run.', { why: messageText(plan.reason) });
  }

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
  const pushed = await pushChange(request, options, earlier, way.value, text.commitMessage);
  if (!pushed.ok) return pushed;
  const { branch, commit } = pushed.value;

  const opened = present.value
    ? ok({ ...present.value, headCommit: commit })
    : await openPullRequest(request, options, resolved.repo, text, branch, commit);
  return opened.ok ? saved(opened.value, options) : opened;
}

async function saved(pullRequest: PullRequest, { record }: PublishOptions): Promise<Result<PullRequest>> {
  const recorded = await record({ kind: 'pull_request_saved', pullRequest });
  return recorded.ok ? ok(pullRequest) : recorded;
}

/** The run's pull request as the host has it now; null if it has none. A merged or closed one takes no update. */
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
    mends: ['new_job'],
  });
}

/** Keys are removed from all texts; the template is the repository's own content and public there already. */
async function textFor(
  { job, run, clone, report }: PublishRequest,
  { git, github, keys: { redact } }: PublishOptions,
  repo: RemoteRepo,
  isNew: boolean,
): Promise<PullRequestText> {
  const template = isNew ? await pullRequestTemplate(git, github, clone, repo) : null;
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

/** Another name is tried when the host refuses one: it may have been taken meanwhile, or be hidden from us. */
const MOST_NAMES = 3;

async function pushChange(
  request: PublishRequest,
  options: PublishOptions,
  before: Earlier,
  first: Planned,
  message: string,
): Promise<Result<Published>> {
  const { job, run, clone, resolved } = request;
  const tree = run.changeset?.tree ?? '';
  let earlier = before;
  let way = first;
  for (let nth = 1; ; nth += 1) {
    const { there } = way;
    const branch = way.plan.branch ?? '';
    const target = await committed(request, options, { begun: earlier.begun, branch, tree, message });
    if (!target.ok || there === target.value.commit) return target;
    earlier = { ...earlier, begun: target.value, commits: new Set([...earlier.commits, target.value.commit]) };
    const answer = await options.git.push(clone, resolved.source, target.value.commit, branch, there);
    if (answer.ok) return target;
    if (way.plan.action !== 'open' || answer.error.code !== 'git_rejected' || nth === MOST_NAMES) return answer;
    const again = await planFor({ job, run, resolved, earlier }, options.git);
    const isTaken = again.ok && again.value.plan.branch !== branch;
    if (!isTaken) return answer;
    if (again.value.refused) return failed(again.value.refused);
    way = again.value;
  }
}

/** The commit for a branch: an earlier one, or a new one; recorded before anything is pushed. */
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
