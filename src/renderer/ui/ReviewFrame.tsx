import type { ReactNode } from 'react';
import type { JobId } from '../../shared/ids.ts';
import { useClient } from '../state/store.ts';
import { navigate } from '../state/ui-store.ts';
import { Button } from './Button.tsx';
import { EmptyState } from './EmptyState.tsx';
import { plural } from './format.ts';
import { OpenApproved } from './OpenApproved.tsx';
import styles from './ReviewFrame.module.css';
import { ReviewSwitch } from './ReviewSwitch.tsx';
import { Screen } from './Screen.tsx';
import { ScriptedBadge } from './ScriptedBadge.tsx';

/** The review screen around its list, in groups or in rows. `hasDetail`: a run is open beside it. */
export function ReviewFrame(props: { jobIds: readonly JobId[]; hasDetail: boolean; children: ReactNode }) {
  const { jobIds, hasDetail } = props;
  const waiting = useClient((state) =>
    jobIds.reduce((sum, jobId) => sum + (state.jobs[jobId]?.counts.needsYou ?? 0), 0),
  );
  const scripted = useClient((state) => jobIds.some((jobId) => state.jobs[jobId]?.job.demo));
  if (jobIds.length === 0 && !hasDetail) {
    return (
      <Screen title="Review">
        <EmptyState
          title="Nothing waits for you"
          text="Changes to look at, failed runs and interrupted ones come here from all jobs as soon as there are any."
          action={<Button onClick={() => navigate({ screen: 'jobs' })}>Go to Jobs</Button>}
        />
      </Screen>
    );
  }
  return (
    <Screen
      title="Review"
      aside={
        <>
          <span className={styles.count}>{plural(waiting, 'run')}</span>
          {scripted && <ScriptedBadge />}
        </>
      }
      actions={
        <>
          <OpenApproved quiet={hasDetail} />
          <ReviewSwitch />
        </>
      }
    >
      {props.children}
    </Screen>
  );
}
