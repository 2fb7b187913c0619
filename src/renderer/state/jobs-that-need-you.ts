import { useEffect } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { JobId } from '../../shared/ids.ts';
import { isArchived } from '../../shared/job-counts.ts';
import { openJob } from './actions.ts';
import { jobsNewestFirst } from './selectors.ts';
import { useClient } from './store.ts';

/** The jobs with runs that wait for a person: for a decision, or approved and not out yet. Newest first. They are opened, so that their runs come. */
export function useJobsThatNeedYou(): readonly JobId[] {
  const jobIds = useClient(
    useShallow((state) =>
      jobsNewestFirst(state.jobs)
        .filter((summary) => !isArchived(summary) && summary.counts.needsYou + summary.counts.ready > 0)
        .map(({ job }) => job.id),
    ),
  );
  useEffect(() => {
    for (const jobId of jobIds) void openJob(jobId);
  }, [jobIds]);
  return jobIds;
}
