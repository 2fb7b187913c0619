import type { JobId, RunId } from '../../shared/ids.ts';
import { store } from './store.ts';
import { uiStore } from './ui-store.ts';

/** Where a failure is shown: what it is about, and how that place tries again. */
export interface ErrorPlace {
  jobId?: JobId | undefined;
  runId?: RunId | undefined;
  /** The job is still being written. */
  isNewJob?: boolean;
  retry?: (() => void) | undefined;
}

/** What the person looks at just now: what fails meanwhile is about that. */
export function placeNow(): ErrorPlace {
  const { route } = uiStore.getState();
  switch (route.screen) {
    case 'job':
      return { jobId: route.jobId, runId: route.runId ?? undefined };
    case 'review': {
      const run = route.runId === null ? undefined : store.getState().runs[route.runId];
      return { jobId: run?.jobId, runId: run?.id };
    }
    case 'new-job':
      return { isNewJob: true };
    default:
      return {};
  }
}
