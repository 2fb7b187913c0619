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
  const count = useClient((state) => {
    const counts = jobIds.flatMap((jobId) => state.jobs[jobId]?.counts ?? []);
    const waiting = counts.reduce((sum, { needsYou }) => sum + needsYou, 0);
    const ready = counts.reduce((sum, each) => sum + each.ready, 0);
    return [waiting > 0 && plural(waiting, 'run'), ready > 0 && `${ready} ready to open`].filter(Boolean).join(' · ');
  });
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
          <span className={styles.count}>{count}</span>
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
