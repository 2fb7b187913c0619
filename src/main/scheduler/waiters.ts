import type { JobId } from '../../shared/ids.ts';

/** Callers that wait until a lane has no more work of a job. */
export interface Waiters {
  wait(jobId: JobId): Promise<void>;
  check(): void;
}

export function createWaiters(hasEnded: (jobId: JobId) => boolean): Waiters {
  let waiting: { jobId: JobId; resolve: () => void }[] = [];
  const check = () => {
    waiting = waiting.filter(({ jobId, resolve }) => {
      if (!hasEnded(jobId)) return true;
      resolve();
      return false;
    });
  };
  return {
    wait: (jobId) =>
      new Promise((resolve) => {
        waiting.push({ jobId, resolve });
        check();
      }),
    check,
  };
}
