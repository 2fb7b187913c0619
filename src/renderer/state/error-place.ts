import type { JobId, RunId } from '../../shared/ids.ts';
import type { Run } from '../../shared/run.ts';

/** Where a failure is shown: what it is about, and how that place tries again. */
export interface ErrorPlace {
  jobId?: JobId | undefined;
  runId?: RunId | undefined;
  /** The job is still being written. */
  isNewJob?: boolean;
  /** Null: trying again is nothing that a button may do here. Left out: a run is retried. */
  retry?: (() => void) | null | undefined;
}

/** What a failed question to main is about, and how it is asked again; what the person looks at meanwhile is something else. Pure. */
export function placeOf(input: object, runs: Readonly<Record<RunId, Run>>, retry: (() => void) | null): ErrorPlace {
  const { jobId, runId, runIds } = input as { jobId?: JobId; runId?: RunId; runIds?: readonly RunId[] };
  const all = runIds ?? (runId === undefined ? [] : [runId]);
  const jobs = new Set(all.map((id) => runs[id]?.jobId));
  return {
    jobId: jobId ?? (jobs.size === 1 ? [...jobs][0] : undefined),
    runId: all.length === 1 ? all[0] : undefined,
    retry,
  };
}
