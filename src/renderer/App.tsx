import { Suspense, useEffect, useState } from 'react';
import type { AppError } from '../shared/errors.ts';
import { JobList } from './features/jobs/JobList.tsx';
import { useDiffSoon } from './features/runs/lazy-diff.ts';
import { ErrorBoundary } from './features/shell/ErrorBoundary.tsx';
import { Shell } from './features/shell/Shell.tsx';
import { Welcome } from './features/welcome/Welcome.tsx';
import { Overlays, Screen, useIsAtRest } from './lazy-screens.ts';
import { connect } from './state/actions.ts';
import { useClient } from './state/store.ts';
import { useUi } from './state/ui-store.ts';
import { ErrorCard } from './ui/ErrorCard.tsx';
import { TooltipProvider } from './ui/Tooltip.tsx';

/** The whole window: connects to main once, then shows the screen that the route names. Features meet only here and in Screens. */
export function App() {
  const [error, setError] = useState<AppError | null>(null);
  const loaded = useClient((state) => state.loaded);
  useEffect(() => {
    void connect().then((answer) => !answer.ok && setError(answer.error));
  }, []);

  if (error) return <ErrorCard error={error} place={{ retry: () => location.reload() }} only={['retry']} />;
  if (!loaded) return null;
  return (
    <TooltipProvider>
      <Loaded />
    </TooltipProvider>
  );
}

function Loaded() {
  const welcomed = useClient((state) => state.settings.welcomeDone || state.scripted);
  const route = useUi((state) => state.route);
  const isAtRest = useIsAtRest();
  useDiffSoon(route.screen === 'job' || route.screen === 'review');
  const first = welcomed ? <JobList /> : <Welcome />;
  return (
    <>
      <Shell bare={!welcomed}>
        <ErrorBoundary place={JSON.stringify(route)}>
          <Suspense>{welcomed && route.screen !== 'jobs' ? <Screen route={route} /> : first}</Suspense>
        </ErrorBoundary>
      </Shell>
      <Suspense>{isAtRest && <Overlays welcomed={welcomed} />}</Suspense>
    </>
  );
}
