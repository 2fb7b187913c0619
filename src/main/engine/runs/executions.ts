import { type AppError, ok, type Result } from '../../../shared/errors.ts';
import type { RunEventBody } from '../../../shared/events.ts';
import type { Job } from '../../../shared/job.ts';
import type { RowMessage } from '../../../shared/messages/row-message.ts';
import { capabilitiesOf } from '../../../shared/request-capabilities.ts';
import type { Run } from '../../../shared/run.ts';
import { checkAgain } from '../../executor/check-again.ts';
import { executeRun } from '../../executor/execute-run.ts';
import type { CommandConfinement, RunDeps, RunPlan, RunReporter } from '../../executor/run-plan.ts';
import type { Clock } from '../../lib/clock.ts';
import { resolveAgain } from '../../repositories/resolve-again.ts';
import { type ResolvedRepo, resolveRepo } from '../../repositories/resolve-repo.ts';
import type { BudgetedResult } from '../../scheduler/after-execution.ts';
import type { Refused } from '../../scheduler/budget.ts';
import type { RateGovernor } from '../../scheduler/rate-governor.ts';
import type { WarmUp } from '../../scheduler/warm-up.ts';
import type { Records } from '../../store/contract.ts';
import type { HostHabits } from '../../store/host-habits.ts';
import type { StorePaths } from '../../store/paths.ts';
import { type RequestsUnderWay, tellsCost } from '../../store/requests-under-way.ts';
import type { PowerState } from '../app/power-state.ts';
import type { Pushes } from '../app/pushes.ts';
import type { EngineOptions } from '../contract.ts';
import type { JobServices, Services } from '../services.ts';
import type { KnownModels } from '../settings/known-models.ts';
import { modelActivity } from '../settings/model-activity.ts';
import type { Asking, Permits } from './permits.ts';
import type { Impatience } from './try-now.ts';

export interface ExecutionDeps {
  options: Pick<EngineOptions, 'git' | 'checks' | 'startSession' | 'modelApi' | 'sandboxAvailable' | 'execute'>;
  records: Records;
  clock: Clock;
  paths: StorePaths;
  services: Services;
  models: KnownModels;
  permits: Permits;
  underWay: RequestsUnderWay;
  governor: RateGovernor;
  warmUp: WarmUp;
  powerState: PowerState;
  pushes: Pushes;
  impatience: Impatience;
  habits: HostHabits;
  /** Resolves when the keys are known. */
  ready: Promise<unknown>;
}

/** Assembles what one execution of a run needs, and runs it. */
export const createExecution =
  (deps: ExecutionDeps) =>
  async (job: Job, run: Run, signal: AbortSignal): Promise<BudgetedResult> => {
    await deps.ready;
    if (signal.aborted && signal.reason !== 'cancel') return { kind: 'left' };
    const services = await deps.services.of(job);
    if (!services.ok) return { kind: 'failed', error: services.error };
    const refusals: Refused[] = [];
    try {
      const plan = await planFor(deps, job, run);
      const reporter = reporterFor(deps, job, run, services.value, signal, refusals);
      const result = await (deps.options.execute ?? executeRun)(plan, reporter, depsFor(deps), signal);
      const refused = refusals.at(-1);
      return result.kind === 'budget' && refused?.limit === result.limit ? { ...result, refused } : result;
    } finally {
      deps.warmUp.left(job.id, run.id);
    }
  };

/** Assembles what the check of a settled run needs, and runs it again. */
export const createCheckAgain =
  (deps: ExecutionDeps) =>
  async (
    job: Job,
    run: Run,
    signal: AbortSignal,
    onCheckBegins: (read: () => string) => void,
  ): Promise<Result<null>> => {
    await deps.ready;
    const services = await deps.services.of(job);
    if (!services.ok) return services;
    const plan = await planFor(deps, job, run);
    const reporter = { ...reporterFor(deps, job, run, services.value, signal), onCheckBegins };
    return checkAgain(plan, reporter, depsFor(deps), signal);
  };

const planFor = async (deps: Pick<ExecutionDeps, 'options' | 'paths'>, job: Job, run: Run): Promise<RunPlan> => ({
  job,
  begun: run,
  runFolder: deps.paths.clone(run.id),
  checkLogs: deps.paths.checkLogs(run.id),
  commands: await confinementOf(deps, job),
});

const depsFor = ({ clock, powerState, options }: ExecutionDeps): RunDeps => ({
  clock,
  git: options.git,
  checks: options.checks,
  startSession: options.startSession,
  judge: options.modelApi.judge,
  onWake: powerState.onWake,
});

/** Without a sandbox no command runs, unless the person has agreed to it. The demo's repositories are the app's own. */
async function confinementOf({ options }: Pick<ExecutionDeps, 'options'>, job: Job): Promise<CommandConfinement> {
  const { reason, machine } = await options.sandboxAvailable();
  if (machine) return { mode: 'sandboxed', machine, noSandbox: reason };
  return { mode: job.settings.unsandboxedAgreed || job.demo ? 'unsandboxed' : 'disabled', machine, noSandbox: reason };
}

function reporterFor(
  deps: ExecutionDeps,
  job: Job,
  run: Run,
  services: JobServices,
  signal: AbortSignal,
  /** Collects what the budget refused. */
  refusals: Refused[] = [],
): RunReporter {
  const { options, records, permits, underWay, governor, warmUp, pushes } = deps;
  const current = () => records.run(run.id) ?? run;
  const secrets = async () => [services.claudeKey(), services.token()].filter((secret) => secret !== null);
  const { host } = new URL(services.anthropicUrl);

  const after = current().lastSeq;
  let paid = 0;
  const record = async (...bodies: RunEventBody[]): Promise<Result<unknown>> => {
    paid += bodies.filter(tellsCost).length;
    const recorded = await records.record(run.id, ...bodies);
    if (bodies.some((body) => body.kind === 'step_completed')) warmUp.answered(job.id);
    return recorded;
  };
  const unfinished = () => records.runs(job.id).filter(({ status }) => status !== 'settled').length;

  // A cancelled row keeps its text until the session has ended.
  const show = (action: RowMessage) => {
    if (!signal.aborted) records.showUnsaved(run.id, { action, waitingUntil: null });
  };
  const repo = services.locate(run.repo);
  const atHost = { git: options.git, github: services.github, token: services.token };
  let resolved: ResolvedRepo | null = null;
  const model = modelActivity(show);
  const asking: Asking = {
    ...{ runId: run.id, jobId: job.id, host, signal, record, show },
    onRefused: (refused) => refusals.push(refused),
  };

  return {
    read: () => records.events(run.id, 0),
    follow: (onEvents) => records.follow(run.id, onEvents),
    record,
    limits: async () => (records.job(job.id) ?? job).settings.limits,
    async resolve() {
      const found = await resolveRepo(repo, atHost);
      if (found.ok) resolved = found.value;
      return found;
    },
    resolveAgain: async (refusal) => (resolved ? resolveAgain(repo, resolved, refusal, atHost) : ok(null)),
    claude: async () => {
      const apiKey = services.claudeKey();
      return apiKey === null ? { ok: false, error: NO_KEY } : ok({ apiKey, anthropicUrl: services.anthropicUrl });
    },
    modelFacts: async () => {
      const key = services.claudeKey();
      if (key === null) return null;
      const found = await deps.models.facts(key, services.anthropicUrl, job.settings.model);
      return found.ok ? found.value : null;
    },
    capabilities: async (url, facts) =>
      deps.habits.apply(host, capabilitiesOf(job.settings.model, url, facts), job.settings.model),
    learn: (change) => deps.habits.learn(host, job.settings.model, change),
    secrets,
    beforeSession: () =>
      warmUp.turn(job.id, run.id, unfinished(), signal, {
        waits: () => show({ code: 'waiting_for_first_answer', parameters: {} }),
        goesOn: () => show({ code: 'starting_session', parameters: {} }),
      }),
    onTryNow: (listener) => deps.impatience.listen(run.id, listener),
    session: {
      onDelta(delta) {
        pushes.delta(run.id, delta);
        model.streams(delta.kind);
      },
      onRateLimits: (headers, model) => governor.learn({ host, model }, headers),
      onPermit: async (request) => {
        const { permit, settle } = await permits.ask(asking, request);
        if (!permit.granted) return { permit, settle };
        model.asked();
        const { model: asked, inputTokens } = request;
        const over = await underWay.note({ runId: run.id, model: asked, inputTokens, after, paid });
        return {
          permit,
          settle: (costUsd) => {
            settle(costUsd);
            over();
          },
        };
      },
    },
  };
}

const NO_KEY: AppError = {
  code: 'key_missing',
  message: 'There is no key for the Claude API.',
  next: 'Add it in Settings, then press Resume.',
};
