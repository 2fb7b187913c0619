import type { JobId, RunId } from '../../shared/ids.ts';
import type { BudgetLimit } from '../../shared/session-protocol.ts';

/** What a request may cost at worst, and for whom. */
export interface Reservation {
  runId: RunId;
  jobId: JobId;
  usd: number;
  /** What it mostly stays below: enough where others want money, too. */
  usualUsd: number;
  /** With less than this the request makes no sense; between the two its answer is kept shorter. */
  leastUsd: number;
}
export interface Reserved {
  granted: true;
  /** What was set aside. */
  usd: number;
  /** The limit that left no more, when that is less than what was asked for; `shared`: others want money, too. */
  shortOf: BudgetLimit | 'shared' | null;
  /** Call once: the request is over and its cost is part of what is spent. */
  settle: () => void;
}
export interface Refused {
  granted: false;
  limit: BudgetLimit;
  limitUsd: number;
  spentUsd: number;
  needsUsd: number;
}
/** The one who asked was told to end meanwhile. */
export interface CalledOff {
  granted: false;
  limit: null;
}
const CALLED_OFF: CalledOff = { granted: false, limit: null };

/** Dollars that hold: what is spent plus what running requests may still cost never passes a limit. */
export interface Budget {
  /**
   * Resolves when the money is set aside, or refused because even with every running request free of charge it would
   * pass a limit. Between the two it waits, and says so: a running request mostly costs less than it reserved.
   */
  reserve(request: Reservation, signal: AbortSignal, onWait?: () => void): Promise<Reserved | Refused | CalledOff>;
  /** A limit was raised: look again at those who wait. */
  reconsider(): void;
}

export interface BudgetFigures {
  /** Each limit that applies to a request, in dollars; null: none. */
  limits(request: Reservation): Record<BudgetLimit, number | null>;
  /** What counts as spent against each. */
  spent(request: Reservation): Record<BudgetLimit, number>;
}

/** A request gets at most this share of what a job or a day has left, as long as that is enough for a usual answer. */
const SHARE = 1 / 4;
const LIMITS: readonly BudgetLimit[] = ['dollars', 'job_budget', 'day_budget'];
const SHARED_LIMITS: readonly BudgetLimit[] = ['job_budget', 'day_budget'];
/** Sums of dollars are floating point: a millionth of a cent is no overrun. */
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
  /** Set aside or refused; null when it may fit once running requests have settled. */
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
    // An answer may be long, and mostly is short: what its worst case would take is not kept from everybody else.
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
