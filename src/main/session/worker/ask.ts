import { setImmediate } from 'node:timers/promises';
import type { AppError } from '../../../shared/errors.ts';
import type { StopLimit } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { retryAt } from '../../../shared/model-retry.ts';
import { costOfAnswer, dearerModel } from '../../../shared/models.ts';
import { type Metering, NO_USAGE } from '../../../shared/usage.ts';
import { redactError } from '../../redact/known-secrets.ts';
import type { SessionEnvironment } from './environment.ts';
import type { RequestPlan, Stop } from './limits.ts';
import type { Ask, Model, ModelAnswer, ModelListener, ModelRequest } from './model.ts';
import type { Recorder } from './recorder.ts';

export type Asked =
  | {
      kind: 'answered';
      answer: ModelAnswer;
      costUsd: number;
      retries: number;
      /** The limit that kept the answer shorter than wanted. */
      short: StopLimit | null;
      /** To be called when the answer is recorded: until then what was set aside for it stands for its cost. */
      settle: () => void;
    }
  | { kind: 'failed'; error: AppError }
  | ({ kind: 'stopped' } & Stop)
  | { kind: 'cancelled' };

/** Changes to one request before it is given up: each takes something away, so there are few that help. */
const MOST_ADJUSTMENTS = 8;

/**
 * One answer from the model, whatever it takes: a permit before each request, its real cost after it, and a visible
 * event for each failed try. An answer that arrived is never asked for again. Each try is planned anew, because a failed
 * one may have cost something. A request that the API refuses as invalid is changed and asked again, as far as is known how.
 */
export async function askModel(
  environment: SessionEnvironment,
  requestFor: (plan: RequestPlan) => ModelRequest,
  plan: (atMostUsd?: number) => RequestPlan | Stop,
  { turnId, step }: { turnId: TurnId; step: number },
  recorder: Recorder,
  signal: AbortSignal,
): Promise<Asked> {
  const { modelId: model, spent } = environment;
  const listener: ModelListener = {
    onDelta: (kind, text) => environment.onDelta({ step, kind, text }),
    onRateLimits: (headers) => environment.onRateLimits(headers),
  };
  const failures = new Map<AppError['code'], number>();
  let retries = 0;
  let adjustments = 0;
  for (;;) {
    const planned = plan();
    if ('limit' in planned) return { kind: 'stopped', ...planned };
    const { reserveUsd, usualUsd, leastUsd, inputTokens } = planned;
    // Asking for leave is harmless, so it need not wait for the disk; the request itself does.
    const [made, permit] = await Promise.all([
      makeReady(environment.model, requestFor(planned)),
      environment.permit({ model, reserveUsd, usualUsd, leastUsd, inputTokens }, signal),
      recorder.saved(),
    ]);
    if (permit === 'cancelled') return { kind: 'cancelled' };
    if (!permit.granted) return { kind: 'stopped', limit: permit.limit, needsUsd: leastUsd };
    // A job or a day with less left than was asked for lets the answer be shorter.
    const now = permit.short ? plan(permit.short.usd) : planned;
    if ('limit' in now) {
      environment.settle(permit.id, 0);
      return { kind: 'stopped', ...now };
    }
    const { request, ask } = permit.short ? await makeReady(environment.model, requestFor(now)) : made;
    const started = environment.ticks();
    const deadline = deadlineOf(environment, signal);
    environment.last = { request, at: environment.now() };
    const asked = await ask(listener, deadline.signal);
    deadline.stop();
    spent.ms += environment.ticks() - started;
    const metering: Metering = asked.ok ? asked.value : { usage: NO_USAGE, estimated: false, priceFactor: 1, ...asked };
    const { usage, estimated } = metering;
    const priced = asked.ok ? dearerModel(now.model, asked.value.model) : now.model;
    const costUsd = asked.ok && isUnbilled(asked.value) ? 0 : costOfAnswer(priced, usage) * metering.priceFactor;
    spent.dollars += costUsd;
    const settle = () => environment.settle(permit.id, costUsd);
    if (asked.ok) {
      const short = permit.short ? permit.short.limit : now.short ? 'dollars' : null;
      return { kind: 'answered', answer: asked.value, costUsd, retries, short, settle };
    }

    const error = redactError(asked.error, environment.redact);
    const ofKind = failures.get(error.code) ?? 0;
    const change = !signal.aborted && adjustments < MOST_ADJUSTMENTS ? asked.change : undefined;
    const at = deadline.signal.aborted
      ? null
      : change
        ? environment.now()
        : retryAt(error, retries, environment.now(), environment.random(), ofKind);
    // A request that was called off is no failure to tell of, but what it cost by then is.
    if (!signal.aborted || costUsd > 0) {
      const details = { turnId, step, error, retry: retries + 1, retryAt: at, usage, costUsd };
      recorder.save({ kind: 'request_failed', ...details, ...(estimated ? { estimated } : {}) });
    }
    if (change) {
      adjustments += 1;
      recorder.save({ kind: 'request_adjusted', turnId, step, change });
    }
    settle();
    if (signal.aborted) return { kind: 'cancelled' };
    if (deadline.signal.aborted) return { kind: 'stopped', limit: 'minutes' };
    if (at === null) return { kind: 'failed', error };
    if (change) continue;
    const end = await environment.wait(at - environment.now(), signal);
    // A try that a person asks for is none of the automatic ones.
    if (end === 'over') {
      failures.set(error.code, ofKind + 1);
      retries += 1;
    }
    if (signal.aborted) return { kind: 'cancelled' };
  }
}

/** Once what was said to main is on its way: it works meanwhile, and mostly lets the request be sent as it was planned. */
async function makeReady(model: Model, request: ModelRequest): Promise<{ request: ModelRequest; ask: Ask }> {
  await setImmediate();
  return { request, ask: model(request) };
}

/** What is refused before a word of it has come is not billed, although its counters are told. */
const isUnbilled = ({ stopReason, content }: ModelAnswer): boolean => stopReason === 'refusal' && content.length === 0;

/** Aborts with the turn, or when the run's minutes are over: an answer that does not end has no next step to look at them. */
function deadlineOf(
  { limits, spent, ticks }: SessionEnvironment,
  signal: AbortSignal,
): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  const until = ticks() + limits.minutes * 60_000 - spent.ms;
  let timer: NodeJS.Timeout;
  // The stopwatch stands still while the computer sleeps, and a timer does not.
  const check = (): void => {
    const left = until - ticks();
    if (left <= 0) abort();
    else timer = setTimeout(check, left);
  };
  timer = setTimeout(check, Math.max(0, until - ticks()));
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}
