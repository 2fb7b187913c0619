import { type ReactNode, useEffect, useState } from 'react';
import { VERDICT_WORDS } from '../../../shared/check.ts';
import type { RunId } from '../../../shared/ids.ts';
import type { Run } from '../../../shared/run.ts';
import { useClient } from '../../state/store.ts';
import { useUi } from '../../state/ui-store.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { StateShape } from '../../ui/StateMark.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { ChangesPane } from './ChangesPane.tsx';
import { ChecksPane, VERDICT_SHAPE } from './checks/ChecksPane.tsx';
import { DecisionBar } from './DecisionBar.tsx';
import { askToFind, paneInUse } from './find/find-store.ts';
import { RunHeader } from './RunHeader.tsx';
import styles from './RunView.module.css';
import { firstTab, type RunTab, SIDE_BY_SIDE } from './run-layout.ts';
import { ThreadView } from './threads/ThreadView.tsx';
import { useWidth } from './use-width.ts';

/**
 * One run in full: what it changed, what was said, what the checks found, and what a person decides. `decisions`: what else
 * can be decided from here.
 */
export function RunView({ runId, decisions }: { runId: RunId; decisions?: ReactNode }) {
  const run = useClient((state) => state.runs[runId]);
  if (!run) return <EmptyState title="This run is not here" text="Its job was removed, or has not been read yet." />;
  return <RunDetail run={run} decisions={decisions} />;
}

const SIDE = 'run-side';

function RunDetail({ run, decisions }: { run: Run; decisions: ReactNode }) {
  const [width, measure] = useWidth();
  const [chosen, setChosen] = useState<RunTab | null>(null);
  const sideWidth = useUi((state) => state.paneSizes[SIDE]) ?? 360;
  const wide = width >= SIDE_BY_SIDE && run.changeset !== null;
  const tab = chosen ?? firstTab(run);
  const wanted = useUi((state) => state.jump?.runId === run.id);
  useEffect(() => {
    if (wanted) setChosen('conversation');
  }, [wanted]);
  // Beside the diff stands another reading, and a key is for the one that is read.
  useCommand('find', () =>
    askToFind(wide ? paneInUse(['changes', tab === 'checks' ? 'checks' : 'conversation']) : tab),
  );
  const asksForDiff = useUi((state) => state.diffAt?.runId === run.id);
  useEffect(() => {
    if (asksForDiff && !wide) setChosen('changes');
  }, [asksForDiff, wide]);
  useCommand('run-changes', () => setChosen('changes'));
  useCommand('run-conversation', () => setChosen('conversation'));
  useCommand('run-checks', () => setChosen('checks'));

  const watch = () => setChosen('conversation');
  const checksLabel: ReactNode = run.verdict ? (
    <>
      <StateShape shape={VERDICT_SHAPE[run.verdict]} />
      <span title={VERDICT_WORDS[run.verdict]}>Checks</span>
    </>
  ) : (
    'Checks'
  );
  const conversation = { value: 'conversation', label: 'Conversation', content: <ThreadView run={run} /> } as const;
  const checks = { value: 'checks', label: checksLabel, content: <ChecksPane run={run} /> } as const;

  return (
    <section className={styles.run} ref={measure} aria-label="Run">
      <RunHeader run={run} />
      {width === 0 ? null : wide ? (
        <SplitPane
          id={SIDE}
          label="Width of the conversation"
          fixed="end"
          size={360}
          min={280}
          max={900}
          minOther={420}
          start={<ChangesPane run={run} width={width - sideWidth} onWatch={watch} />}
          end={
            <Tabs
              label="About this change"
              value={tab === 'checks' ? 'checks' : 'conversation'}
              onValue={setChosen}
              tabs={[conversation, checks]}
            />
          }
        />
      ) : (
        <Tabs<RunTab>
          label="About this run"
          value={tab}
          onValue={setChosen}
          tabs={[
            {
              value: 'changes',
              label: 'Changes',
              count: run.changeset?.files,
              content: <ChangesPane run={run} width={width} onWatch={watch} />,
            },
            conversation,
            checks,
          ]}
        />
      )}
      <DecisionBar key={run.id} run={run} more={decisions} />
    </section>
  );
}
