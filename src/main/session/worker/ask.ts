import type { AppError } from '../../../shared/errors.ts';
import type { StopLimit } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { retryAt } from '../../../shared/model-retry.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import { redactError } from '../../redact/known-secrets.ts';
import type { SessionEnvironment } from './environment.ts';
import type { RequestPlan, Stop } from './limits.ts';
import type { ModelAnswer, ModelListener, ModelRequest } from './model.ts';
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

/**
 * One answer from the model, whatever it takes: a permit before each request, its real cost after it, and a visible
 * event for each failed try. An answer that arrived is never asked for again. Each try is planned anew, because a failed
 * one may have cost something.
 */
export async function askModel(
  environment: SessionEnvironment,
  requestFor: (maxTokens: number) => ModelRequest,
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
  for (let retries = 0; ; retries += 1) {
    const planned = plan();
    if ('limit' in planned) return { kind: 'stopped', ...planned };
    const { reserveUsd, leastUsd, inputTokens } = planned;
    // Asking for leave is harmless, so it need not wait for the disk; the request itself does.
    const [permit] = await Promise.all([
      environment.permit({ model, reserveUsd, leastUsd, inputTokens }, signal),
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
    const started = environment.ticks();
    const asked = await environment.model(requestFor(now.maxTokens), listener, signal);
    spent.ms += environment.ticks() - started;
    const usage = asked.ok ? asked.value.usage : (asked.usage ?? NO_USAGE);
    const costUsd = costOfAnswer(model, usage);
    spent.dollars += costUsd;
    const settle = () => environment.settle(permit.id, costUsd);
    if (asked.ok) {
      const short = permit.short?.limit ?? (now.short ? 'dollars' : null);
      return { kind: 'answered', answer: asked.value, costUsd, retries, short, settle };
    }

    const error = redactError(asked.error, environment.redact);
    const at = signal.aborted ? null : retryAt(error, retries, environment.now(), environment.random());
    // A request that was called off is no failure to tell of, but what it cost by then is.
    if (!signal.aborted || costUsd > 0)
      recorder.save({ kind: 'request_failed', turnId, step, error, retry: retries + 1, retryAt: at, usage, costUsd });
    settle();
    if (signal.aborted) return { kind: 'cancelled' };
    if (at === null) return { kind: 'failed', error };
    await environment.wait(at - environment.now(), signal);
    if (signal.aborted) return { kind: 'cancelled' };
  }
}
