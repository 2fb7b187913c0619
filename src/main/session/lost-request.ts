import type { AppError } from '../../shared/errors.ts';
import type { SessionEvent } from '../../shared/events.ts';
import { costOfAnswer } from '../../shared/models.ts';
import { meteringOf } from '../model-api/metering.ts';
import type { SessionStart } from './contract.ts';

/** Where a session is, by what it has said. */
export interface RequestTracker {
  heard(event: SessionEvent): void;
  /**
   * What a request has cost that was under way when its process was killed, as an event: what went in was sent, and is billed;
   * of what came out nothing is known. Null before the first turn.
   */
  lost(inputTokens: number, error: AppError): Extract<SessionEvent, { kind: 'request_failed' }> | null;
}

export function requestTracker({
  history,
  model,
  turn,
}: Pick<SessionStart, 'history' | 'model' | 'turn'>): RequestTracker {
  let turnId = turn?.turnId ?? null;
  let step = 0;
  const heard = (event: SessionEvent): void => {
    if (event.kind === 'turn_started') turnId = event.turnId;
    if (event.kind === 'step_completed') step = event.step;
  };
  for (const { body } of history) heard(body as SessionEvent);
  return {
    heard,
    lost(inputTokens, error) {
      if (turnId === null) return null;
      const { usage, estimated } = meteringOf(null, { input: inputTokens, output: 0 });
      const costUsd = costOfAnswer(model, usage);
      return {
        kind: 'request_failed',
        turnId,
        step: step + 1,
        error,
        retry: 1,
        retryAt: null,
        usage,
        costUsd,
        estimated,
      };
    },
  };
}
