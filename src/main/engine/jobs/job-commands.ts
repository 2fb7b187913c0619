import { failure, ok, type Result } from '../../../shared/errors.ts';
import type { JobId } from '../../../shared/ids.ts';
import { currentPrompt, type Job } from '../../../shared/job.ts';
import { isAtWork } from '../../../shared/job-counts.ts';
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
import { takeOptions } from './job-options.ts';

export interface JobCommandDeps {
  records: Records;
  queue: Queue;
  budget: Budget;
  publishing: Publishing;
  clock: Clock;
  random: () => number;
  log: Log;
}

/** Saves a new job with a row for each repository, then schedules it. */
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
    archived: false,
    opensPullRequestsFrom: 0,
    demo,
  };
  const repos = distinct(input.repos);
  const runs = repos.map((repo, index): Run => ({ ...newRun(runIdOf(id, index), id, repo, index, at), attempt: 1 }));
  const saved = await records.addJob(job, runs);
  if (!saved.ok) return saved;
  log.info('job created', { jobId: id, runs: runs.length, demo });
  queue.schedule();
  return ok({ jobId: id });
}

const distinct = (repos: readonly RepoRef[]): RepoRef[] => [
  ...new Map(repos.map((repo) => [repoKey(repo), repo] as const)).values(),
];

export function jobCommands(deps: JobCommandDeps, checked: BeforeJob): Omit<EngineCommands['jobs'], 'groups'> {
  const { records, queue, budget, publishing, clock, log } = deps;
  const openRuns = (jobId: JobId) => records.runs(jobId).filter((run) => run.status !== 'settled');
  const done = (result: Result<unknown>) => (result.ok ? ok({}) : result);
  /** Commands work on jobs in memory; a job of an earlier start is loaded first. */
  const opened =
    <I extends { jobId: JobId }, O>(work: (input: I) => Promise<Result<O>>) =>
    async (input: I): Promise<Result<O>> => {
      const job = await records.open(input.jobId);
      return job.ok ? work(input) : job;
    };

  return {
    async create(input) {
      // A title derived from the instruction appears in pull requests.
      const texts = input.anyway ? { ...input, title: titleOf(input) } : input;
      const places = secretsInJob(texts).filter((place) => !input.anyway || !mayHoldAny(place));
      const clean = refuseSecrets(places);
      const may = clean.ok ? await checked.keyAndModel(input.settings.model) : clean;
      return may.ok ? createJob(deps, input, false) : may;
    },
    open: opened(async ({ jobId }) => {
      const summary = records.summary(jobId);
      if (!summary) return failure('not_found', 'There is no such job.');
      publishing.takeUp(jobId);
      return ok({ summary, runs: records.runs(jobId).sort((a, b) => a.position - b.position) });
    }),
    pause: opened(async ({ jobId }) => {
      const paused = await queue.pause(jobId, 'person', { code: 'paused_by_person', parameters: {} });
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
    setOptions: opened(async ({ jobId, settings, anyway }) => {
      const before = records.job(jobId);
      if (!before) return failure('not_found', 'There is no such job.');
      const places = secretsInJob({ title: '', prompt: '', settings }).filter((place) => !anyway || !mayHoldAny(place));
      const clean = refuseSecrets(places);
      if (!clean.ok) return clean;
      const isOther = settings.model !== before.settings.model && !before.demo;
      const known = isOther ? await checked.model(settings.model) : ok(null);
      const taken = known.ok ? await takeOptions(deps, jobId, settings) : known;
      return done(taken.ok ? await publishing.followOrder(jobId) : taken);
    }),
    setBudget: opened(async ({ jobId, budgetUsd, runDollars }) => {
      const settings = records.job(jobId)?.settings;
      if (!settings) return failure('not_found', 'There is no such job.');
      const limits = { ...settings.limits, dollars: runDollars };
      return done(await takeOptions(deps, jobId, { ...settings, budgetUsd, limits }));
    }),
    setPriority: opened(async ({ jobId, priority }) => {
      const saved = await records.changeJob(jobId, (job) => ({ ...job, settings: { ...job.settings, priority } }));
      if (saved.ok) queue.schedule();
      return done(saved);
    }),
    rename: opened(async ({ jobId, title }) => {
      const clean = refuseSecrets(holdsKey(title) ? ['the title'] : []);
      return done(clean.ok ? await records.changeJob(jobId, (job) => ({ ...job, title })) : clean);
    }),
    setArchived: opened(async ({ jobId, archived }) => {
      const counts = records.summary(jobId)?.counts;
      if (archived && counts && isAtWork(counts))
        return failure('not_allowed', 'A job that is at work cannot be archived.', {
          next: 'Cancel the job, or archive it when it has finished.',
        });
      const saved = await records.changeJob(jobId, (job) => ({ ...job, archived }));
      if (saved.ok) queue.schedule();
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
      // Runs that have not started use the new prompt; existing threads keep the one that they started with.
      const waiting = records.runs(jobId).filter((run) => run.status === 'queued' && run.baseCommit === null);
      return done(await queue.renew(waiting.map((run) => run.id)));
    }),
  };
}
