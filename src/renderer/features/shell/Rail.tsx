import { ChartNoAxesColumn, CircleCheckBig, GitPullRequest, Layers, ListChecks, Plus, Settings } from 'lucide-react';
import type { ComponentType } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { runCommand } from '../../state/command-registry.ts';
import { type CommandId, commandOf } from '../../state/commands.ts';
import { NEW_JOB_PLACE, useHasDraftAt } from '../../state/drafts.ts';
import { railCounts } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';
import { type ScreenName, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { DraftMark } from '../../ui/DraftMark.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import styles from './Shell.module.css';

interface Place {
  label: string;
  command: CommandId;
  screens: readonly ScreenName[];
  Icon: ComponentType<{ size: number; strokeWidth: number; 'aria-hidden': true }>;
  count?: number;
  /** The number asks for attention. */
  calls?: boolean;
}

/** Where one can go, with what waits there. */
export function Rail() {
  const screen = useUi((state) => state.route.screen);
  const counts = useClient(useShallow(railCounts));
  const isWriting = useHasDraftAt(NEW_JOB_PLACE);
  const scripted = useClient((state) => state.scripted);
  const places: Place[] = [
    { label: 'Jobs', command: 'go-jobs', screens: ['jobs', 'job'], Icon: ListChecks, count: counts.activeJobs },
    {
      label: 'Review',
      command: 'go-review',
      screens: ['review'],
      Icon: CircleCheckBig,
      count: counts.review,
      calls: true,
    },
    {
      label: 'Pull requests',
      command: 'go-pull-requests',
      screens: ['pull-requests'],
      Icon: GitPullRequest,
      count: counts.pullRequests,
    },
    { label: 'Insights', command: 'go-insights', screens: ['insights'], Icon: ChartNoAxesColumn },
  ];
  return (
    <nav className={styles.rail} aria-label="Main">
      <div className={styles.brand}>
        <Layers size={18} strokeWidth={2} aria-hidden />
        <span className={styles.brandName}>Cody Batch</span>
      </div>
      <div className={styles.newJob}>
        <Tooltip text="New job" keys="Mod+N" side="right">
          <Button icon={<Plus size={16} aria-hidden />} aria-label="New job" onClick={() => runCommand('new-job')}>
            <span className={styles.newJobLabel}>New job</span>
            {isWriting && <DraftMark />}
          </Button>
        </Tooltip>
      </div>
      {places.map((place) => (
        <RailLink key={place.label} place={place} current={place.screens.includes(screen)} />
      ))}
      <span className={styles.space} />
      {scripted && <p className={styles.scripted}>The model is scripted: nothing is sent to Claude.</p>}
      <RailLink
        place={{ label: 'Settings', command: 'go-settings', screens: ['settings'], Icon: Settings }}
        current={screen === 'settings'}
      />
    </nav>
  );
}

function RailLink({ place, current }: { place: Place; current: boolean }) {
  const { Icon, count = 0 } = place;
  return (
    <Tooltip text={place.label} keys={commandOf(place.command).keys[0]} side="right">
      <button
        type="button"
        className={styles.link}
        aria-current={current ? 'page' : undefined}
        onClick={() => runCommand(place.command)}
      >
        <Icon size={16} strokeWidth={1.75} aria-hidden />
        <span className={styles.linkLabel}>{place.label}</span>
        {count > 0 && (
          <span className={styles.count} data-calls={place.calls || undefined}>
            {count > 999 ? '999+' : count}
          </span>
        )}
      </button>
    </Tooltip>
  );
}
