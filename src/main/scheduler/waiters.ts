import type { JobId } from '../../shared/ids.ts';

/** Those who wait for the end of a job, in the sense of one lane. */
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
