import type { JobId, RunId } from '../../shared/ids.ts';
import type { BudgetLimit } from '../../shared/session-protocol.ts';

/** The worst-case cost of a request, and the run that it belongs to. */
export interface Reservation {
  runId: RunId;
  jobId: JobId;
  usd: number;
  /** The usual cost: reserved instead of the worst case when other requests compete for the budget. */
  usualUsd: number;
  /** Below this the request is pointless; between the two its answer is limited in length. */
  leastUsd: number;
}
export interface Reserved {
  granted: true;
  /** The reserved amount. */
  usd: number;
  /** The limit that allowed less than was asked for; `shared`: other requests compete for it. */
  shortOf: BudgetLimit | 'shared' | null;
  /** Call once, when the request is over and its cost has been recorded. */
  settle: () => void;
}
export interface Refused {
  granted: false;
  limit: BudgetLimit;
  limitUsd: number;
  spentUsd: number;
  needsUsd: number;
}
/** The request was cancelled while it waited. */
export interface CalledOff {
  granted: false;
  limit: null;
}
const CALLED_OFF: CalledOff = { granted: false, limit: null };

/** Enforces budgets: spent money plus the worst case of all running requests never exceeds a limit. */
export interface Budget {
  /**
   * Resolves when the money is reserved, or refused because the limit would be exceeded even if all running requests cost
   * nothing. In between it waits and reports that: most requests cost less than they reserve.
   */
  reserve(request: Reservation, signal: AbortSignal, onWait?: () => void): Promise<Reserved | Refused | CalledOff>;
  /** A limit was raised: checks the waiting requests again. */
  reconsider(): void;
}

export interface BudgetFigures {
  /** Each limit that applies to a request, in dollars; null: none. */
  limits(request: Reservation): Record<BudgetLimit, number | null>;
  /** What counts as spent against each. */
  spent(request: Reservation): Record<BudgetLimit, number>;
}

/** A request gets at most this share of the remaining budget, as long as that covers a usual answer. */
const SHARE = 1 / 4;
const LIMITS: readonly BudgetLimit[] = ['dollars', 'job_budget', 'day_budget'];
const SHARED_LIMITS: readonly BudgetLimit[] = ['job_budget', 'day_budget'];
/** Tolerance for floating-point sums. */
const SLACK = 1e-8;

interface Waiter {
  request: Reservation;
  answer: (answer: Reserved | Refused | CalledOff) => void;
}

export function createBudget(figures: BudgetFigures): Budget {
  const reserved = new Set<Reservation>();
  let waiters: Waiter[] = [];

  const reservedFor = (limit: BudgetLimit, request: Reservation): number => {
    let sum = 0;
    for (const other of reserved) {
      const counts =
        limit === 'day_budget' ||
        (limit === 'job_budget' ? other.jobId === request.jobId : other.runId === request.runId);
      if (counts) sum += other.usd;
    }
    return sum;
  };
  /** Reserved or refused; null when it may fit once running requests have settled. */
  const judge = (request: Reservation): Reserved | Refused | null => {
    const limits = figures.limits(request);
    const spent = figures.spent(request);
    let usd = request.usd;
    let shortOf: Reserved['shortOf'] = null;
    for (const limit of LIMITS) {
      const most = limits[limit];
      if (most === null || spent[limit] + usd <= most + SLACK) continue;
      usd = most - spent[limit];
      shortOf = limit;
      if (usd >= request.leastUsd - SLACK) continue;
      return { granted: false, limit, limitUsd: most, spentUsd: spent[limit], needsUsd: request.leastUsd };
    }
    // Most answers are short: reserving every worst case would block the other requests.
    for (const limit of SHARED_LIMITS) {
      const most = limits[limit];
      if (most === null) continue;
      const free = most - spent[limit] - reservedFor(limit, request);
      const share = Math.max(request.usualUsd, free * SHARE);
      if (usd <= share) continue;
      usd = share;
      shortOf = 'shared';
    }
    const fits = LIMITS.every((limit) => {
      const most = limits[limit];
      return most === null || spent[limit] + reservedFor(limit, request) + usd <= most + SLACK;
    });
    return fits ? grant({ ...request, usd }, shortOf) : null;
  };
  const grant = (held: Reservation, shortOf: Reserved['shortOf']): Reserved => {
    reserved.add(held);
    return {
      granted: true,
      usd: held.usd,
      shortOf,
      settle: () => {
        if (reserved.delete(held)) reconsider();
      },
    };
  };
  const reconsider = () => {
    waiters = waiters.filter(({ request, answer }) => {
      const verdict = judge(request);
      if (verdict) answer(verdict);
      return verdict === null;
    });
  };

  return {
    reconsider,
    reserve(request, signal, onWait) {
      if (signal.aborted) return Promise.resolve(CALLED_OFF);
      const verdict = judge(request);
      if (verdict) return Promise.resolve(verdict);
      onWait?.();
      return new Promise((resolve) => {
        const waiter: Waiter = {
          request,
          answer: (answer) => {
            signal.removeEventListener('abort', onAbort);
            resolve(answer);
          },
        };
        const onAbort = () => {
          waiters = waiters.filter((other) => other !== waiter);
          resolve(CALLED_OFF);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiters.push(waiter);
      });
    },
  };
}
