import type { z } from 'zod';
import type { DemoWorldFacts } from '../../shared/demo-protocol.ts';
import type { Result } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { METHODS, MethodName, MethodValue, Push } from '../../shared/ipc.ts';
import type { NewJob } from '../../shared/methods/jobs.ts';
import type { Run } from '../../shared/run.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Checks } from '../checks/contract.ts';
import type { SandboxState } from '../commands/sandbox.ts';
import type { DiskWork } from '../disk/disk-work.ts';
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

/** What helps when something went wrong: it is there for the window alone. */
export type HelpMethodName =
  | 'app.reportDefect'
  | 'app.about'
  | 'app.openLogs'
  | 'app.reportProblem'
  | 'diagnostics.prepare'
  | 'diagnostics.save';
/** The commands and queries that only a window can answer; everything else of METHODS is the engine's. */
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

/** The scripted world of the demo, once its servers run. */
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
  /** Measures and removes large folders. */
  disk: DiskWork;
  /** Compares changes, so that alike ones are reviewed at once. */
  grouping: Grouping;
  checks: Checks;
  machine: Machine;
  /** Can commands be confined on this machine? The reason is shown when not. */
  sandboxAvailable: () => Promise<SandboxState>;
  modelApi: ModelApi;
  secrets: Secrets;
  /** Learns the keys that the engine reads; whoever writes or shows anything asks it. */
  knownSecrets: KnownSecrets;
  /** Settings of this start only (command line); never saved. */
  settingsOverrides: Partial<Settings>;
  /** Starts the demo's servers, or returns the running ones; null where there is no demo. */
  startDemo: (() => Promise<Result<DemoWorld>>) | null;
  /** True when the app itself was started as the demo. */
  scripted: boolean;
}

/** Everything the product does, without a window. No function rejects for an expected failure. */
export interface Engine extends EngineCommands {
  /**
   * Loads what is stored and goes on with interrupted runs; answers once the first queries can be answered.
   * @param quiet the other programs that it needs are looked for after this: starting them takes the time of the first screen
   */
  start(quiet?: Promise<void>): Promise<Result<null>>;
  /** Resolves when the keys are known; the keychain is asked while the window opens already. */
  ready(): Promise<void>;
  /** Pauses the job and ends its sessions at once. What is on its way to a host arrives. */
  haltJob(jobId: JobId, reason: string): Promise<Result<null>>;
  /** Ends the sessions at once, saves everything; runs go on at the next start. */
  stop(): Promise<void>;
  /** To be told when the computer sleeps and wakes up. */
  power: Power;
  /** Pushes for windows, joined over about 33 ms. Returns the function that ends it. */
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
