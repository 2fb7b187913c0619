import type { JobId, RunId } from '../../shared/ids.ts';

export type BudgetLimit = 'dollars' | 'job_budget' | 'day_budget';

/** What a request may cost at worst, and for whom. */
export interface Reservation {
  runId: RunId;
  jobId: JobId;
  usd: number;
}
export interface Reserved {
  granted: true;
  /** Call once: the request is over and its cost is part of what is spent. */
  settle: () => void;
}
export interface Refused {
  granted: false;
  limit: BudgetLimit;
}

/** Dollars that hold: what is spent plus what running requests may still cost never passes a limit. */
export interface Budget {
  /**
   * Resolves when the money is set aside, or refused because even with every running request free of charge it would
   * pass a limit. Between the two it waits: a running request mostly costs less than it reserved.
   */
  reserve(request: Reservation, signal: AbortSignal): Promise<Reserved | Refused>;
  /** A limit was raised: look again at those who wait. */
  reconsider(): void;
}

export interface BudgetFigures {
  /** Each limit that applies to a request, in dollars; null: none. */
  limits(request: Reservation): Record<BudgetLimit, number | null>;
  /** What counts as spent against each. */
  spent(request: Reservation): Record<BudgetLimit, number>;
}

const LIMITS: readonly BudgetLimit[] = ['dollars', 'job_budget', 'day_budget'];
/** Sums of dollars are floating point: a millionth of a cent is no overrun. */
const SLACK = 1e-8;

interface Waiter {
  request: Reservation;
  answer: (answer: Reserved | Refused) => void;
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
  /** `now`: it fits. `later`: it may fit once running requests have settled. Otherwise the limit that it would pass. */
  const judge = (request: Reservation): 'now' | 'later' | BudgetLimit => {
    const limits = figures.limits(request);
    const spent = figures.spent(request);
    let fits = true;
    for (const limit of LIMITS) {
      const most = limits[limit];
      if (most === null) continue;
      if (spent[limit] + request.usd > most + SLACK) return limit;
      if (spent[limit] + reservedFor(limit, request) + request.usd > most + SLACK) fits = false;
    }
    return fits ? 'now' : 'later';
  };
  const grant = (request: Reservation): Reserved => {
    const held = { ...request };
    reserved.add(held);
    return {
      granted: true,
      settle: () => {
        if (reserved.delete(held)) reconsider();
      },
    };
  };
  const reconsider = () => {
    waiters = waiters.filter(({ request, answer }) => {
      const verdict = judge(request);
      if (verdict === 'later') return true;
      answer(verdict === 'now' ? grant(request) : { granted: false, limit: verdict });
      return false;
    });
  };

  return {
    reconsider,
    reserve(request, signal) {
      const verdict = judge(request);
      if (verdict === 'now') return Promise.resolve(grant(request));
      if (verdict !== 'later') return Promise.resolve({ granted: false, limit: verdict });
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          request,
          answer: (answer) => {
            signal.removeEventListener('abort', onAbort);
            resolve(answer);
          },
        };
        const onAbort = () => {
          waiters = waiters.filter((other) => other !== waiter);
          reject(signal.reason);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiters.push(waiter);
      });
    },
  };
}
