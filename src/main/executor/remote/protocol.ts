import { z } from 'zod';
import { AppError, resultSchema } from '../../../shared/errors.ts';
import { Adjustment, RunDelta, RunEvent } from '../../../shared/events.ts';
import { Job, Limits } from '../../../shared/job.ts';
import { NoSandbox } from '../../../shared/messages/sandbox.ts';
import { ModelFacts } from '../../../shared/model-facts.ts';
import { RepoRef } from '../../../shared/repo.ts';
import { RequestCapabilities } from '../../../shared/request-capabilities.ts';
import { Run } from '../../../shared/run.ts';
import { BudgetLimit, SandboxMachine, SandboxPolicy } from '../../../shared/session-protocol.ts';

/** A plan and a reporter over a line: the executor asks and tells, whoever holds keys, budgets and the log answers. */
const Plan = z.object({
  job: Job,
  begun: Run,
  runFolder: z.string(),
  checkLogs: z.string(),
  commands: z.object({
    mode: SandboxPolicy.shape.mode,
    machine: SandboxMachine.nullable(),
    noSandbox: NoSandbox.nullable(),
  }),
});

/** Where an executor works: its own folder for mirrors, and the program of its sessions. */
export const ExecutorPlace = z.object({ dataFolder: z.string(), sessionFile: z.string() });
export type ExecutorPlace = z.infer<typeof ExecutorPlace>;

const Source = z.object({
  repo: RepoRef,
  source: z.object({
    url: z.string(),
    key: z.string(),
    auth: z.object({ host: z.string(), token: z.string() }).nullable(),
  }),
  hosted: z.object({ defaultBranch: z.string().nullable(), canPush: z.boolean(), archived: z.boolean() }).nullable(),
});
const Permit = z.union([
  z.object({
    granted: z.literal(true),
    short: z.object({ usd: z.number().nonnegative(), limit: BudgetLimit.nullable() }).optional(),
  }),
  z.object({ granted: z.literal(false), limit: BudgetLimit.nullable() }),
]);
const PermitRequest = z.object({
  model: z.string(),
  reserveUsd: z.number().nonnegative(),
  usualUsd: z.number().nonnegative(),
  leastUsd: z.number().nonnegative(),
  inputTokens: z.number().int().nonnegative(),
});

const question = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
const NOTHING = z.null();
/** What an executor asks, and what it is answered. `permit` is settled later by the number of its question. */
export const QUESTIONS = {
  read: question(NOTHING, resultSchema(z.array(RunEvent))),
  record: question(z.array(RunEvent.shape.body), resultSchema(NOTHING)),
  limits: question(NOTHING, Limits),
  resolve: question(NOTHING, resultSchema(Source)),
  resolveAgain: question(AppError, resultSchema(Source.nullable())),
  claude: question(NOTHING, resultSchema(z.object({ apiKey: z.string(), anthropicUrl: z.string() }))),
  secrets: question(NOTHING, z.array(z.string())),
  modelFacts: question(NOTHING, ModelFacts.nullable()),
  capabilities: question(z.object({ anthropicUrl: z.string(), facts: ModelFacts.nullable() }), RequestCapabilities),
  beforeSession: question(NOTHING, NOTHING),
  permit: question(PermitRequest, Permit),
};
export type Questions = typeof QUESTIONS;
export type QuestionName = keyof Questions;
export type Asked<N extends QuestionName> = z.infer<Questions[N]['input']>;
export type Answer<N extends QuestionName> = z.infer<Questions[N]['output']>;

const Id = z.number().int();

export const FromExecutor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('ask'),
    id: Id,
    name: z.enum(Object.keys(QUESTIONS) as [QuestionName, ...QuestionName[]]),
    /** Parsed by the question's own schema. */
    input: z.unknown(),
  }),
  z.object({ type: z.literal('delta'), delta: RunDelta }),
  z.object({ type: z.literal('rate_limits'), headers: z.record(z.string(), z.string()), model: z.string() }),
  z.object({ type: z.literal('learn'), change: Adjustment }),
  z.object({ type: z.literal('permit_settled'), id: Id, costUsd: z.number().nonnegative() }),
  z.object({
    type: z.literal('ended'),
    result: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('settled') }),
      z.object({ kind: z.literal('failed'), error: AppError }),
      z.object({ kind: z.literal('budget'), limit: z.enum(['job_budget', 'day_budget']) }),
      z.object({ kind: z.literal('left') }),
    ]),
  }),
]);
export type FromExecutor = z.infer<typeof FromExecutor>;

export const ToExecutor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('execute'), place: ExecutorPlace, plan: Plan }),
  /** `value` is left out where the question could not be answered: a defect of whoever was asked. */
  z.object({ type: z.literal('answer'), id: Id, value: z.unknown().optional() }),
  /** As they are saved, whoever recorded them. */
  z.object({ type: z.literal('events'), events: z.array(RunEvent) }),
  z.object({ type: z.literal('abort'), reason: z.enum(['cancel', 'quit', 'pause']) }),
  /** A person does not want to wait any longer for the next request. */
  z.object({ type: z.literal('try_now') }),
  z.object({ type: z.literal('woke'), countedMs: z.number().nonnegative() }),
]);
export type ToExecutor = z.infer<typeof ToExecutor>;
