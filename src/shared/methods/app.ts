import { z } from 'zod';
import { WindowDefect } from '../defect.ts';
import { DiagnosticsEntry, Versions } from '../diagnostics.ts';
import { RunId } from '../ids.ts';
import { Mend } from '../mends.ts';
import { HoldReason } from '../messages/holds.ts';
import { NoSandbox } from '../messages/sandbox.ts';
import { SearchAnswer } from '../search.ts';
import { KeyState, KeyStorage, Settings } from '../settings.ts';
import { JobSummary } from './jobs.ts';
import { done, jobId, method, none } from './method.ts';

/** Something that the person should know and that belongs to no single run (a store problem, an interrupted start). */
export const AppNotice = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  text: z.string(),
  next: z.string().nullable(),
  /** What the window can do of it. */
  mends: z.array(Mend).optional(),
});
export type AppNotice = z.infer<typeof AppNotice>;

/** Can commands be confined on this machine, and by what or why not? */
export const SandboxState = z.object({ available: z.boolean(), reason: NoSandbox.nullable() });
export type SandboxState = z.infer<typeof SandboxState>;

/** All that a window needs to begin: it asks for it once, pushes keep it up to date. */
export const AppState = z.object({
  version: z.string(),
  platform: z.string(),
  settings: Settings,
  keys: z.array(KeyState),
  keyStorage: KeyStorage,
  jobs: z.array(JobSummary),
  notices: z.array(AppNotice),
  /** Null until it was tried, shortly after the start. */
  sandbox: SandboxState.nullable(),
  /** Why waiting runs are not started although a place is free, in words; null when nothing holds them back. */
  held: HoldReason.nullable(),
  /** True when the app itself was started as the demo: scripted model, bundled samples. */
  scripted: z.boolean(),
  dataPath: z.string(),
});
export type AppState = z.infer<typeof AppState>;

/** The app as a whole, and what a window asks of the system around it. */
export const APP_METHODS = {
  'app.state': method(none, AppState),
  'app.dismissNotice': method(z.object({ id: z.string() }), done),
  /** What broke in the window, for the log. */
  'app.reportDefect': method(WindowDefect, done),
  /** What the app is made of, and whose work is inside. */
  'app.about': method(none, z.object({ versions: Versions, notices: z.string().nullable() })),
  /** Shows the log in the system's own window of files. */
  'app.openLogs': method(none, done),
  /** Opens the form for a fault in the browser, with the versions filled in. */
  'app.reportProblem': method(none, done),
  /** What could be handed over after a fault, redacted; events of these runs go along. Nothing is written yet. */
  'diagnostics.prepare': method(
    z.object({ runIds: z.array(RunId).max(50) }),
    z.object({ entries: z.array(DiagnosticsEntry) }),
  ),
  /** Opens a save dialog and writes those files that were prepared last into one zip; null when the person cancels it. */
  'diagnostics.save': method(
    z.object({ names: z.array(z.string().max(200)).min(1).max(100) }),
    z.object({ path: z.string().nullable() }),
  ),
  /** Words of a person, looked for in everything that is stored. An empty text only lets the index catch up. */
  'search.find': method(z.object({ text: z.string().max(500) }), SearchAnswer),
  'demo.start': method(none, jobId),
  'shell.openExternal': method(z.object({ url: z.url() }), done),
  'clipboard.write': method(z.object({ text: z.string().max(5_000_000) }), done),
} as const;
