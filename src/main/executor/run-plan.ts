import type { AppError, Result } from '../../shared/errors.ts';
import type { Adjustment, RunEvent, RunEventBody } from '../../shared/events.ts';
import type { Job, Limits } from '../../shared/job.ts';
import type { NoSandbox } from '../../shared/messages/sandbox.ts';
import type { ModelFacts } from '../../shared/model-facts.ts';
import type { RepoRef } from '../../shared/repo.ts';
import type { RequestCapabilities } from '../../shared/request-capabilities.ts';
import type { Run } from '../../shared/run.ts';
import type { SandboxMachine, SandboxPolicy } from '../../shared/session-protocol.ts';
import type { Checks } from '../checks/contract.ts';
import type { GitApi, GitSource } from '../git/contract.ts';
import type { Clock } from '../lib/clock.ts';
import type { ModelApi } from '../model-api/model-api.ts';
import type { SessionHandlers, StartSession } from '../session/contract.ts';
import type { ExecutionResult } from './execution-result.ts';

/** What one execution is to do: plain data, independent of where it runs. */
export interface RunPlan {
  job: Job;
  /** The row as it was when the execution began. */
  begun: Run;
  /** The folder of the clone and of what commands write beside it. */
  runFolder: string;
  /** The folder for the output of checks. */
  checkLogs: string;
  commands: CommandConfinement;
}

/** How commands are confined. */
export interface CommandConfinement {
  mode: SandboxPolicy['mode'];
  machine: SandboxMachine | null;
  /** Why there is no sandbox; null where there is one. */
  noSandbox: NoSandbox | null;
}

/** Access to the events of a run. */
export interface RunEvents {
  /** All saved events, oldest first. */
  read: () => Promise<Result<RunEvent[]>>;
  /** Subscribes to events as they are saved, whoever records them; returns the unsubscribe function. */
  follow: (onEvents: (events: readonly RunEvent[]) => void) => () => void;
}

/** The interface from an execution to the engine: it records events and asks for keys, permits and repository facts. */
export interface RunReporter extends RunEvents {
  /** Resolves when the events are on disk. */
  record: (...bodies: RunEventBody[]) => Promise<Result<unknown>>;
  /** The job's current limits: a person may raise them during the execution. */
  limits: () => Promise<Limits>;
  resolve: () => Promise<Result<RunSource>>;
  /** After the host refused what `resolve` returned: the new facts, or null when nothing changed. */
  resolveAgain: (refusal: AppError) => Promise<Result<RunSource | null>>;
  /** The key and the API of this job. Error: key_missing. */
  claude: () => Promise<Result<{ apiKey: string; anthropicUrl: string }>>;
  /** Values that must never appear in an event. */
  secrets: () => Promise<string[]>;
  /** The API's facts about the job's model; null where it has none. */
  modelFacts: () => Promise<ModelFacts | null>;
  /** What the API's host accepts for the job's model; `learn` takes in its refusals. */
  capabilities: (anthropicUrl: string, facts: ModelFacts | null) => Promise<RequestCapabilities>;
  learn: (change: Adjustment) => void;
  /** Resolves when this run's session may send its first request. */
  beforeSession: () => Promise<void>;
  /** Subscribes to a person's request to retry now; returns the unsubscribe function. */
  onTryNow: (listener: () => void) => () => void;
  /** Called when a command of a check starts, with a reader of its output, for a live view. */
  onCheckBegins?: ((read: () => string) => void) | undefined;
  session: Pick<SessionHandlers, 'onDelta' | 'onPermit' | 'onRateLimits'>;
}

/** What a run needs to know of its repository before it clones. */
export interface RunSource {
  /** The repository that is used, with renames followed. */
  repo: RepoRef;
  source: GitSource;
  /** The host's facts about it; null without a known host. */
  hosted: { defaultBranch: string | null; canPush: boolean; archived: boolean } | null;
}

/** Carries a plan out, here or elsewhere; failures are values of the result. */
export type Execute = (
  plan: RunPlan,
  reporter: RunReporter,
  deps: RunDeps,
  signal: AbortSignal,
) => Promise<ExecutionResult>;

/** What an execution depends on, on the machine that it runs on. */
export interface RunDeps {
  clock: Clock;
  git: GitApi;
  checks: Checks;
  startSession: StartSession;
  judge: ModelApi['judge'];
  /** Subscribes to wake-ups, with the ms of the sleep that monotonic clocks have counted; returns the unsubscribe function. */
  onWake: (listener: (countedMs: number) => void) => () => void;
}
