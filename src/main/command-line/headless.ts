import type { DemoWorldFacts } from '../../shared/demo-protocol.ts';
import { type AppError, failed, failure, ok, type Result, thrownText } from '../../shared/errors.ts';
import { defaultHostOf } from '../../shared/hosts.ts';
import type { JobId } from '../../shared/ids.ts';
import type { Job, JobSettings } from '../../shared/job.ts';
import { mayHoldAny, secretsInJob } from '../../shared/job-secrets.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import type { NewJob } from '../../shared/methods/jobs.ts';
import { titleOf } from '../../shared/new-job.ts';
import { parseRepoList, type RepoList } from '../../shared/repo-list.ts';
import type { Run } from '../../shared/run.ts';
import { sshHostsIn } from '../../shared/ssh-names.ts';
import { terminalLine, terminalLines } from '../../shared/terminal-text.ts';
import type { Engine } from '../engine/contract.ts';
import { demoJobOf } from '../engine/demo/demo-job.ts';
import { unlessAborted } from '../executor/unless-aborted.ts';
import { readTextFile } from '../lib/read-text-file.ts';
import type { AppArguments } from './arguments.ts';
import { createHeldLines, createNoticeLines, createProgress } from './headless-progress.ts';
import { askBeforePaying, notOpened, publishAsThePerson } from './headless-publish.ts';
import { unmetExpectations, writeReport } from './headless-report.ts';
import { INTERRUPTED } from './interruption.ts';

/** What a job without a window needs. */
export interface HeadlessOptions {
  engine: Engine;
  args: AppArguments;
  /** The demo's world; asked for only by the demo. */
  demo: () => Promise<Result<DemoWorldFacts>>;
  /** Lines of progress and the totals. */
  say: (line: string) => void;
  /** Aborted by Ctrl+C: the job is paused (the demo's cancelled), and what is there is reported. */
  signal: AbortSignal;
}

/**
 * One job without a window, from files (or from where it was left) to a report. Answers with the exit code: 0 when every
 * run changed its repository or found nothing to change (the demo: when every run ended as its sample expects), 1 when one
 * did not or a pull request that was asked for was not opened, 2 when nothing was begun.
 */
export async function runHeadless(given: HeadlessOptions): Promise<number> {
  // The one gate: repositories, the model and hosts have their words in nearly every line.
  const say = (line: string) => given.say(terminalLine(line));
  const options = { ...given, say };
  const { engine, args, signal } = options;
  engine.onPush(createNoticeLines(say));
  engine.onPush(createHeldLines(say));
  const started = await engine.start();
  if (!started.ok) return complain(say, started.error);
  const begun = args.continue ? await goOn(options) : await begin(options);
  if (!begun.ok && signal.aborted) return INTERRUPTED;
  if (!begun.ok) return complain(say, begun.error);
  const { jobId, rejected, expectations } = begun.value;
  const progress = createProgress(jobId, say);
  const stopProgress = engine.onPush(progress);
  // A demo begins anew each time; other work has been paid for.
  const halt = () =>
    void (args.demo
      ? engine.jobs.cancel({ jobId })
      : engine.haltJob(jobId, { code: 'stopped_in_terminal', parameters: {} }));
  signal.addEventListener('abort', halt, { once: true });
  // It may have come while the job was being made.
  if (signal.aborted) halt();
  const ended = await engine.jobEnded(jobId);
  const runs = args.demo && !signal.aborted ? await publishAsThePerson(engine, jobId, ended) : ended;
  stopProgress();
  // Pushes are joined for a moment: the last one may not have come.
  progress({ type: 'runs', jobId, runs: [...runs] });

  const reported = await writeReport({ engine, runs, rejected, file: args.report, jobId });
  if (!reported.ok) return complain(say, reported.error);
  for (const line of reported.value.summary) say(line);
  const job = await jobOf(engine, jobId);
  const paused = job?.paused?.reason ?? null;
  if (paused) say(`The job is paused: ${messageText(paused)}`);
  const unopened = job?.settings.openPullRequests && !args.demo ? notOpened(runs) : [];
  for (const line of unopened) say(line);
  const state = await engine.app.state({});
  const held = state.ok && runs.some(({ status }) => status === 'queued') ? state.value.held : null;
  if (held && !paused) say(`Not finished: ${messageText(held)}`);
  if (state.ok && state.value.sandbox?.available === false && !args.demo && !args.allowUnsandboxed) {
    say(
      `No command and no check was run: ${state.value.sandbox.reason ? messageText(state.value.sandbox.reason) : ''}`,
    );
    say('With --allow-unsandboxed they run without a sandbox.');
  }
  if (signal.aborted && !args.demo) say('With --headless --continue it goes on from here.');
  if (signal.aborted) return INTERRUPTED;
  return expectations ? judgeDemo(runs, expectations, say) : exitCodeOf(runs, unopened.length);
}

/** The job that this start works on. */
interface Begun {
  jobId: JobId;
  rejected: RepoList['rejected'];
  expectations: DemoWorldFacts['expectations'] | null;
}

/** Makes a new job from the files, or the demo's. */
async function begin(options: HeadlessOptions): Promise<Result<Begun>> {
  const { engine, args, say, signal } = options;
  const plan = await unlessAborted(args.demo ? demoPlan(options) : filePlan(options), signal);
  if (!plan.ok) return plan;
  const { job, rejected, expectations } = plan.value;
  for (const line of rejected) say(`line ${line.line}: ${line.reason}`);
  const created = args.demo ? await engine.createDemoJob(job) : await engine.jobs.create(job);
  return created.ok ? ok({ jobId: created.value.jobId, rejected, expectations }) : withFlag(created, job);
}

/** What a person may do about a refused text is another thing in a terminal than in the window. */
function withFlag<T>(refused: Extract<Result<T>, { ok: false }>, job: NewJob): Result<T> {
  if (refused.error.code !== 'key_in_text') return refused;
  const next = secretsInJob({ ...job, title: titleOf(job) }).every(mayHoldAny)
    ? 'Take it out, or write only its beginning. If it is none, --send-anyway sends it to the model as it is.'
    : 'Take it out, or write only its beginning. The title is made from the beginning of the prompt, and stands in pull requests: --send-anyway is not for it.';
  return failed({ ...refused.error, next });
}

/**
 * Takes up the newest job that is stored: a start works on unfinished runs by itself, so only a pause is to be lifted and
 * a budget raised. A job that had ended already is only reported.
 */
async function goOn({ engine, args, say }: HeadlessOptions): Promise<Result<Begun>> {
  const state = await engine.app.state({});
  if (!state.ok) return state;
  const newest = state.value.jobs.find(({ job }) => !job.demo)?.job;
  if (!newest) {
    return failure('not_found', 'There is no job in this data folder to go on with.', {
      why: state.value.dataPath,
      next: 'Make one with --repos and --prompt-file, or name its folder with --data.',
    });
  }
  const jobId = newest.id;
  const opened = await engine.jobs.open({ jobId });
  if (!opened.ok) return opened;
  say(`going on with "${newest.title}" of ${new Date(newest.createdAt).toISOString()}`);
  if (args.maxCost) {
    const runDollars = Math.min(newest.settings.limits.dollars, args.maxCost);
    const raised = await engine.jobs.setBudget({ jobId, budgetUsd: args.maxCost, runDollars });
    if (!raised.ok) return raised;
  }
  if (newest.paused) {
    const resumed = await engine.jobs.resume({ jobId });
    if (!resumed.ok) return resumed;
  }
  return ok({ jobId, rejected: [], expectations: null });
}

interface Plan {
  job: NewJob;
  rejected: RepoList['rejected'];
  expectations: DemoWorldFacts['expectations'] | null;
}

async function demoPlan({ engine, demo, say }: HeadlessOptions): Promise<Result<Plan>> {
  const servers = await demo();
  if (!servers.ok) return servers;
  say('The model is scripted: costs are what the same tokens would cost, nothing is billed.');
  const settings = await defaultsOf(engine);
  if (!settings.ok) return settings;
  // The samples and the scripted model are the app's own.
  const defaults = { ...settings.value, openPullRequests: true, unsandboxedAgreed: true };
  return ok({ job: demoJobOf(servers.value, defaults), rejected: [], expectations: servers.value.expectations });
}

async function filePlan({ engine, args, say }: HeadlessOptions): Promise<Result<Plan>> {
  const list = await readText(args.repos ?? '', '--repos');
  if (!list.ok) return list;
  const prompt = await readText(args.promptFile ?? '', '--prompt-file');
  if (!prompt.ok) return prompt;
  if (prompt.value.trim() === '') return failure('not_allowed', 'The prompt file is empty.');
  await engine.ready();
  const state = await engine.app.state({});
  if (!state.ok) return state;
  const { settings, keys } = state.value;
  if (!keys.some((key) => key.name === 'claude' && key.present)) {
    return failure('key_missing', 'There is no key for the Claude API.', {
      next: 'Set ANTHROPIC_API_KEY, or store a key in the app.',
    });
  }
  const sshHosts = await engine.repos.sshHosts({ names: sshHostsIn(list.value) });
  if (!sshHosts.ok) return sshHosts;
  const { accepted, rejected } = parseRepoList(list.value, {
    defaultHost: defaultHostOf(settings),
    sshHosts: sshHosts.value,
  });
  if (accepted.length === 0) {
    const why =
      rejected
        .map((line) => `line ${line.line}: ${line.reason}`)
        .slice(0, 20)
        .join('\n') || 'The list is empty.';
    return failure('repo_list_invalid', 'There is no repository in the list.', {
      why,
      next: 'Write one repository per line: owner/name or a URL.',
    });
  }
  const repos = accepted.map(({ repo }) => repo);
  const may = args.publish ? await askBeforePaying(engine, repos, say) : ok(null);
  if (!may.ok) return may;
  return ok({
    job: {
      // Made from the prompt.
      title: '',
      prompt: prompt.value,
      repos,
      settings: settingsFrom(settings.jobDefaults, args),
      ...(args.sendAnyway ? { anyway: true } : {}),
    },
    rejected,
    expectations: null,
  });
}

const settingsFrom = (defaults: JobSettings, args: AppArguments): JobSettings => ({
  ...defaults,
  ...(args.model ? { model: args.model } : {}),
  ...(args.check ? { check: { mode: 'command', command: args.check } } : {}),
  ...(args.maxCost
    ? {
        budgetUsd: args.maxCost,
        limits: { ...defaults.limits, dollars: Math.min(defaults.limits.dollars, args.maxCost) },
      }
    : {}),
  openPullRequests: args.publish,
  unsandboxedAgreed: args.allowUnsandboxed,
});

async function defaultsOf(engine: Engine): Promise<Result<JobSettings>> {
  const state = await engine.app.state({});
  return state.ok ? ok(state.value.settings.jobDefaults) : state;
}

async function readText(file: string, option: string): Promise<Result<string>> {
  try {
    const read = await readTextFile(file);
    if (read.ok) return ok(read.text);
    return failure('not_allowed', `The file of ${option} cannot be used: ${read.reason}.`, { why: file, path: file });
  } catch (error) {
    const why = thrownText(error);
    return failed({ code: 'not_found', message: `The file of ${option} cannot be read.`, why, path: file });
  }
}

async function jobOf(engine: Engine, jobId: JobId): Promise<Job | null> {
  const opened = await engine.jobs.open({ jobId });
  return opened.ok ? opened.value.summary.job : null;
}

const exitCodeOf = (runs: readonly Run[], unopened: number): number =>
  runs.length > 0 && unopened === 0 && runs.every(({ outcome }) => outcome === 'changed' || outcome === 'unchanged')
    ? 0
    : 1;

function judgeDemo(
  runs: readonly Run[],
  expectations: DemoWorldFacts['expectations'],
  say: (line: string) => void,
): number {
  const problems = unmetExpectations(runs, expectations);
  for (const problem of problems) say(`not as expected: ${problem}`);
  say(
    problems.length === 0 ? 'Every sample ended as expected.' : `${problems.length} samples did not end as expected.`,
  );
  return problems.length === 0 ? 0 : 1;
}

function complain(say: (line: string) => void, error: AppError): number {
  for (const text of [error.message, error.why, error.next])
    if (text) for (const line of terminalLines(text)) say(line);
  return 2;
}
