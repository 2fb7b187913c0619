import type { Result } from '../../shared/errors.ts';
import type { Adjustment, RunEventBody } from '../../shared/events.ts';
import type { Job, Limits } from '../../shared/job.ts';
import type { ModelFacts } from '../../shared/model-facts.ts';
import type { RequestCapabilities } from '../../shared/request-capabilities.ts';
import type { Run } from '../../shared/run.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import type { Checks } from '../checks/checks-room.ts';
import type { Clock } from '../clock.ts';
import type { Clone, GitRoom } from '../git/git-room.ts';
import type { ModelApi } from '../model-api/model-api.ts';
import type { SessionHandlers, StartSession } from '../session/session-room.ts';
import type { ResolvedRepo } from './resolve-repo.ts';
import type { RunLog } from './run-log.ts';

/** What one execution of a run is given. */
export interface RunOptions {
  job: Job;
  /** Those of the job as they are now: a person may raise them while the run is at work. */
  limits: () => Limits;
  clock: Clock;
  /** The row as it is now. */
  run: () => Run;
  log: RunLog;
  /** Resolves when the events are on disk. */
  record: (...bodies: RunEventBody[]) => Promise<Result<unknown>>;
  /** Reason 'cancel': a person ends the run. Reasons 'quit' and 'pause': it goes on later, record nothing. */
  signal: AbortSignal;
  /** Where the clone lies, and the logs of checks. */
  runFolder: string;
  checkLogFile: (checkId: string) => string;
  git: GitRoom;
  resolve: () => Promise<Result<ResolvedRepo>>;
  checks: Checks;
  sandboxFor: (clone: Clone) => Promise<SandboxPolicy>;
  /** Why commands cannot be confined; null where they can. */
  noSandbox: string | null;
  /** The key and the API of this job. Error: key_missing. */
  claude: () => Promise<Result<{ apiKey: string; anthropicUrl: string }>>;
  /** What the API of this job says of its model; null where it does not say. */
  modelFacts: () => Promise<ModelFacts | null>;
  /** What the API's host takes for the job's model, and what its refusals teach about that. */
  capabilities: (anthropicUrl: string, facts: ModelFacts | null) => RequestCapabilities;
  learn: (change: Adjustment) => void;
  /** Values that must never appear in an event. */
  secrets: () => string[];
  startSession: StartSession;
  /** Resolves when this run's session may ask the model for the first time. */
  beforeSession: () => Promise<void>;
  session: Pick<SessionHandlers, 'onDelta' | 'onPermit' | 'onRateLimits'>;
  /** Called after each sleep of the computer with the ms of it that stopwatches have counted; returns what ends it. */
  onWake: (listener: (countedMs: number) => void) => () => void;
  judge: ModelApi['judge'];
}
