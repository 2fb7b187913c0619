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

/** What one execution is to do: data, the same wherever it is done. */
export interface RunPlan {
  job: Job;
  /** The row as it was when the execution began. */
  begun: Run;
  /** Where the clone lies, and what commands write beside it. */
  runFolder: string;
  /** Where the output of checks is kept. */
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

/** Where the events of a run come from. */
export interface RunEvents {
  /** All that are saved, oldest first. */
  read: () => Promise<Result<RunEvent[]>>;
  /** Calls with events as they are saved, whoever records them; returns what ends that. */
  follow: (onEvents: (events: readonly RunEvent[]) => void) => () => void;
}

/** The way out of an execution: what it tells of a run, and what it asks those who hold the keys, the budgets and the log. */
export interface RunReporter extends RunEvents {
  /** Resolves when the events are on disk. */
  record: (...bodies: RunEventBody[]) => Promise<Result<unknown>>;
  /** Those of the job as they are now: a person may raise them while the run is at work. */
  limits: () => Limits;
  resolve: () => Promise<Result<RunSource>>;
  /** After a refusal of what `resolve` gave: what is true by now, or null when it is still the same. */
  resolveAgain: (refusal: AppError) => Promise<Result<RunSource | null>>;
  /** The key and the API of this job. Error: key_missing. */
  claude: () => Promise<Result<{ apiKey: string; anthropicUrl: string }>>;
  /** Values that must never appear in an event. */
  secrets: () => string[];
  /** What the API of this job says of its model; null where it does not say. */
  modelFacts: () => Promise<ModelFacts | null>;
  /** What the API's host takes for the job's model, and what its refusals teach about that. */
  capabilities: (anthropicUrl: string, facts: ModelFacts | null) => RequestCapabilities;
  learn: (change: Adjustment) => void;
  /** Resolves when this run's session may ask the model for the first time. */
  beforeSession: () => Promise<void>;
  /** Called when a person does not want to wait any longer for the next request; returns what ends it. */
  onTryNow: (listener: () => void) => () => void;
  /** Somebody watches the check: called when a command of it begins, with what reads its output. */
  onCheckBegins?: ((read: () => string) => void) | undefined;
  session: Pick<SessionHandlers, 'onDelta' | 'onPermit' | 'onRateLimits'>;
}

/** What a run needs to know of its repository before it clones. */
export interface RunSource {
  /** The repository that is really used: renames followed. */
  repo: RepoRef;
  source: GitSource;
  /** What its host says of it; null where no host is asked. */
  hosted: { defaultBranch: string | null; canPush: boolean; archived: boolean } | null;
}

/** What an execution works with on the machine that it runs on. */
export interface RunDeps {
  clock: Clock;
  git: GitApi;
  checks: Checks;
  startSession: StartSession;
  judge: ModelApi['judge'];
  /** Called after each sleep of the computer with the ms of it that stopwatches have counted; returns what ends it. */
  onWake: (listener: (countedMs: number) => void) => () => void;
}
