import type { AppError } from '../../shared/errors.ts';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import { requestTracker } from '../session/lost-request.ts';
import { progressOf } from './run-progress.ts';

/**
 * A request whose process died: its answer is lost, and its prompt is on the invoice.
 * @param events all that is saved of the run
 * @returns null where the log has no turn that it could belong to
 */
export function lostRequest(
  { model, inputTokens }: { model: string; inputTokens: number },
  events: readonly RunEvent[],
  error: AppError,
): RunEventBody | null {
  const { thread, openTurn } = progressOf(events);
  const failed = requestTracker({ history: [...thread], model, turn: null }).lost(inputTokens, error);
  if (openTurn || !failed) return failed;
  // Between two turns only the judge asks.
  const { usage, costUsd, estimated } = failed;
  return { kind: 'judge_failed', error, retryAt: null, usage, costUsd, estimated };
}
