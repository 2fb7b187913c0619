import type { JobId, RunId } from '../../shared/ids.ts';
import type { Clock } from '../lib/clock.ts';

/** Lifetime of the API's prompt cache, less a margin for requests under way. */
const WARM_MS = 4 * 60_000;
/** How long the other runs wait for the first answer at most. */
const LONGEST_WAIT_MS = 90_000;
/** With so few runs, waiting costs more than sending the shared prompt prefix uncached. */
const SMALLEST_JOB = 3;

/**
 * All runs of a job share a prompt prefix, and once one response has started, that prefix is cached for the others. So the
 * first session of a job asks alone; the others wait, already cloned and checked, for its first answer.
 */
export interface WarmUp {
  /** Resolves when this run's session may ask; reports when it has to wait. `size` is how many runs of the job are unfinished. */
  turn(
    jobId: JobId,
    runId: RunId,
    size: number,
    signal: AbortSignal,
    words?: { waits(): void; goesOn(): void },
  ): Promise<void>;
  /** An answer arrived: the prefix is cached. */
  answered(jobId: JobId): void;
  /** The run sends no more requests; the next one may ask first. */
  left(jobId: JobId, runId: RunId): void;
}

export function createWarmUp(clock: Clock): WarmUp {
  const warmAt = new Map<JobId, number>();
  const leaders = new Map<JobId, RunId>();
  const waiting = new Map<JobId, Set<() => void>>();
  const isWarm = (jobId: JobId) => {
    const age = clock.now() - (warmAt.get(jobId) ?? -Infinity);
    return age >= 0 && age < WARM_MS;
  };
  const wake = (jobId: JobId) => {
    const set = waiting.get(jobId);
    waiting.delete(jobId);
    for (const go of set ?? []) go();
  };
  const nextChange = (jobId: JobId, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const set = waiting.get(jobId) ?? new Set();
      waiting.set(jobId, set.add(resolve));
      signal.addEventListener('abort', () => resolve(), { once: true });
    });

  return {
    async turn(jobId, runId, size, signal, words) {
      let patient = true;
      let waited = false;
      const stopWaiting = clock.after(LONGEST_WAIT_MS, () => {
        patient = false;
        wake(jobId);
      });
      while (size >= SMALLEST_JOB && patient && !signal.aborted && !isWarm(jobId)) {
        const leader = leaders.get(jobId);
        if (leader === undefined || leader === runId) {
          leaders.set(jobId, runId);
          break;
        }
        if (!waited) words?.waits();
        waited = true;
        await nextChange(jobId, signal);
      }
      stopWaiting();
      if (waited) words?.goesOn();
    },
    answered(jobId) {
      warmAt.set(jobId, clock.now());
      leaders.delete(jobId);
      wake(jobId);
    },
    left(jobId, runId) {
      if (leaders.get(jobId) !== runId) return;
      leaders.delete(jobId);
      wake(jobId);
    },
  };
}
