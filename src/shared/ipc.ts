import { z } from 'zod';
import { RunDelta, RunEvent } from './events.ts';
import { JobId, RunId } from './ids.ts';
import { HoldReason } from './messages/holds.ts';
import { APP_METHODS, AppNotice, SandboxState } from './methods/app.ts';
import { CHANGES_METHODS } from './methods/changes.ts';
import { DRAFTS_METHODS } from './methods/drafts.ts';
import { JOBS_METHODS, JobSummary } from './methods/jobs.ts';
import { PUBLICATIONS_METHODS } from './methods/publications.ts';
import { REPOS_METHODS } from './methods/repos.ts';
import { RUNS_METHODS } from './methods/runs.ts';
import { SETTINGS_METHODS } from './methods/settings.ts';
import { Run } from './run.ts';
import { KeyState, KeyStorage, Settings } from './settings.ts';

/**
 * Every command and query of the window: a name, what it takes, what it answers. Main parses the input, and always
 * answers with a Result; it never rejects. An answered command means that the intent is saved, not that the work is done.
 */
export const METHODS = {
  ...APP_METHODS,
  ...SETTINGS_METHODS,
  ...REPOS_METHODS,
  ...JOBS_METHODS,
  ...RUNS_METHODS,
  ...CHANGES_METHODS,
  ...DRAFTS_METHODS,
  ...PUBLICATIONS_METHODS,
} as const;
/** What a window may ask for: a key of METHODS. */
export type MethodName = keyof typeof METHODS;
/** What a caller passes: before parsing. */
export type MethodInput<N extends MethodName> = z.input<(typeof METHODS)[N]['input']>;
/** What comes back: a Result. */
export type MethodOutput<N extends MethodName> = z.output<(typeof METHODS)[N]['output']>;
/** What a successful answer carries. */
export type MethodValue<N extends MethodName> = Extract<MethodOutput<N>, { ok: true }>['value'];

/** Main → windows. A window asks for a snapshot first; pushes newer than it are applied on top. */
export const Push = z.discriminatedUnion('type', [
  z.object({ type: z.literal('runs'), jobId: JobId, runs: z.array(Run) }),
  z.object({ type: z.literal('jobs'), jobs: z.array(JobSummary) }),
  z.object({ type: z.literal('job_removed'), jobId: JobId }),
  z.object({ type: z.literal('events'), runId: RunId, events: z.array(RunEvent) }),
  z.object({ type: z.literal('deltas'), runId: RunId, deltas: z.array(RunDelta) }),
  z.object({ type: z.literal('settings'), settings: Settings }),
  z.object({ type: z.literal('keys'), keys: z.array(KeyState), keyStorage: KeyStorage }),
  z.object({ type: z.literal('sandbox'), sandbox: SandboxState }),
  z.object({ type: z.literal('notices'), notices: z.array(AppNotice) }),
  z.object({ type: z.literal('held'), reason: HoldReason.nullable() }),
  z.object({ type: z.literal('menu'), action: z.string() }),
]);
export type Push = z.infer<typeof Push>;
