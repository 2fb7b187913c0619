import type { RunEventBody } from '../../../shared/events.ts';
import type { JobId, RunId } from '../../../shared/ids.ts';
import type { RowMessage } from '../../../shared/messages/row-message.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Budget, Refused } from '../../scheduler/budget.ts';
import type { RateGovernor } from '../../scheduler/rate-governor.ts';
import type { PermitRequest, SessionHandlers } from '../../session/contract.ts';
import type { Records } from '../../store/contract.ts';
import type { PowerState } from '../app/power-state.ts';

/** Permission for one model request: granted once the computer is awake, the job is not paused, the rate limiter has a slot and
 * the worst-case cost is reserved. */
export interface Permits {
  ask(asking: Asking, request: PermitRequest): ReturnType<SessionHandlers['onPermit']>;
  /** The job was paused: its runs that wait for a permit are requeued at once. */
  paused(jobId: JobId): void;
}

/** Who asks for a permit. */
export interface Asking {
  runId: RunId;
  jobId: JobId;
  /** The host of the API. */
  host: string;
  signal: AbortSignal;
  record: (body: RunEventBody) => Promise<unknown>;
  /** Shows what the run waits for, until its next event. */
  show: (action: RowMessage) => void;
  onRefused: (refused: Refused) => void;
}

/** Shorter waits are not shown. */
const WORTH_TELLING_MS = 2_000;
const CALLED_OFF = { permit: { granted: false, limit: null }, settle: () => undefined } as const;

export function createPermits(deps: {
  records: Pick<Records, 'job'>;
  clock: Clock;
  budget: Budget;
  governor: RateGovernor;
  powerState: Pick<PowerState, 'awake'>;
  /** Ends its session after the current step. */
  stepAside: (runId: RunId) => void;
}): Permits {
  const { records, clock, budget, governor, powerState, stepAside } = deps;
  const waiting = new Map<RunId, JobId>();

  const answer = async (asking: Asking, request: PermitRequest): ReturnType<SessionHandlers['onPermit']> => {
    const { runId, jobId, host, signal } = asking;
    const isCalledOff = () => {
      if (records.job(jobId)?.paused) stepAside(runId);
      return signal.aborted;
    };
    // Sleep would interrupt an answer that is paid for.
    await powerState.awake(signal);
    if (isCalledOff()) return CALLED_OFF;
    const { reason, waitMs, pass } = governor.take({ host, model: request.model });
    if (waitMs > WORTH_TELLING_MS) await asking.record({ kind: 'waiting', reason, until: clock.now() + waitMs });
    if (waitMs > 0) await pass(signal);
    if (isCalledOff()) return CALLED_OFF;
    const { reserveUsd: usd, usualUsd, leastUsd } = request;
    const held = await budget.reserve({ runId, jobId, usd, usualUsd, leastUsd }, signal, () =>
      asking.show({ code: 'waiting_for_money', parameters: {} }),
    );
    if (!held.granted) {
      if (held.limit !== null) asking.onRefused(held);
      return { ...CALLED_OFF, permit: { granted: false, limit: held.limit } };
    }
    const { shortOf, settle } = held;
    if (isCalledOff()) {
      settle();
      return CALLED_OFF;
    }
    const short = shortOf === null ? {} : { short: { usd: held.usd, limit: shortOf === 'shared' ? null : shortOf } };
    return { permit: { granted: true, ...short }, settle };
  };

  return {
    async ask(asking, request) {
      waiting.set(asking.runId, asking.jobId);
      try {
        return await answer(asking, request);
      } finally {
        waiting.delete(asking.runId);
      }
    },
    paused(paused) {
      for (const [runId, jobId] of waiting) if (jobId === paused) stepAside(runId);
    },
  };
}
