import { type AppError, ok, type Result } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { Job } from '../../shared/job.ts';
import { mendsOf } from '../../shared/mends-of-codes.ts';
import type { PlanReason } from '../../shared/messages/plans.ts';
import { applyEventToPublication, isUnderWay, isUpToDate, NO_PUBLICATION } from '../../shared/publication.ts';
import type { PublishPlan, PullRequest } from '../../shared/pull-request.ts';
import type { Run } from '../../shared/run.ts';
import type { GitApi } from '../git/contract.ts';
import type { ResolvedRepo } from '../repositories/resolve-repo.ts';
import { freeBranch } from './free-branch.ts';
import { pullRequestText } from './pull-request-text.ts';

/** What the plan for one change depends on. */
export interface PublishFacts {
  job: Job;
  run: Run;
  resolved: ResolvedRepo;
  earlier: Earlier;
}

/** A commit for a branch, recorded before its push, whether the push succeeded or not. */
export interface Published {
  branch: string;
  commit: string;
}

/** Earlier commits of this run, recorded for a push. */
export interface Earlier {
  /** The last one, if it contains the current change. */
  begun: Published | null;
  /** Branches of earlier pushes, the latest first. */
  branches: readonly string[];
  /** The branch name that was last shown to a person. */
  seen: string | null;
  /** All commits of this run: a branch that points to one of them may be replaced. */
  commits: ReadonlySet<string>;
}

export function earlierOf(events: readonly RunEvent[], tree: string | undefined): Earlier {
  const started = events.flatMap(({ body }) => (body.kind === 'publication_started' ? [body] : []));
  const last = started.at(-1);
  return {
    begun: last && last.tree === tree ? { branch: last.branch, commit: last.commit } : null,
    branches: started.map(({ branch }) => branch).reverse(),
    seen: seenBranch(events),
    commits: new Set(started.map(({ commit }) => commit)),
  };
}

/** What goes on after a wait is still the request that the name was shown for. */
function seenBranch(events: readonly RunEvent[]): string | null {
  let publication = NO_PUBLICATION;
  let seen: string | null = null;
  for (const { body } of events) {
    if (body.kind === 'publication_requested') seen = body.branch ?? (isUnderWay(publication) ? seen : null);
    publication = applyEventToPublication(publication, body);
  }
  return seen;
}

/** The plan as shown, and what carrying it out needs in addition. */
export interface Planned {
  plan: PublishPlan;
  /** The branch's current commit at the host: the push replaces this one only. */
  there: string | null;
  /** Why it cannot be done although the host would allow it. */
  refused: AppError | null;
}

/** The plan for the host's current state; the host is asked only where needed. */
export async function planFor(facts: PublishFacts, git: Pick<GitApi, 'remoteBranches'>): Promise<Result<Planned>> {
  const without = planPublish(facts, new Map());
  if (without.plan.action === 'patch_only' || without.plan.action === 'nothing') return ok(without);
  const branches = await git.remoteBranches(facts.resolved.source);
  return branches.ok ? ok(planPublish(facts, branches.value)) : branches;
}

/** What publishing does for a run, given the branches at its host. The only one to decide it. Pure. */
export function planPublish(facts: PublishFacts, branches: ReadonlyMap<string, string>): Planned {
  const { job, run, resolved, earlier } = facts;
  const nowhere = { runId: run.id, branch: null, base: null, title: null };
  const patchOnly = whyPatchOnly(run, resolved);
  if (!run.changeset)
    return planned({ ...nowhere, action: 'nothing', reason: { code: 'no_change_to_publish', parameters: {} } });
  if (patchOnly !== null) return planned({ ...nowhere, action: 'patch_only', reason: patchOnly });
  const isOurs = (commit: string) => earlier.commits.has(commit);
  const known = run.publication.pullRequest;
  if (!known) {
    const wanted = branchThere(earlier, branches) ?? branchUnderWay(run, earlier) ?? job.settings.branch;
    const branch = freeBranch(wanted, suffixOf(job), branches, isOurs);
    const target = { runId: run.id, branch, base: run.baseBranch, title: pullRequestText(job, run, null, null).title };
    if (branch === null) return refused(target, noFreeBranch(job.settings.branch));
    const reason = { code: 'branch_to_push' as const, parameters: {} };
    return planned({ ...target, action: 'open', reason }, branches.get(branch));
  }
  const target = { runId: run.id, branch: known.branch, base: known.base, title: known.title };
  const { number, state } = known;
  if (state === 'merged' || state === 'closed') {
    const reason = { code: 'pull_request_over' as const, parameters: { number, state } };
    return planned({ ...target, action: 'nothing', reason });
  }
  if (isUpToDate(run.publication, run.changeset.tree))
    return planned({
      ...target,
      action: 'nothing',
      reason: { code: 'pull_request_up_to_date', parameters: { number } },
    });
  const there = branches.get(known.branch);
  // Its head may be a colleague's commit: only our own commits may be replaced.
  if (there !== undefined && !isOurs(there)) return refused(target, foreignCommits(known));
  const reason = { code: 'pull_request_to_update' as const, parameters: { number } };
  return planned({ ...target, action: 'update', reason }, there);
}

/** The branch at the host that holds this run's commit: it is kept, whatever the job's branch name is now. */
const branchThere = ({ branches, commits }: Earlier, there: ReadonlyMap<string, string>): string | undefined =>
  branches.find((branch) => commits.has(there.get(branch) ?? ''));

/** The shown name holds for the request that it was shown for; a new request shows a plan with the job's current name. */
const branchUnderWay = ({ publication }: Run, { begun, seen }: Earlier): string | null =>
  isUnderWay(publication) ? (begun?.branch ?? seen) : null;

const planned = (plan: PublishPlan, there: string | null = null): Planned => ({ plan, there, refused: null });
const refused = (target: Omit<PublishPlan, 'action' | 'reason'>, error: AppError): Planned => ({
  plan: { ...target, action: 'nothing', reason: planFailed(error), mends: [...mendsOf(error)] },
  there: null,
  refused: error,
});

export const planFailed = ({ message }: AppError): PlanReason => ({ code: 'plan_failed', parameters: { message } });

/** Why only a patch can be saved, or null. */
function whyPatchOnly(run: Run, { hosted }: ResolvedRepo): PlanReason | null {
  if (!hosted) return { code: 'host_without_api', parameters: {} };
  if (hosted.archived) return { code: 'repository_archived', parameters: {} };
  if (!hosted.canPush) return { code: 'no_right_to_push', parameters: { lacks: hosted.lacks || null } };
  const workflows = run.changeset?.ciFiles?.some((path) => path.startsWith('.github/workflows/'));
  return hosted.canChangeWorkflows === false && workflows ? { code: 'no_right_to_workflows', parameters: {} } : null;
}

const suffixOf = (job: Job): string => job.id.slice('job_'.length).slice(-8);

const foreignCommits = ({ number, branch }: PullRequest): AppError => ({
  code: 'git_rejected',
  message: `Pull request #${number} holds commits that this app did not make.`,
  why: `An update would remove them from ${branch}.`,
  next: 'Save the patch and apply it there by hand, or remove those commits and publish again.',
  mends: ['patch', 'repository'],
});

const noFreeBranch = (branch: string): AppError => ({
  code: 'git_rejected',
  message: `Every name like ${branch} is taken by a branch of somebody else.`,
  next: 'Choose another branch name for the job, or remove branches that are no longer needed.',
  mends: ['branches', 'patch', 'repository'],
});
