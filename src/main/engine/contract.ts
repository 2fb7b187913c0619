import type { z } from 'zod';
import type { DemoWorldFacts } from '../../shared/demo-protocol.ts';
import type { Result } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { METHODS, MethodName, MethodValue, Push } from '../../shared/ipc.ts';
import type { PauseReason } from '../../shared/messages/pauses.ts';
import type { NewJob } from '../../shared/methods/jobs.ts';
import type { Run } from '../../shared/run.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Checks } from '../checks/contract.ts';
import type { SandboxState } from '../commands/sandbox.ts';
import type { DiskWork } from '../disk/disk-work.ts';
import type { Execute } from '../executor/run-plan.ts';
import type { GitApi } from '../git/contract.ts';
import type { CreateGitHub } from '../github/contract.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { ModelApi } from '../model-api/model-api.ts';
import type { KnownSecrets } from '../redact/known-secrets.ts';
import type { Grouping } from '../review/grouping.ts';
import type { Machine } from '../scheduler/machine-sample.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { StartSession } from '../session/contract.ts';
import type { Power } from './app/power.ts';

/** Diagnostics, for the window only. */
export type HelpMethodName =
  | 'app.reportDefect'
  | 'app.about'
  | 'app.openLogs'
  | 'app.reportProblem'
  | 'diagnostics.prepare'
  | 'diagnostics.save';
/** The methods that only a window can handle; the engine handles all others. */
export type WindowMethodName =
  | HelpMethodName
  | 'runs.savePatches'
  | 'runs.openFolder'
  | 'runs.openInEditor'
  | 'search.find'
  | 'shell.openExternal'
  | 'clipboard.write';
export type EngineMethodName = Exclude<MethodName, WindowMethodName>;

type GroupOf<N> = N extends `${infer Group}.${string}` ? Group : never;
type ActionOf<N, Group extends string> = N extends `${Group}.${infer Action}` ? Action : never;
export type Answer<N> = N extends EngineMethodName
  ? (input: z.output<(typeof METHODS)[N]['input']>) => Promise<Result<MethodValue<N>>>
  : never;

/** One function per command or query, by group: `engine.jobs.create(input)` answers 'jobs.create'. Input is parsed already. */
export type EngineCommands = {
  [Group in GroupOf<EngineMethodName>]: {
    [Action in ActionOf<EngineMethodName, Group>]: Answer<`${Group}.${Action}`>;
  };
};

/** The running servers of the demo. */
export type DemoWorld = Pick<
  DemoWorldFacts,
  'anthropicUrl' | 'githubUrl' | 'anthropicKey' | 'githubToken' | 'repos' | 'title' | 'prompt' | 'check'
>;

export interface EngineOptions {
  dataFolder: string;
  version: string;
  platform: string;
  clock: Clock;
  /** 0 to 1, as Math.random. */
  random: () => number;
  log: Log;
  git: GitApi;
  createGitHub: CreateGitHub;
  startSession: StartSession;
  /** Where runs are executed: in this process unless given. */
  execute?: Execute;
  /** Measures and removes large folders. */
  disk: DiskWork;
  /** Compares changes, so that similar ones are reviewed together. */
  grouping: Grouping;
  checks: Checks;
  machine: Machine;
  /** Can commands be sandboxed on this machine? If not, the reason is shown. */
  sandboxAvailable: () => Promise<SandboxState>;
  modelApi: ModelApi;
  secrets: Secrets;
  /** Collects the keys that the engine reads; everything that writes or shows texts redacts them. */
  knownSecrets: KnownSecrets;
  /** Settings for this start only (command line); never saved. */
  settingsOverrides: Partial<Settings>;
  /** Starts the demo's servers, or returns the running ones; null where there is no demo. */
  startDemo: (() => Promise<Result<DemoWorld>>) | null;
  /** True when the app itself was started as the demo. */
  scripted: boolean;
}

/** The whole product without a window. No function rejects for an expected failure. */
export interface Engine extends EngineCommands {
  /**
   * Loads the store and continues interrupted runs; resolves once queries can be answered.
   * @param quiet external programs are probed after this, so that they do not slow down the first screen
   */
  start(quiet?: Promise<void>): Promise<Result<null>>;
  /** Resolves when the keys are known; the keychain is read while the window opens. */
  ready(): Promise<void>;
  /** Pauses the job and ends its sessions at once. Publications under way are finished. */
  haltJob(jobId: JobId, reason: PauseReason): Promise<Result<null>>;
  /** Ends all sessions at once and saves everything; runs continue at the next start. */
  stop(): Promise<void>;
  /** Call these when the computer sleeps and wakes up. */
  power: Power;
  /** Subscribes a window to pushes, batched over about 33 ms. Returns the unsubscribe function. */
  onPush(listener: (push: Push) => void): () => void;
  /** The same as jobs.create, for a job on the demo's samples. */
  createDemoJob(input: NewJob): Promise<Result<{ jobId: JobId }>>;
  /** Resolves when no run of the job is queued or running; a paused job with waiting runs counts as ended. */
  jobEnded(jobId: JobId): Promise<Run[]>;
  /** Writes the whole patch of each run into `folder`, one file each; `null` for a run without a changeset. */
  savePatches(runIds: RunId[], folder: string): Promise<Result<{ runId: RunId; file: string | null }[]>>;
  /** Writes the whole patch of one run to exactly this file. */
  savePatch(runId: RunId, file: string): Promise<Result<null>>;
  /** A name for the patch file of a run, such as `owner-name.patch`. Null for an unknown run. */
  patchName(runId: RunId): string | null;
  /**
   * The folder with the run's files, safe to be opened by the person's own programs. Errors: not_found, clone_missing,
   * not_allowed while the session is at work in it.
   */
  treeFolder(runId: RunId): Promise<Result<string>>;
}
