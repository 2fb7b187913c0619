import { type ReactNode, useEffect, useState } from 'react';
import type { AppError } from '../shared/errors.ts';
import type { RunId } from '../shared/ids.ts';
import { Insights } from './features/insights/Insights.tsx';
import { JobList } from './features/jobs/JobList.tsx';
import { JobScreen } from './features/jobs/JobScreen.tsx';
import { PublishDialog } from './features/jobs/PublishDialog.tsx';
import { ReviewScreen } from './features/jobs/ReviewScreen.tsx';
import { DropTarget } from './features/new-job/DropTarget.tsx';
import { JobOptions } from './features/new-job/JobOptions.tsx';
import { NewJob } from './features/new-job/NewJob.tsx';
import { Palette } from './features/palette/Palette.tsx';
import { PullRequests } from './features/pull-requests/PullRequests.tsx';
import { GroupDecisions } from './features/review/GroupDecisions.tsx';
import { GroupReview } from './features/review/GroupReview.tsx';
import { useDiffSoon } from './features/runs/lazy-diff.ts';
import { RunView } from './features/runs/RunView.tsx';
import { SearchDialog } from './features/search/SearchDialog.tsx';
import { Settings } from './features/settings/Settings.tsx';
import { ErrorBoundary } from './features/shell/ErrorBoundary.tsx';
import { Shell } from './features/shell/Shell.tsx';
import { KeyForm } from './features/welcome/KeyForm.tsx';
import { Welcome } from './features/welcome/Welcome.tsx';
import { connect } from './state/actions.ts';
import { useClient } from './state/store.ts';
import { type Route, useUi } from './state/ui-store.ts';
import { ErrorCard } from './ui/ErrorCard.tsx';
import { TooltipProvider } from './ui/Tooltip.tsx';

/** The whole window: connects to main once, then shows the screen that the route names. Features meet only here. */
export function App() {
  const [error, setError] = useState<AppError | null>(null);
  const loaded = useClient((state) => state.loaded);
  const welcomed = useClient((state) => state.settings.welcomeDone || state.scripted);
  const route = useUi((state) => state.route);
  useEffect(() => {
    void connect().then((answer) => !answer.ok && setError(answer.error));
  }, []);
  useDiffSoon(route.screen === 'job' || route.screen === 'review');

  if (error) return <ErrorCard error={error} actions={{ retry: () => location.reload() }} />;
  if (!loaded) return null;
  return (
    <TooltipProvider>
      <Shell bare={!welcomed}>
        <ErrorBoundary place={JSON.stringify(route)}>{welcomed ? screenOf(route) : <Welcome />}</ErrorBoundary>
      </Shell>
      {welcomed && <DropTarget />}
      <PublishDialog />
      <Palette />
      <SearchDialog />
    </TooltipProvider>
  );
}

function screenOf(route: Route): ReactNode {
  switch (route.screen) {
    case 'jobs':
      return <JobList />;
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

const detailOf = (runId: RunId | null, decisions?: ReactNode): ReactNode | null =>
  runId === null ? null : <RunView key={runId} runId={runId} decisions={decisions} />;

function Review({ runId }: { runId: RunId | null }) {
  const byGroup = useUi((state) => state.reviewView === 'groups');
  if (!byGroup) return <ReviewScreen detail={detailOf(runId)} />;
  return <GroupReview detail={detailOf(runId, runId && <GroupDecisions runId={runId} />)} />;
}
