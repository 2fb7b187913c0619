import { z } from 'zod';
import { Changeset } from './changeset.ts';
import { WindowDefect } from './defect.ts';
import { DiagnosticsEntry, Versions } from './diagnostics.ts';
import { resultSchema } from './errors.ts';
import { RunDelta, RunEvent } from './events.ts';
import { JobId, RunId } from './ids.ts';
import { Job, JobSettings, Priority } from './job.ts';
import { JobCounts } from './job-counts.ts';
import { LiveStep } from './live-step.ts';
import { ModelFacts } from './model-facts.ts';
import { PublishPlan, SaidOfChange } from './pull-request.ts';
import { Preflight, RepoRef } from './repo.ts';
import { ReviewGroup } from './review-groups.ts';
import { Run } from './run.ts';
import { SearchAnswer } from './search.ts';
import { KeyName, KeyState, KeyStorage, Settings } from './settings.ts';

/** A row of the list of jobs. */
export const JobSummary = z.object({ job: Job, counts: JobCounts, endedAt: z.number().nullable() });
export type JobSummary = z.infer<typeof JobSummary>;

/** Something that the person should know and that belongs to no single run (a store problem, an interrupted start). */
export const AppNotice = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  text: z.string(),
  next: z.string().nullable(),
});
export type AppNotice = z.infer<typeof AppNotice>;

/** Can commands be confined on this machine, and by what or why not? */
export const SandboxState = z.object({ available: z.boolean(), reason: z.string() });
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
  held: z.string().nullable(),
  /** True when the app itself was started as the demo: scripted model, bundled samples. */
  scripted: z.boolean(),
  dataPath: z.string(),
});
export type AppState = z.infer<typeof AppState>;

/** The person has read that this text looks like a key, and sends it all the same; said of this text alone. */
const ANYWAY = { anyway: z.boolean().optional() };
/** A job as a person describes it. An empty title is made from the prompt; repositories that are named twice count once. */
const NewJob = z.object({
  title: z.string().max(200),
  prompt: z.string().trim().min(1).max(100_000),
  repos: z.array(RepoRef).min(1).max(2000),
  settings: JobSettings,
  ...ANYWAY,
});
export type NewJob = z.infer<typeof NewJob>;

const none = z.object({});
const done = z.object({});
const method = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  input,
  output: resultSchema(output),
});
const runIds = z.object({ runIds: z.array(RunId).min(1).max(2000) });
const jobId = z.object({ jobId: JobId });
const runId = z.object({ runId: RunId });
/** Id of a git tree. */
const Tree = z.string().regex(/^[0-9a-f]{40,64}$/);
const FilePath = z.string().min(1).max(4096);

/**
 * Every command and query of the window: a name, what it takes, what it answers. Main parses the input, and always
 * answers with a Result; it never rejects. An answered command means that the intent is saved, not that the work is done.
 */
export const METHODS = {
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
  'settings.update': method(z.object({ settings: Settings }), done),
  /** Checks the key with a live call and, if it holds, stores it. */
  'keys.set': method(z.object({ name: KeyName, value: z.string().trim().min(1).max(1000) }), KeyState),
  'keys.remove': method(z.object({ name: KeyName }), done),
  /** What the API of the settings says of this model; null when it does not say. Costs nothing. */
  'models.look': method(z.object({ model: z.string().min(1).max(300) }), ModelFacts.nullable()),
  'repos.preflight': method(z.object({ repos: z.array(RepoRef).max(2000) }), z.array(Preflight)),
  /** The hosts behind names of the person's ssh configuration, for a list that is about to be read. */
  'repos.sshHosts': method(z.object({ names: z.array(z.string()).max(60) }), z.record(z.string(), z.string())),
  /** Paths dropped on the window: the text of each file, as it was written; the folders are lines of one more text. */
  'repos.readDropped': method(
    z.object({ paths: z.array(z.string()).max(2000) }),
    z.object({ texts: z.array(z.object({ name: z.string(), text: z.string() })), problems: z.array(z.string()) }),
  ),
  'jobs.create': method(NewJob, jobId),
  'jobs.open': method(jobId, z.object({ summary: JobSummary, runs: z.array(Run) })),
  /** The changes of this job that await review, by what they do; outliers first. */
  'jobs.groups': method(jobId, z.object({ groups: z.array(ReviewGroup) })),
  'jobs.pause': method(jobId, done),
  'jobs.resume': method(jobId, done),
  'jobs.cancel': method(jobId, done),
  'jobs.retryFailed': method(jobId, done),
  'jobs.remove': method(jobId, done),
  'jobs.setBudget': method(
    z.object({ jobId: JobId, budgetUsd: z.number().positive().nullable(), runDollars: z.number().positive() }),
    done,
  ),
  /** Which jobs get free places first; what runs already goes on. */
  'jobs.setPriority': method(z.object({ jobId: JobId, priority: Priority }), done),
  /** A new version of the prompt; runs that start later use it. */
  'jobs.revisePrompt': method(z.object({ jobId: JobId, text: z.string().trim().min(1).max(100_000), ...ANYWAY }), done),
  'runs.cancel': method(runIds, done),
  'runs.retry': method(runIds, done),
  /** Moves waiting runs of one job, in this order, before another one or to the end of the queue. */
  'runs.reorder': method(runIds.extend({ before: RunId.nullable() }), done),
  /** A person's message to the sessions of these runs: the next turn of each. */
  'runs.comment': method(
    z.object({ runIds: z.array(RunId).min(1).max(2000), text: z.string().trim().min(1).max(50_000), ...ANYWAY }),
    done,
  ),
  'runs.review': method(
    z.object({
      runIds: z.array(RunId).min(1).max(2000),
      decision: z.enum(['approved', 'rejected', 'none']),
      note: z.string().max(5000),
    }),
    done,
  ),
  'runs.events': method(
    z.object({
      runId: RunId,
      after: z.number().int().nonnegative(),
      /** At most so many events, the oldest first; `lastSeq` then says that there are more. All when left out. */
      limit: z.number().int().positive().optional(),
    }),
    z.object({ events: z.array(RunEvent), lastSeq: z.number() }),
  ),
  /** `since`: the tree of an earlier round; what changed from there instead of from the base. */
  'runs.changeset': method(z.object({ runId: RunId, since: Tree.optional() }), Changeset.nullable()),
  /** The changesets of a run, oldest first. */
  'runs.rounds': method(
    runId,
    z.array(z.object({ round: z.number().int(), tree: z.string(), at: z.number(), reviewed: z.boolean() })),
  ),
  /**
   * Takes the change to one file, or one hunk of it (counted from 0), out of a settled run's changeset, which becomes a new
   * round. `tree` is the one that the person saw: another one by now is refused. Answers with the new tree.
   */
  'runs.discard': method(
    z.object({ runId: RunId, tree: Tree, path: FilePath, hunk: z.number().int().nonnegative().nullable() }),
    z.object({ tree: Tree }),
  ),
  /** The bytes of a file before or after the change, for images; null when it did not exist there. Capped. */
  'runs.fileBytes': method(
    z.object({ runId: RunId, path: FilePath, side: z.enum(['before', 'after']) }),
    z.object({ base64: z.string().nullable() }),
  ),
  /** Opens a file of the clone in the editor that Settings names. */
  'runs.openInEditor': method(z.object({ runId: RunId, path: FilePath, line: z.number().int().positive() }), done),
  /** The text of a changed file, for editing it by hand. */
  'runs.readFile': method(z.object({ runId: RunId, path: FilePath }), z.object({ text: z.string() })),
  /** Puts this text into a changed file and makes a new round; `tree` as for `runs.discard`. */
  'runs.writeFile': method(
    z.object({ runId: RunId, tree: Tree, path: FilePath, text: z.string().max(1_000_000) }),
    z.object({ tree: Tree }),
  ),
  /** Brings the files back to the tree of an earlier round; undoes `runs.discard` and `runs.writeFile` as long as nothing else came after. */
  'runs.restoreRound': method(z.object({ runId: RunId, seen: Tree, tree: Tree }), done),
  /** Runs the check on the present changeset; answers when it has ended. */
  'runs.checkAgain': method(runId, done),
  /**
   * The unified diff of one file, or of all when `path` is null, to be looked at. Capped; `cut` says so. Long lines are cut
   * around their changes; `shortened` names the files with such lines, counted from 0. `context`: unchanged lines around
   * each change, 3 when it is left out.
   */
  'runs.patch': method(
    z.object({
      runId: RunId,
      path: z.string().nullable(),
      context: z.number().int().min(0).optional(),
      since: Tree.optional(),
    }),
    z.object({ patch: z.string(), cut: z.boolean(), shortened: z.array(z.number().int().min(0)) }),
  ),
  'runs.checkLog': method(
    z.object({ runId: RunId, checkId: z.string().regex(/^[a-z0-9-]{1,60}$/) }),
    z.object({ log: z.string() }),
  ),
  /** Opens a save dialog (one file, or a folder for several); null when the person cancels it. */
  'runs.savePatches': method(runIds, z.object({ path: z.string().nullable(), saved: z.number().int() })),
  'runs.publishPlan': method(runIds, z.array(PublishPlan)),
  /** `withKeys`: those of them whose change holds what looks like a key, and of which the person has said that it may go out. */
  'runs.openPullRequests': method(runIds.extend({ withKeys: z.array(SaidOfChange).max(2000).optional() }), done),
  'runs.refreshPullRequests': method(runIds, done),
  'runs.openFolder': method(runId, done),
  /**
   * From now on this window gets the events and deltas of the run; `threads.unwatch` ends it. `live`: what was streamed so far
   * of the present step; `lastSeq`: the newest event that it knows of, 0 when none came since the app started.
   */
  'threads.watch': method(runId, z.object({ live: LiveStep.nullable(), lastSeq: z.number().int() })),
  'threads.unwatch': method(runId, done),
  /** Words of a person, looked for in everything that is stored. An empty text only lets the index catch up. */
  'search.find': method(z.object({ text: z.string().max(500) }), SearchAnswer),
  'demo.start': method(none, jobId),
  'shell.openExternal': method(z.object({ url: z.url() }), done),
  'clipboard.write': method(z.object({ text: z.string().max(5_000_000) }), done),
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
  z.object({ type: z.literal('held'), reason: z.string().nullable() }),
  z.object({ type: z.literal('menu'), action: z.string() }),
]);
export type Push = z.infer<typeof Push>;
