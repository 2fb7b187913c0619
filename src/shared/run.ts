import { z } from 'zod';
import { ChangesetSummary, summaryOf } from './changeset.ts';
import { Verdict } from './check.ts';
import { AppError } from './errors.ts';
import { Outcome, Phase, type RunEvent, StopLimit } from './events.ts';
import { unhidden } from './hidden-text.ts';
import { JobId, RunId } from './ids.ts';
import { objectionsOf } from './judgement.ts';
import { GuardProblem } from './messages/guards.ts';
import { withTexts } from './messages/message.ts';
import { afterPerson, RowMessage, says } from './messages/row-message.ts';
import { fromOldRow } from './old-publication.ts';
import {
  applyEventToPublication,
  isOut,
  isUnderWay,
  NO_PUBLICATION,
  Publication,
  takesUpdates,
} from './publication.ts';
import { readableError } from './readable-error.ts';
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

const Row = z.object({
  id: RunId,
  jobId: JobId,
  repo: RepoRef,
  /** The order of starting, smaller first. Whole numbers at first; who is moved gets one between those of its neighbours. */
  position: z.number(),
  status: RunStatus,
  phase: Phase.nullable(),
  outcome: Outcome.nullable(),
  /** Of the execution: what it does while it runs, why it ended afterwards. */
  action: RowMessage,
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
  /** What its earlier attempts took; `startedAt` and `endedAt` are those of the last one. An attempt without an end counts nothing. */
  earlierMs: z.number().nonnegative().default(0),
  baseCommit: z.string().nullable(),
  baseBranch: z.string().nullable(),
  canPush: z.boolean().nullable(),
  changeset: ChangesetSummary.nullable(),
  verdict: Verdict.nullable(),
  guardProblems: z.array(GuardProblem),
  judgeReasons: z.array(z.string()),
  review: Review,
  publication: Publication,
  /** The last failure of the execution; stays readable while the run is tried again. */
  lastError: AppError.nullable(),
  /** The limit at which the last turn stopped: what to raise so that it can go on. */
  stoppedBy: StopLimit.nullable(),
  /** A person's messages that no turn has taken up yet; null: an earlier version saved the row, and only the log can tell. */
  pendingComments: z.number().int().nonnegative().nullable().default(null),
  lastSeq: z.number().int().nonnegative(),
});
/**
 * A job on one repository, as a row: the fold of its events. It is kept as a snapshot so that a list never reads logs;
 * `lastSeq` says up to which event it is true.
 */
export const Run = z.preprocess(fromOldRow, Row);
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
  action: says('waiting_for_place'),
  waitingUntil: null,
  attempt: 0,
  promptVersion: 1,
  steps: 0,
  usage: NO_USAGE,
  costUsd: 0,
  queuedAt: at,
  startedAt: null,
  endedAt: null,
  earlierMs: 0,
  baseCommit: null,
  baseBranch: null,
  canPush: null,
  changeset: null,
  verdict: null,
  guardProblems: [],
  judgeReasons: [],
  review: NO_REVIEW,
  publication: NO_PUBLICATION,
  lastError: null,
  stoppedBy: null,
  pendingComments: 0,
  lastSeq: 0,
});

/** The one reducer from events to a row. Events that it already holds are ignored, so replaying a log is harmless. */
export function applyEventToRun(run: Run, event: RunEvent): Run {
  if (event.seq <= run.lastSeq) return run;
  const change = changeOf(run, event);
  const publication = applyEventToPublication(run.publication, event.body);
  return { ...run, ...change, ...readable(change), publication, lastSeq: event.seq };
}

/** A row's words come from repositories, the model and hosts: nothing in them hides or turns around. */
function readable({ action, lastError }: Partial<Run>): Partial<Run> {
  return {
    ...(action === undefined ? {} : { action: withTexts(action, unhidden) }),
    ...(lastError ? { lastError: readableError(lastError) } : {}),
  };
}

function changeOf(run: Run, { at, body }: RunEvent): Partial<Run> {
  switch (body.kind) {
    case 'queued':
      return {
        status: 'queued',
        phase: null,
        outcome: null,
        action: says(body.reason === 'created' ? 'waiting_for_place' : 'waiting_to_go_on'),
        waitingUntil: null,
        queuedAt: at,
        ...{ endedAt: null, earlierMs: run.earlierMs + attemptMs(run) },
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
        action: says('starting'),
      };
    case 'phase_started':
      return { phase: body.phase, action: body.action, waitingUntil: null };
    case 'moved':
      return { position: body.position };
    case 'waiting':
      return { action: body.reason, waitingUntil: body.until };
    case 'cloned':
      return { repo: body.repo, baseCommit: body.baseCommit, baseBranch: body.baseBranch, canPush: body.canPush };
    case 'turn_started':
      return {
        ...{ action: says('thinking'), waitingUntil: null },
        ...(body.source === 'person' ? { pendingComments: 0 } : {}),
      };
    case 'comment_added':
      return run.pendingComments === null ? {} : { pendingComments: run.pendingComments + 1 };
    case 'step_completed':
      return {
        steps: run.steps + 1,
        ...paid(run, body),
        action: says('thinking'),
        waitingUntil: null,
      };
    case 'cache_kept':
      return paid(run, body);
    case 'tool_started':
      return { action: body.title, waitingUntil: null };
    case 'request_failed':
    case 'judge_failed': {
      const again = says(body.kind === 'judge_failed' ? 'asking_judge_again' : 'asking_model_again');
      const action = body.retryAt ? again : run.action;
      return { ...paid(run, body), lastError: body.error, action, waitingUntil: body.retryAt };
    }
    case 'turn_finished':
      return { stoppedBy: body.limit, ...(body.error ? { lastError: body.error } : {}) };
    case 'message_added':
    case 'request_adjusted':
    case 'tool_finished':
    case 'notice':
    case 'check_finished':
    case 'publication_requested':
    case 'publication_waiting':
    case 'publication_started':
    case 'publication_failed':
    case 'pull_request_saved':
      return {};
    case 'verdict_reached':
      return { verdict: body.verdict, ...saidOfSettled(run, run.changeset?.files, body.verdict) };
    case 'guard_finished':
      return { guardProblems: body.problems };
    case 'judged':
      return {
        ...paid(run, body),
        judgeReasons: objectionsOf(body),
      };
    case 'changeset_ready':
      return {
        changeset: summaryOf(body.changeset),
        ...(run.changeset?.tree === body.changeset.tree ? {} : { review: NO_REVIEW, verdict: null }),
        ...saidOfSettled(run, body.changeset.files.length, null),
      };
    case 'interrupted':
      return {
        status: 'interrupted',
        phase: null,
        waitingUntil: null,
        action: { code: 'failed', parameters: { message: body.error.message } },
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
        // What it was tried again after is not why it ended.
        lastError: body.error,
      };
    case 'reviewed':
      return {
        review: { decision: body.decision, tree: body.tree, promptVersion: run.promptVersion, at, note: body.note },
      };
  }
}

const paid = (run: Run, answer: { usage: Usage; costUsd: number }): Pick<Run, 'usage' | 'costUsd'> => ({
  usage: addUsage(run.usage, answer.usage),
  costUsd: run.costUsd + answer.costUsd,
});

const attemptMs = ({ startedAt, endedAt }: Run): number =>
  startedAt === null || endedAt === null ? 0 : Math.max(0, endedAt - startedAt);

/** A settled run's change is only touched by a person, and what was said of it before no longer holds. */
const saidOfSettled = (run: Run, files = 0, verdict: Verdict | null): { action?: RowMessage } =>
  run.status === 'settled' && files > 0 ? { action: afterPerson(files, verdict) } : {};

/** Is there a change that is not out yet: in no pull request, or newer than what its open pull request holds? */
export function hasNewChange(run: Run): boolean {
  const { publication } = run;
  if (run.status !== 'settled' || run.outcome !== 'changed' || !takesUpdates(publication)) return false;
  return !isOut(publication, run.changeset?.tree) || publication.step === 'failed';
}

/** Its change is on the way out: asked for, not yet there, and not yet failed. */
export const isPublishing = (run: Run): boolean => run.status === 'settled' && isUnderWay(run.publication);

/** A change that a person may still say yes to: new, and not rejected. */
export const isReviewable = (run: Run): boolean => hasNewChange(run) && run.review.decision !== 'rejected';

/** A change that nobody has decided on. */
export const isUndecided = (run: Run): boolean => hasNewChange(run) && run.review.decision === 'none';

/**
 * What came out of a settled run. A turn that failed after its pull request was merged or closed changes nothing about that.
 */
export const outcomeOf = (run: Run): Outcome => (takesUpdates(run.publication) ? (run.outcome ?? 'failed') : 'changed');
