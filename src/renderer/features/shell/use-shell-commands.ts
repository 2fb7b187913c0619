import { useEffect } from 'react';
import { changeSettings, perform, startDemo } from '../../state/actions.ts';
import { runCommand } from '../../state/command-registry.ts';
import { goBack, goForward, navigate, setOverlay, uiStore, useUi } from '../../state/ui-store.ts';
import { useCommand, useHotkeys } from '../../ui/use-command.ts';

/** The commands that always can be carried out. */
export function useShellCommands(): void {
  useHotkeys();
  useCommand('palette', () => setOverlay('palette'));
  useCommand('search', () => setOverlay('search'));
  useCommand('keys', () => setOverlay('keys'));
  useCommand('open-logs', () => void perform('app.openLogs', {}));
  useCommand('export-diagnostics', () => setOverlay('diagnostics'));
  useCommand('report-problem', () => void perform('app.reportProblem', {}));
  useCommand('about', () => setOverlay('about'));
  useCommand('new-job', () => navigate({ screen: 'new-job' }));
  useCommand('go-jobs', () => navigate({ screen: 'jobs' }));
  useCommand('go-review', () => navigate({ screen: 'review', runId: null }));
  useCommand('go-pull-requests', () => navigate({ screen: 'pull-requests' }));
  useCommand('go-insights', () => navigate({ screen: 'insights' }));
  useCommand('go-settings', () => navigate({ screen: 'settings' }));
  useCommand(
    'history-back',
    goBack,
    useUi(({ past }) => past.length > 0),
  );
  useCommand(
    'history-forward',
    goForward,
    useUi(({ future }) => future.length > 0),
  );
  useMouseHistory();
  useCommand('demo', () => void startDemo());
  useCommand('theme-light', () => void changeSettings({ theme: 'light' }));
  useCommand('theme-dark', () => void changeSettings({ theme: 'dark' }));
  useCommand('theme-system', () => void changeSettings({ theme: 'system' }));
  useCommand('toggle-dense', () => uiStore.setState(({ dense }) => ({ dense: !dense })));
  useCommand('toggle-view', () =>
    uiStore.setState(({ threadView }) => ({ threadView: threadView === 'simplified' ? 'technical' : 'simplified' })),
  );
  useCommand('toggle-split', () =>
    uiStore.setState(({ diffLayout }) => ({ diffLayout: diffLayout === 'split' ? 'unified' : 'split' })),
  );
  useCommand('toggle-wrap', () => uiStore.setState(({ wrapLines }) => ({ wrapLines: !wrapLines })));
  useCommand('toggle-whitespace', () =>
    uiStore.setState(({ ignoreWhitespace }) => ({ ignoreWhitespace: !ignoreWhitespace })),
  );
}

/** The two buttons at the side of a mouse. An open dialog keeps its place. */
function useMouseHistory(): void {
  useEffect(() => {
    const onMouseUp = ({ button }: MouseEvent) => {
      if (document.querySelector('[role=dialog], [role=alertdialog]')) return;
      if (button === 3) runCommand('history-back');
      if (button === 4) runCommand('history-forward');
    };
    window.addEventListener('mouseup', onMouseUp);
    return () => window.removeEventListener('mouseup', onMouseUp);
  }, []);
}
