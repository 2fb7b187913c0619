import { z } from 'zod';
import { Changeset } from './changeset.ts';
import { CheckResult, Verdict } from './check.ts';
import { AppError } from './errors.ts';
import { FinishReport } from './finish.ts';
import { ToolCallId, TurnId } from './ids.ts';
import { GuardProblem } from './messages/guards.ts';
import { Notice } from './messages/notices.ts';
import { Nudge } from './messages/nudges.ts';
import { fromOldNotice } from './messages/old-notice.ts';
import { OutcomeMessage, RowMessage } from './messages/row-message.ts';
import { ToolTitle } from './messages/tool-titles.ts';
import { Effort } from './models.ts';
import { fromOldPublicationEvent } from './old-publication.ts';
import { PUBLICATION_EVENTS } from './publication-events.ts';
import { RepoRef } from './repo.ts';
import { NO_USAGE, Usage } from './usage.ts';

/** A content block exactly as the API gave it; pushed back verbatim, because thinking blocks are bound to their prefix. */
export const RawBlock = z.looseObject({ type: z.string() });
export type RawBlock = z.infer<typeof RawBlock>;

/** What a person sees of a tool call besides the exact text that the model got. */
export const ToolDetails = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('list'), path: z.string(), entries: z.number() }),
  z.object({ kind: z.literal('read'), path: z.string(), lines: z.number() }),
  z.object({ kind: z.literal('search'), pattern: z.string(), matches: z.number(), files: z.number() }),
  z.object({
    kind: z.literal('edit'),
    path: z.string(),
    action: z.enum(['created', 'edited', 'moved', 'deleted']),
    insertions: z.number(),
    deletions: z.number(),
    /** A unified diff of this edit, capped. */
    patch: z.string(),
    /** Where a moved file or folder was before, and where it is now: as the file system has them. */
    moved: z.object({ from: z.string(), to: z.string() }).optional(),
  }),
  z.object({
    kind: z.literal('command'),
    command: z.string(),
    exitCode: z.number().nullable(),
    timedOut: z.boolean(),
    sandboxed: z.boolean(),
    /** Such as "41 passed, 1 failed" when a well-known test runner printed it. */
    summary: z.string().nullable(),
  }),
]);
export type ToolDetails = z.infer<typeof ToolDetails>;

export const TurnStatus = z.enum(['completed', 'failed', 'cancelled', 'stopped']);
export type TurnStatus = z.infer<typeof TurnStatus>;
export const StopLimit = z.enum(['steps', 'dollars', 'minutes', 'job_budget', 'day_budget']);
export type StopLimit = z.infer<typeof StopLimit>;
export const Phase = z.enum(['cloning', 'baseline', 'session', 'checking', 'judging', 'changeset']);
export type Phase = z.infer<typeof Phase>;
export const Outcome = z.enum(['changed', 'unchanged', 'failed', 'cancelled', 'stopped']);
export type Outcome = z.infer<typeof Outcome>;

/** What a refusal of the API has taught about requests of this thread. */
export const Adjustment = z.discriminatedUnion('do', [
  /** Let the API leave out thinking whose prefix has changed. */
  z.object({ do: z.literal('drop_block') }),
  /** All thinking so far stays out. */
  z.object({ do: z.literal('strip_thinking') }),
  z.object({ do: z.literal('leave_out_field'), field: z.string() }),
  z.object({ do: z.literal('leave_out_block'), type: z.string() }),
  z.object({ do: z.literal('cap_output'), tokens: z.number().int().positive() }),
]);
export type Adjustment = z.infer<typeof Adjustment>;

/** True where the API did not tell all counters, so that some are estimates. */
const ESTIMATED = { estimated: z.boolean().optional() };

/** What a request that gave no usable answer cost, as far as the API has told. Logs of earlier versions don't say. */
const PAID_FOR_NOTHING = { usage: Usage.default(NO_USAGE), costUsd: z.number().default(0), ...ESTIMATED };

/** What a thread tells besides of its conversation: of a session, or of main. */
const NoticeEvent = z.object({ kind: z.literal('notice'), level: z.enum(['info', 'warning']), message: Notice });

/** What a session reports; main numbers it, stamps the time and saves it before the session goes on. */
export const SessionEvent = z.discriminatedUnion('kind', [
  /** A message to the session: the instruction, a failing check, a reviewer's comment, a nudge. */
  z.object({
    kind: z.literal('turn_started'),
    turnId: TurnId,
    source: z.enum(['instruction', 'person', 'check', 'judge', 'guard']),
    /** The user message's blocks as they are sent; repository facts ride in the first one. */
    content: z.array(RawBlock),
    /** What a person reads instead of the whole content. */
    text: z.string(),
    /** How hard the model works on it. Logs of earlier versions don't say. */
    effort: Effort.optional(),
  }),
  /** Added by the loop inside a turn, for instance the nudge after an answer without `finish`. */
  z.object({
    kind: z.literal('message_added'),
    turnId: TurnId,
    role: z.enum(['user', 'system']),
    content: z.array(RawBlock),
    reason: Nudge,
  }),
  /** One answer of the model, whole: saved before any of its tool calls runs. */
  z.object({
    kind: z.literal('step_completed'),
    turnId: TurnId,
    step: z.number().int().positive(),
    messageId: z.string(),
    requestId: z.string().nullable(),
    model: z.string(),
    stopReason: z.string(),
    content: z.array(RawBlock),
    usage: Usage,
    costUsd: z.number(),
    /** From the request to the first byte, and to the end. */
    firstByteMs: z.number(),
    ms: z.number(),
    retries: z.number().int(),
    /** What its thinking holds for: a short hash of account, model, system prompt and tools. Elsewhere it is left out. */
    binding: z.string().optional(),
    /** True for an answer that must not enter the conversation (cut off at max_tokens in a tool call, refused). */
    discarded: z.boolean(),
    ...ESTIMATED,
    /** Why the cache did not hold what the request before had left there, if the API said so. */
    cacheMiss: z.string().optional(),
  }),
  /** What the cache held was renewed while a command or check ran, so that the next request finds it. */
  z.object({
    kind: z.literal('cache_kept'),
    turnId: TurnId,
    step: z.number().int(),
    usage: Usage,
    costUsd: z.number(),
    ...ESTIMATED,
  }),
  /** A request was refused, and the next one is made so that it is not. */
  z.object({
    kind: z.literal('request_adjusted'),
    turnId: TurnId,
    step: z.number().int(),
    change: Adjustment,
  }),
  z.object({
    kind: z.literal('tool_started'),
    turnId: TurnId,
    step: z.number().int(),
    toolCallId: ToolCallId,
    name: z.string(),
    input: z.unknown(),
    title: ToolTitle,
  }),
  z.object({
    kind: z.literal('tool_finished'),
    turnId: TurnId,
    toolCallId: ToolCallId,
    ok: z.boolean(),
    /** Exactly what the model reads. */
    content: z.string(),
    details: ToolDetails,
    ms: z.number(),
  }),
  z.object({
    kind: z.literal('request_failed'),
    turnId: TurnId,
    step: z.number().int(),
    error: AppError,
    retry: z.number().int(),
    retryAt: z.number().nullable(),
    ...PAID_FOR_NOTHING,
  }),
  NoticeEvent,
  z.object({
    kind: z.literal('turn_finished'),
    turnId: TurnId,
    status: TurnStatus,
    report: FinishReport.nullable(),
    error: AppError.nullable(),
    limit: StopLimit.nullable(),
    /** At a limit of dollars: what the next request could have cost. */
    needsUsd: z.number().optional(),
  }),
]);
export type SessionEvent = z.infer<typeof SessionEvent>;

/** What main itself records of a run. */
export const FlowEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('queued'),
    reason: z.enum(['created', 'retry', 'resume', 'feedback']),
    attempt: z.number().int().positive(),
    promptVersion: z.number().int(),
  }),
  z.object({
    kind: z.literal('attempt_started'),
    attempt: z.number().int().positive(),
    promptVersion: z.number().int(),
  }),
  z.object({ kind: z.literal('phase_started'), phase: Phase, action: RowMessage }),
  /** Put into another place of the order of starting. */
  z.object({ kind: z.literal('moved'), position: z.number() }),
  z.object({ kind: z.literal('waiting'), reason: RowMessage, until: z.number().nullable() }),
  z.object({
    kind: z.literal('cloned'),
    repo: RepoRef,
    baseCommit: z.string(),
    baseBranch: z.string(),
    files: z.number().int(),
    canPush: z.boolean().nullable(),
    ms: z.number(),
  }),
  z.object({ kind: z.literal('check_finished'), result: CheckResult }),
  z.object({ kind: z.literal('verdict_reached'), verdict: Verdict }),
  z.object({ kind: z.literal('guard_finished'), problems: z.array(GuardProblem) }),
  z.object({
    kind: z.literal('judged'),
    inScope: z.boolean(),
    complete: z.boolean(),
    safe: z.boolean(),
    reasons: z.array(z.string()),
    model: z.string(),
    usage: Usage,
    costUsd: z.number(),
    ...ESTIMATED,
  }),
  z.object({
    kind: z.literal('judge_failed'),
    error: AppError,
    /** When it is asked again; null: the change stays without a judgement. */
    retryAt: z.number().nullable(),
    ...PAID_FOR_NOTHING,
  }),
  z.object({ kind: z.literal('changeset_ready'), changeset: Changeset }),
  z.object({ kind: z.literal('interrupted'), error: AppError }),
  z.object({ kind: z.literal('settled'), outcome: Outcome, reason: OutcomeMessage, error: AppError.nullable() }),
  z.object({
    kind: z.literal('reviewed'),
    decision: z.enum(['approved', 'rejected', 'none']),
    tree: z.string().nullable(),
    note: z.string(),
  }),
  /** A person's message, kept until the turn that it becomes has started. */
  z.object({ kind: z.literal('comment_added'), text: z.string() }),
  ...PUBLICATION_EVENTS,
]);
export type FlowEvent = z.infer<typeof FlowEvent>;

/** What main may record itself: a notice, too. */
export const RecordedByMain = z.discriminatedUnion('kind', [...FlowEvent.options, NoticeEvent]);

const fromOld = (body: unknown): unknown => fromOldNotice(fromOldPublicationEvent(body));

/** A saved fact about a run: numbered from 1 without gaps, stamped with main's clock in epoch ms. */
export const RunEvent = z.object({
  seq: z.number().int().positive(),
  at: z.number(),
  body: z.preprocess(fromOld, z.discriminatedUnion('kind', [SessionEvent, FlowEvent])),
});
export type RunEventBody = SessionEvent | FlowEvent;
export interface RunEvent {
  seq: number;
  at: number;
  body: RunEventBody;
}

/** Streaming text between two events. Never saved: the finishing event holds the whole. */
export const RunDelta = z.object({
  step: z.number().int(),
  kind: z.enum(['text', 'reasoning', 'tool_input', 'output']),
  text: z.string(),
});
export type RunDelta = z.infer<typeof RunDelta>;
