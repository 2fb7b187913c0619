import type { AppError } from '../../../shared/errors.ts';
import type { StopLimit } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { redactError } from '../../redact/known-secrets.ts';
import type { SessionEnvironment } from './environment.ts';
import type { Journal } from './journal.ts';
import type { RequestPlan } from './limits.ts';
import type { ModelAnswer, ModelListener, ModelRequest } from './model.ts';
import { retryAt } from './retry.ts';

export type Asked =
  | { kind: 'answered'; answer: ModelAnswer; costUsd: number; retries: number; short: StopLimit | null }
  | { kind: 'failed'; error: AppError }
  | { kind: 'stopped'; limit: StopLimit }
  | { kind: 'cancelled' };

/**
 * One answer from the model, whatever it takes: a permit before each request, its real cost after it, and a visible
 * event for each failed try. An answer that arrived is never asked for again. Each try is planned anew, because the API's
 * cache goes cold while one waits, and a prompt that is not cached costs many times as much.
 */
export async function askModel(
  environment: SessionEnvironment,
  requestFor: (maxTokens: number) => ModelRequest,
  plan: (atMostUsd?: number) => RequestPlan | { limit: StopLimit },
  { turnId, step }: { turnId: TurnId; step: number },
  journal: Journal,
  signal: AbortSignal,
): Promise<Asked> {
  const { modelId: model } = environment;
  const listener: ModelListener = {
    onDelta: (kind, text) => environment.onDelta({ step, kind, text }),
    onRateLimits: (headers) => environment.onRateLimits(headers),
  };
  for (let retries = 0; ; ) {
    const planned = plan();
    if ('limit' in planned) return { kind: 'stopped', limit: planned.limit };
    const { reserveUsd, leastUsd, inputTokens } = planned;
    // Asking for leave is harmless, so it need not wait for the disk; the request itself does.
    const [permit] = await Promise.all([
      environment.permit({ model, reserveUsd, leastUsd, inputTokens }, signal),
      journal.saved(),
    ]);
    if (permit === 'cancelled') return { kind: 'cancelled' };
    if (!permit.granted) return { kind: 'stopped', limit: permit.limit };
    // A job or a day with less left than was asked for lets the answer be shorter.
    const now = plan(permit.short?.usd);
    if ('limit' in now || (!permit.short && isMore(now, planned))) {
      // It became dearer while it waited for leave: the money that was set aside would not do.
      environment.settle(permit.id, 0);
      continue;
    }
    const started = environment.ticks();
    const asked = await environment.model(requestFor(now.maxTokens), listener, signal);
    environment.spent.ms += environment.ticks() - started;
    const costUsd = asked.ok ? costOfAnswer(model, asked.value.usage) : 0;
    environment.settle(permit.id, costUsd);
    if (asked.ok) {
      const short = permit.short?.limit ?? (now.short ? 'dollars' : null);
      return { kind: 'answered', answer: asked.value, costUsd, retries, short };
    }
    if (signal.aborted) return { kind: 'cancelled' };
    const error = redactError(asked.error, environment.redact);
    const at = retryAt(error, retries, environment.now(), environment.random());
    journal.save({ kind: 'request_failed', turnId, step, error, retry: retries + 1, retryAt: at });
    if (at === null) return { kind: 'failed', error };
    retries += 1;
    await environment.wait(at - environment.now(), signal);
    if (signal.aborted) return { kind: 'cancelled' };
  }
}

/** Would it take more money than was asked for, or get a shorter answer for it? */
const isMore = (now: RequestPlan, before: RequestPlan): boolean =>
  now.reserveUsd > before.reserveUsd || now.maxTokens < before.maxTokens;
