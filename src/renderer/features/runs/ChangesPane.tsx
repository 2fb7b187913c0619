import { Suspense } from 'react';
import { doubtsOf } from '../../../shared/doubts.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { Run } from '../../../shared/run.ts';
import { failureOf } from '../../../shared/run-text.ts';
import { useUi } from '../../state/ui-store.ts';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import { useChangeset } from './changesets/use-changeset.ts';
import { useScope } from './changesets/use-scope.ts';
import { DiffPane } from './lazy-diff.ts';
import { FailureCard, OutcomePane } from './OutcomePane.tsx';
import { PreviousVersion } from './PreviousVersion.tsx';
import styles from './RunView.module.css';
import { WITH_TREE } from './run-layout.ts';

/** The changeset of a run, or what came out instead. */
export function ChangesPane({ run, width, onWatch }: { run: Run; width: number; onWatch: () => void }) {
  return run.changeset === null || run.changeset.files === 0 ? (
    <OutcomePane run={run} />
  ) : (
    <Changes key={run.id} run={run} width={width} onWatch={onWatch} />
  );
}

function Changes({ run, width, onWatch }: { run: Run; width: number; onWatch: () => void }) {
  const tree = run.changeset?.tree ?? '';
  const { scope, setScope, canNarrow, since } = useScope(run.id, tree);
  const state = useChangeset(run.id, tree, since);
  const layout = useUi((ui) => ui.diffLayout);
  switch (state.kind) {
    case 'loading':
      return <SkeletonRows rows={12} label="Reading the changes" />;
    case 'none':
      return <OutcomePane run={run} />;
    case 'failed':
      return (
        <div className={styles.outcome}>
          <ErrorCard error={state.error} place={{ jobId: run.jobId, runId: run.id, retry: state.retry }} />
        </div>
      );
    case 'ready':
      return (
        <>
          {(run.status === 'running' || run.status === 'queued') && <PreviousVersion run={run} onWatch={onWatch} />}
          {failureOf(run) && (
            <div className={styles.failure}>
              <FailureCard run={run} />
            </div>
          )}
          <Suspense fallback={<SkeletonRows rows={12} label="Preparing the diff" />}>
            <DiffPane
              runId={run.id}
              changeset={state.changeset}
              patch={state.patch}
              cut={state.cut}
              shortened={state.shortened}
              wide={width >= WITH_TREE[layout]}
              since={state.since}
              doubts={doubtsOf(run).map(messageText)}
              scope={
                canNarrow && (
                  <Segmented
                    label="Which changes"
                    value={scope}
                    onValue={setScope}
                    options={[
                      { value: 'all', label: 'All', hint: 'All changes of the run' },
                      { value: 'since', label: 'New', hint: 'What is new since you last decided or commented' },
                    ]}
                  />
                )
              }
            />
          </Suspense>
        </>
      );
  }
}
