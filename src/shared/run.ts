import { z } from 'zod';
import { ChangesetSummary, filesChanged, summaryOf } from './changeset.ts';
import { VERDICT_WORDS, Verdict } from './check.ts';
import { AppError } from './errors.ts';
import { Outcome, Phase, type RunEvent, StopLimit } from './events.ts';
import { JobId, RunId } from './ids.ts';
import { objectionsOf } from './judgement.ts';
import { PullRequest } from './pull-request.ts';
import { RepoRef } from './repo.ts';
import { addUsage, NO_USAGE, Usage } from './usage.ts';

export const RunStatus = z.enum(['queued', 'running', 'settled', 'interrupted']);
export type RunStatus = z.infer<typeof RunStatus>;

export const Review = z.object({
  decision: z.enum(['none', 'approved', 'rejected']),
  /** The changeset that was decided on; a decision on another tree no longer counts. */
  tree: z.string().nullable(),
  promptVersion: z.number().int().nullable(),
  at: z.number().nullable(),
  note: z.string(),
});
export type Review = z.infer<typeof Review>;

/**
 * A job on one repository, as a row: the fold of its events. It is kept as a snapshot so that a list never reads logs;
 * `lastSeq` says up to which event it is true.
 */
export const Run = z.object({
  id: RunId,
  jobId: JobId,
  repo: RepoRef,
  /** The order of starting, smaller first; changed by reordering. */
  position: z.number(),
  status: RunStatus,
  phase: Phase.nullable(),
  outcome: Outcome.nullable(),
  /** Plain words: the current action while running, why it ended afterwards. */
  action: z.string(),
  /** Epoch ms until which the run waits (rate limit), or null. */
  waitingUntil: z.number().nullable(),
  attempt: z.number().int().nonnegative(),
  promptVersion: z.number().int(),
  steps: z.number().int(),
  usage: Usage,
  costUsd: z.number(),
  queuedAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  baseCommit: z.string().nullable(),
  baseBranch: z.string().nullable(),
  canPush: z.boolean().nullable(),
  changeset: ChangesetSummary.nullable(),
  verdict: Verdict.nullable(),
  guardProblems: z.array(z.string()),
  judgeReasons: z.array(z.string()),
  review: Review,
  pullRequest: PullRequest.nullable(),
  /** What was last made ready to push. It is out when the pull request's head is this commit. */
  publication: z.object({ tree: z.string(), commit: z.string() }).nullable(),
  /** The last failure; stays readable while the run is tried again. */
  lastError: AppError.nullable(),
  /** The limit at which the last turn stopped: what to raise so that it can go on. */
  stoppedBy: StopLimit.nullable(),
  lastSeq: z.number().int().nonnegative(),
});
export type Run = z.infer<typeof Run>;

const NO_REVIEW: Review = { decision: 'none', tree: null, promptVersion: null, at: null, note: '' };

/** A run before its first event. */
export const newRun = (id: RunId, jobId: JobId, repo: RepoRef, position: number, at: number): Run => ({
  id,
  jobId,
  repo,
  position,
  status: 'queued',
  phase: null,
  outcome: null,
  action: 'waiting for a free place',
  waitingUntil: null,
  attempt: 0,
  promptVersion: 1,
  steps: 0,
  usage: NO_USAGE,
  costUsd: 0,
  queuedAt: at,
  startedAt: null,
  endedAt: null,
  baseCommit: null,
  baseBranch: null,
  canPush: null,
  changeset: null,
  verdict: null,
  guardProblems: [],
  judgeReasons: [],
  review: NO_REVIEW,
  pullRequest: null,
  publication: null,
  lastError: null,
  stoppedBy: null,
  lastSeq: 0,
});

/** The one reducer from events to a row. Events that it already holds are ignored, so replaying a log is harmless. */
export function applyEventToRun(run: Run, event: RunEvent): Run {
  if (event.seq <= run.lastSeq) return run;
  return { ...run, ...changeOf(run, event), lastSeq: event.seq };
}

function changeOf(run: Run, { at, body }: RunEvent): Partial<Run> {
  switch (body.kind) {
    case 'queued':
      return {
        status: 'queued',
        phase: null,
        outcome: null,
        action: body.reason === 'created' ? 'waiting for a free place' : 'waiting to go on',
        waitingUntil: null,
        queuedAt: at,
        endedAt: null,
        attempt: body.attempt,
        promptVersion: body.promptVersion,
      };
    case 'attempt_started':
      return {
        status: 'running',
        outcome: null,
        attempt: body.attempt,
        promptVersion: body.promptVersion,
        startedAt: at,
        endedAt: null,
        waitingUntil: null,
        stoppedBy: null,
        action: 'starting',
      };
    case 'phase_started':
      return { phase: body.phase, action: body.action, waitingUntil: null };
    case 'waiting':
      return { action: body.reason, waitingUntil: body.until };
    case 'cloned':
      return { repo: body.repo, baseCommit: body.baseCommit, baseBranch: body.baseBranch, canPush: body.canPush };
    case 'turn_started':
      return { action: 'thinking', waitingUntil: null };
    case 'message_added':
      return {};
    case 'step_completed':
      return {
        steps: run.steps + 1,
        usage: addUsage(run.usage, body.usage),
        costUsd: run.costUsd + body.costUsd,
        action: 'thinking',
        waitingUntil: null,
      };
    case 'tool_started':
      return { action: body.title, waitingUntil: null };
    case 'tool_finished':
      return {};
    case 'request_failed':
      return {
        lastError: body.error,
        action: body.retryAt ? 'waiting to ask the model again' : run.action,
        waitingUntil: body.retryAt,
      };
    case 'notice':
      return {};
    case 'turn_finished':
      return { stoppedBy: body.limit, ...(body.error ? { lastError: body.error } : {}) };
    case 'comment_added':
    case 'check_finished':
      return {};
    case 'verdict_reached':
      return { verdict: body.verdict, ...saidOfSettled(run, run.changeset?.files ?? 0, VERDICT_WORDS[body.verdict]) };
    case 'guard_finished':
      return { guardProblems: body.problems };
    case 'judged':
      return {
        usage: addUsage(run.usage, body.usage),
        costUsd: run.costUsd + body.costUsd,
        judgeReasons: objectionsOf(body),
      };
    case 'changeset_ready':
      return {
        changeset: summaryOf(body.changeset),
        ...(run.changeset?.tree === body.changeset.tree ? {} : { review: NO_REVIEW, verdict: null }),
        ...saidOfSettled(run, body.changeset.files.length, 'edited by you, not checked since'),
      };
    case 'interrupted':
      return {
        status: 'interrupted',
        phase: null,
        waitingUntil: null,
        action: body.error.message,
        lastError: body.error,
      };
    case 'settled':
      return {
        status: 'settled',
        phase: null,
        waitingUntil: null,
        outcome: body.outcome,
        action: body.reason,
        endedAt: at,
        lastError: body.error ?? (body.outcome === 'failed' || body.outcome === 'stopped' ? run.lastError : null),
      };
    case 'reviewed':
      return {
        review: { decision: body.decision, tree: body.tree, promptVersion: run.promptVersion, at, note: body.note },
      };
    case 'publish_started':
      return { phase: 'publishing', publication: { tree: body.tree, commit: body.commit } };
    case 'publish_failed':
      return { phase: null, action: body.error.message, lastError: body.error };
    case 'pull_request_saved':
      return {
        phase: null,
        action: `pull request #${body.pullRequest.number} is ${body.pullRequest.state}`,
        pullRequest: body.pullRequest,
        lastError: null,
      };
  }
}

/** A settled run's change is only touched by a person, and what was said of it before no longer holds. */
const saidOfSettled = (run: Run, files: number, words: string): { action?: string } =>
  run.status === 'settled' && files > 0 ? { action: `${filesChanged(files)}, ${words}` } : {};

/** Who must act on a run: the order of the groups on the job screen. */
export const RUN_GROUPS = ['needs_you', 'running', 'waiting', 'done'] as const;
export type RunGroup = (typeof RUN_GROUPS)[number];

export function groupOf(run: Run): RunGroup {
  if (run.status === 'running') return 'running';
  if (run.status === 'queued') return 'waiting';
  if (run.status === 'interrupted') return 'needs_you';
  if (run.pullRequest) return 'done';
  switch (run.outcome) {
    case 'changed':
      return run.review.decision === 'rejected' ? 'done' : 'needs_you';
    case 'failed':
    case 'stopped':
      return 'needs_you';
    default:
      return 'done';
  }
}

/** What a list of jobs shows of one, computed from its runs. */
export const JobCounts = z.object({
  total: z.number().int(),
  queued: z.number().int(),
  running: z.number().int(),
  interrupted: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  stopped: z.number().int(),
  needsYou: z.number().int(),
  pullRequests: z.number().int(),
  costUsd: z.number(),
  usage: Usage,
});
export type JobCounts = z.infer<typeof JobCounts>;

export function countRuns(runs: readonly Run[]): JobCounts {
  const counts: JobCounts = {
    total: runs.length,
    queued: 0,
    running: 0,
    interrupted: 0,
    changed: 0,
    unchanged: 0,
    failed: 0,
    cancelled: 0,
    stopped: 0,
    needsYou: 0,
    pullRequests: 0,
    costUsd: 0,
    usage: NO_USAGE,
  };
  for (const run of runs) {
    if (run.status === 'settled') counts[run.outcome ?? 'failed'] += 1;
    else counts[run.status] += 1;
    if (groupOf(run) === 'needs_you') counts.needsYou += 1;
    if (run.pullRequest) counts.pullRequests += 1;
    counts.costUsd += run.costUsd;
    counts.usage = addUsage(counts.usage, run.usage);
  }
  return counts;
}

export type JobStatus = 'running' | 'paused' | 'needs_you' | 'done';
/** A job's status, from its counts and whether somebody paused it. */
export function jobStatus(counts: JobCounts, paused: boolean): JobStatus {
  const open = counts.queued + counts.running;
  if (open > 0) return paused && counts.running === 0 ? 'paused' : 'running';
  return counts.needsYou > 0 ? 'needs_you' : 'done';
}
