import type { Run } from '../../shared/run.ts';
import { aRepo, runId } from '../../shared/testing/builders.ts';
import { RUN_STATES } from '../../shared/testing/run-states.ts';
import rows from '../features/jobs/Rows.module.css';
import { RunRow } from '../features/jobs/RunRow.tsx';
import { RunHeader } from '../features/runs/RunHeader.tsx';
import { store } from '../state/store.ts';
import styles from './gallery.module.css';

/** Each state as a run of its own, that has cost something once it has begun. */
const STATES: [string, Run][] = Object.entries<Run>(RUN_STATES).map(([name, run], nth) => {
  const paid = { attempt: 1, steps: 12, costUsd: 0.42 };
  // What still runs would look different each second.
  const times = run.status === 'settled' ? { startedAt: 1000, endedAt: 93_000 } : {};
  const figures = run.status === 'queued' ? {} : { ...paid, ...times };
  return [name, { ...run, id: runId(nth), repo: aRepo(`service-${nth}`), ...figures }];
});
store.setState({ runs: Object.fromEntries(STATES.map(([, run]) => [run.id, run])) });

const ignore = () => undefined;

export const RunRows = () => (
  // biome-ignore lint/a11y/useSemanticElements: as the list that the rows are of
  <div role="grid" aria-label="Runs">
    {STATES.map(([name, run], index) => (
      <div className={styles.state} key={name} role="presentation">
        <span>{name}</span>
        <div className={rows.list} role="presentation">
          <RunRow runId={run.id} index={index} onOpen={ignore} underHead={false} sharesName={false} />
        </div>
      </div>
    ))}
  </div>
);

export const RunHeaders = () =>
  STATES.map(([name, run]) => (
    <div className={styles.state} key={name}>
      <span>{name}</span>
      <RunHeader run={run} />
    </div>
  ));
