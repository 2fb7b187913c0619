import { z } from 'zod';
import { RunDelta, RunEvent, SessionEvent } from './events.ts';
import { RunId, TurnId } from './ids.ts';
import { Limits } from './job.ts';
import { Effort } from './models.ts';
import { RequestCapabilities } from './request-capabilities.ts';

/** What is found out once about the sandbox of a machine, and holds for every command on it. */
export const SandboxMachine = z.object({
  /** Bytes that /dev/shm may hold: memory that no process holds; null where bubblewrap is older than 0.7 and knows no size. */
  sharedMemory: z.number().nullable(),
  /** Files of the system that hold credentials: a command sees them empty. */
  leakyFiles: z.array(z.string()),
});
export type SandboxMachine = z.infer<typeof SandboxMachine>;

/** How commands are confined; decided by main, carried out in the worker and by the app's own checks. */
export const SandboxPolicy = z.object({
  /** `disabled`: there is no sandbox and the person has not agreed to do without, so no command runs at all. */
  mode: z.enum(['sandboxed', 'unsandboxed', 'disabled']),
  /** The clone's tree: the only place (with tempPath and cachePath) that a command may write to. */
  clonePath: z.string(),
  tempPath: z.string(),
  cachePath: z.string(),
  /** Folders that must stay readable although they lie under a denied one (the object store of the clone). */
  readPaths: z.array(z.string()),
  allowedHosts: z.array(z.string()),
  /** As main has found it; left out: whoever runs a command looks. */
  machine: SandboxMachine.optional(),
});
export type SandboxPolicy = z.infer<typeof SandboxPolicy>;

const TurnMessage = z.object({
  turnId: TurnId,
  source: z.enum(['instruction', 'person', 'check', 'judge', 'guard']),
  /** For 'instruction': the prompt, the same for every run of a job. Otherwise the whole message. */
  text: z.string(),
  /** Facts of this repository, in a block of its own after the shared ones so that the cache prefix stays common. */
  repositoryFacts: z.string().nullable(),
  /** How hard the model works on it; left out: as the job says. */
  effort: Effort.optional(),
});
export type TurnMessage = z.infer<typeof TurnMessage>;

/** The limits that hold money. */
export const BudgetLimit = z.enum(['dollars', 'job_budget', 'day_budget']);
export type BudgetLimit = z.infer<typeof BudgetLimit>;

/** Main → worker. The first message is `start`; the key travels in it and nowhere else. */
export const ToWorker = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    runId: RunId,
    apiKey: z.string(),
    anthropicUrl: z.string(),
    model: z.string(),
    effort: Effort,
    /** What the API at this address takes for this model. */
    capabilities: RequestCapabilities,
    maxTokens: z.number().int().positive(),
    limits: Limits,
    /** What earlier sessions of this run have used up, so that the limits hold per run. */
    spent: z.object({ steps: z.number(), dollars: z.number(), ms: z.number() }),
    sandbox: SandboxPolicy,
    checkCommand: z.string().nullable(),
    /** Events of earlier sessions: the conversation is rebuilt from them. Empty for a new thread. */
    history: z.array(RunEvent),
    /** The turn to begin, or null to go on with an unfinished one from `history`. */
    turn: TurnMessage.nullable(),
    /** Values that must never leave the worker in an event or a tool result. */
    secrets: z.array(z.string()),
    /** Watchdog: ms without a real delta before a stream counts as stalled. */
    stallMs: z.number().int().positive(),
  }),
  z.object({ type: z.literal('turn'), turn: TurnMessage }),
  /** The event with this id is on disk. The worker runs no tool and asks nothing before it hears so. */
  z.object({ type: z.literal('saved'), id: z.number().int() }),
  z.discriminatedUnion('granted', [
    z.object({
      type: z.literal('permit'),
      id: z.number().int(),
      granted: z.literal(true),
      /** When it is less than was asked for: how much, and which limit left no more; null: others want money, too. */
      short: z.object({ usd: z.number().nonnegative(), limit: BudgetLimit.nullable() }).optional(),
    }),
    z.object({
      type: z.literal('permit'),
      id: z.number().int(),
      granted: z.literal(false),
      /** What stops it. */
      limit: BudgetLimit,
    }),
  ]),
  /** The computer slept. `countedMs`: what stopwatches have counted of it. */
  z.object({ type: z.literal('wake'), countedMs: z.number().nonnegative() }),
  /** A person does not want to wait: the request that waits to be sent again goes out. */
  z.object({ type: z.literal('try_now') }),
  /** The app checks what a turn has done, and may send it back: until the next turn, the cache is kept. */
  z.object({ type: z.literal('checking') }),
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('end') }),
]);
export type ToWorker = z.infer<typeof ToWorker>;

/** Worker → main. */
export const FromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('event'), id: z.number().int(), event: SessionEvent }),
  z.object({ type: z.literal('delta'), delta: RunDelta }),
  /** Asked before each request: may be answered late (rate governor) or with a refusal (budget). */
  z.object({
    type: z.literal('permit_request'),
    id: z.number().int(),
    model: z.string(),
    /** Worst case in dollars: the whole prompt written to a cold cache, plus max_tokens of output. */
    reserveUsd: z.number().nonnegative(),
    /** What it mostly stays below: set aside where others want money, too. */
    usualUsd: z.number().nonnegative(),
    /** With less than this the request makes no sense; between the two its answer is kept shorter. */
    leastUsd: z.number().nonnegative(),
    inputTokens: z.number().int().nonnegative(),
  }),
  /** The `anthropic-ratelimit-*` and `retry-after` headers of an answer, for the shared governor. */
  z.object({ type: z.literal('rate_limits'), headers: z.record(z.string(), z.string()) }),
  /** The request of this permit is over, and the event that tells its cost was sent before this. */
  z.object({ type: z.literal('permit_settled'), id: z.number().int(), costUsd: z.number().nonnegative() }),
]);
export type FromWorker = z.infer<typeof FromWorker>;
