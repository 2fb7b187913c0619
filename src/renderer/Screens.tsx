import type { ReactNode } from 'react';
import type { RunId } from '../shared/ids.ts';
import { DEFAULT_JOB_SETTINGS } from '../shared/job.ts';
import { branchFor } from '../shared/new-job.ts';
import { AboutDialog } from './features/help/AboutDialog.tsx';
import { DiagnosticsDialog } from './features/help/DiagnosticsDialog.tsx';
import { Insights } from './features/insights/Insights.tsx';
import { JobDialogs } from './features/jobs/JobDialogs.tsx';
import { JobScreen } from './features/jobs/JobScreen.tsx';
import { PublishDialog } from './features/jobs/PublishDialog.tsx';
import { ReviewScreen } from './features/jobs/ReviewScreen.tsx';
import { DropTarget } from './features/new-job/DropTarget.tsx';
import { JobOptions } from './features/new-job/JobOptions.tsx';
import { NewJob } from './features/new-job/NewJob.tsx';
import { faultOfSettings } from './features/new-job/run-text.ts';
import { Palette } from './features/palette/Palette.tsx';
import { PullRequests } from './features/pull-requests/PullRequests.tsx';
import { GroupDecisions } from './features/review/GroupDecisions.tsx';
import { GroupReview } from './features/review/GroupReview.tsx';
import { RunView } from './features/runs/RunView.tsx';
import { SearchDialog } from './features/search/SearchDialog.tsx';
import { Settings } from './features/settings/Settings.tsx';
import { KeyForm } from './features/welcome/KeyForm.tsx';
import { type Route, useUi } from './state/ui-store.ts';

/** Every screen but the first one. */
export function Screen({ route }: { route: Exclude<Route, { screen: 'jobs' }> }): ReactNode {
  switch (route.screen) {
    case 'job':
      return <JobScreen key={route.jobId} jobId={route.jobId} detail={detailOf(route.runId)} />;
    case 'new-job':
      return <NewJob />;
    case 'review':
      return <Review runId={route.runId} />;
    case 'pull-requests':
      return <PullRequests />;
    case 'insights':
      return <Insights />;
    case 'settings':
      return (
        <Settings
          keys={
            <>
              <KeyForm name="claude" />
              <KeyForm name="github" />
            </>
          }
          jobOptions={(settings, onChange) => <JobOptions settings={settings} onChange={onChange} />}
        />
      );
  }
}

/** What lies over every screen. Nothing is dropped into the window before the person has been welcomed. */
export function Overlays({ welcomed }: { welcomed: boolean }) {
  return (
    <>
      {welcomed && <DropTarget />}
      <PublishDialog />
      <JobDialogs
        faultOf={faultOfSettings}
        options={(settings, onChange, title) => (
          <JobOptions
            settings={settings}
            onChange={onChange}
            branchPlaceholder={branchFor({ ...settings, branch: DEFAULT_JOB_SETTINGS.branch }, title)}
            titlePlaceholder={title}
          />
        )}
      />
      <Palette />
      <SearchDialog />
      <AboutDialog />
      <DiagnosticsDialog />
    </>
  );
}

const detailOf = (runId: RunId | null, decisions?: ReactNode): ReactNode | null =>
  runId === null ? null : <RunView key={runId} runId={runId} decisions={decisions} />;

function Review({ runId }: { runId: RunId | null }) {
  const byGroup = useUi((state) => state.reviewView === 'groups');
  if (!byGroup) return <ReviewScreen detail={detailOf(runId)} />;
  return <GroupReview detail={detailOf(runId, runId && <GroupDecisions runId={runId} />)} />;
}
