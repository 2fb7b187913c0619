import { failure, ok, type Result } from '../../../shared/errors.ts';
import type { JobId } from '../../../shared/ids.ts';
import { currentPrompt, type Job, type Pause } from '../../../shared/job.ts';
import { holdsKey, mayHoldAny, refuseSecrets, secretsInJob } from '../../../shared/job-secrets.ts';
import type { NewJob } from '../../../shared/methods/jobs.ts';
import { branchFor, titleOf } from '../../../shared/new-job.ts';
import { type RepoRef, repoKey } from '../../../shared/repo.ts';
import { newRun, type Run } from '../../../shared/run.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Budget } from '../../scheduler/budget.ts';
import type { Queue } from '../../scheduler/contract.ts';
import type { Records } from '../../store/contract.ts';
import { newJobId, runIdOf } from '../../store/ids.ts';
import type { EngineCommands } from '../contract.ts';
import type { Publishing } from '../publications/publishing.ts';
import { cancelRuns } from '../runs/run-commands.ts';
import type { BeforeJob } from './before-job.ts';

export interface JobCommandDeps {
  records: Records;
  queue: Queue;
  budget: Budget;
  publishing: Publishing;
  clock: Clock;
  random: () => number;
  log: Log;
}

/** Saves a new job with a row for each repository, then lets the queue look at it. */
export async function createJob(deps: JobCommandDeps, input: NewJob, demo: boolean): Promise<Result<{ jobId: JobId }>> {
  const { records, queue, clock, random, log } = deps;
  const id = newJobId(random);
  const at = clock.now();
  const prompt = input.prompt.trim();
  const title = titleOf({ title: input.title, prompt });
  const job: Job = {
    id,
    title,
    createdAt: at,
    prompts: [{ version: 1, text: prompt, at }],
    settings: { ...input.settings, branch: branchFor(input.settings, title) },
    paused: null,
    demo,
  };
  const repos = distinct(input.repos);
  const runs = repos.map((repo, index): Run => ({ ...newRun(runIdOf(id, index), id, repo, index, at), attempt: 1 }));
  const saved = await records.addJob(job, runs);
  if (!saved.ok) return saved;
  log.info('job created', { jobId: id, runs: runs.length, demo });
  queue.look();
  return ok({ jobId: id });
}

const distinct = (repos: readonly RepoRef[]): RepoRef[] => [
  ...new Map(repos.map((repo) => [repoKey(repo), repo] as const)).values(),
];

/** May more be spent than before? Null is no limit at all. */
export const isRaised = (before: number | null, after: number | null): boolean =>
  before !== null && (after === null || after > before);

/** Jobs that stand still for this reason, of earlier starts too; they are read into memory. */
export async function openPaused(records: Records, by: Pause['by']): Promise<JobId[]> {
  const paused = records.summaries().filter(({ job }) => job.paused?.by === by);
  for (const { job } of paused) await records.open(job.id);
  return paused.map(({ job }) => job.id);
}

/** Goes on with a job that this limit has stopped, once it was raised. One that a person paused stays so. */
export async function resumeAfterBudget(
  { records, queue }: Pick<JobCommandDeps, 'records' | 'queue'>,
  jobId: JobId,
  limit: 'job_budget' | 'day_budget',
): Promise<Result<null>> {
  const paused = records.job(jobId)?.paused;
  return paused?.by === 'budget' && (paused.limit ?? limit) === limit ? queue.resume(jobId) : ok(null);
}

export function jobCommands(deps: JobCommandDeps, checked: BeforeJob): Omit<EngineCommands['jobs'], 'groups'> {
  const { records, queue, budget, publishing, clock, log } = deps;
  const openRuns = (jobId: JobId) => records.runs(jobId).filter((run) => run.status !== 'settled');
  const done = (result: Result<unknown>) => (result.ok ? ok({}) : result);
  /** Every command works on a job in memory; one of an earlier start is read first. */
  const opened =
    <I extends { jobId: JobId }, O>(work: (input: I) => Promise<Result<O>>) =>
    async (input: I): Promise<Result<O>> => {
      const job = await records.open(input.jobId);
      return job.ok ? work(input) : job;
    };

  return {
    async create(input) {
      // A title that is taken from the instruction stands in pull requests.
      const texts = input.anyway ? { ...input, title: titleOf(input) } : input;
      const places = secretsInJob(texts).filter((place) => !input.anyway || !mayHoldAny(place));
      const clean = refuseSecrets(places);
      return clean.ok ? checked(input, () => createJob(deps, input, false)) : clean;
    },
    open: opened(async ({ jobId }) => {
      const summary = records.summary(jobId);
      if (!summary) return failure('not_found', 'There is no such job.');
      publishing.takeUp(jobId);
      return ok({ summary, runs: records.runs(jobId).sort((a, b) => a.position - b.position) });
    }),
    pause: opened(async ({ jobId }) => {
      const paused = await queue.pause(jobId, 'person', 'Paused by you.');
      if (paused.ok) publishing.hold(jobId);
      return done(paused);
    }),
    resume: opened(async ({ jobId }) => {
      const resumed = await queue.resume(jobId);
      budget.reconsider();
      if (resumed.ok) publishing.takeUp(jobId);
      return done(resumed);
    }),
    cancel: opened(async ({ jobId }) => {
      const all = records.runs(jobId).map((run) => run.id);
      return done(await cancelRuns(deps, all));
    }),
    retryFailed: opened(async ({ jobId }) => {
      const paused = records.job(jobId)?.paused;
      if (paused?.by === 'breaker' || paused?.by === 'keys') {
        const resumed = await queue.resume(jobId);
        if (!resumed.ok) return resumed;
      }
      const runs = records.runs(jobId).filter((run) => run.outcome === 'failed' || run.outcome === 'stopped');
      return done(await queue.retry(runs.filter((run) => run.status === 'settled').map((run) => run.id)));
    }),
    remove: opened(async ({ jobId }) => {
      publishing.hold(jobId);
      await queue.cancel(openRuns(jobId).map((run) => run.id));
      await queue.ended(jobId);
      await publishing.idle(jobId);
      log.info('job removed', { jobId });
      return done(await records.removeJob(jobId));
    }),
    setBudget: opened(async ({ jobId, budgetUsd, runDollars }) => {
      const before = records.job(jobId)?.settings;
      const saved = await records.changeJob(jobId, (job) => ({
        ...job,
        settings: { ...job.settings, budgetUsd, limits: { ...job.settings.limits, dollars: runDollars } },
      }));
      if (!saved.ok) return saved;
      budget.reconsider();
      if (before && isRaised(before.budgetUsd, budgetUsd)) {
        const resumed = await resumeAfterBudget(deps, jobId, 'job_budget');
        if (!resumed.ok) return resumed;
      }
      if (runDollars <= (before?.limits.dollars ?? 0)) return ok({});
      if (records.job(jobId)?.paused?.offer === 'limits') {
        const resumed = await queue.resume(jobId);
        if (!resumed.ok) return resumed;
      }
      const stopped = records.runs(jobId).filter((run) => run.outcome === 'stopped' && run.stoppedBy === 'dollars');
      return done(await queue.goOn(stopped.map((run) => run.id)));
    }),
    setPriority: opened(async ({ jobId, priority }) => {
      const saved = await records.changeJob(jobId, (job) => ({ ...job, settings: { ...job.settings, priority } }));
      if (saved.ok) queue.look();
      return done(saved);
    }),
    revisePrompt: opened(async ({ jobId, text, anyway }) => {
      const clean = anyway ? ok(null) : refuseSecrets(holdsKey(text) ? ['the instruction'] : []);
      if (!clean.ok) return clean;
      const saved = await records.changeJob(jobId, (job) => ({
        ...job,
        prompts: [...job.prompts, { version: currentPrompt(job).version + 1, text, at: clock.now() }],
      }));
      if (!saved.ok) return saved;
      // Runs that have not begun yet begin with the new words; a thread keeps the words that it began with.
      const waiting = records.runs(jobId).filter((run) => run.status === 'queued' && run.baseCommit === null);
      return done(await queue.renew(waiting.map((run) => run.id)));
    }),
  };
}
