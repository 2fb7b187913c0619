import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { navigate } from '../../state/ui-store.ts';
import { formatMoney } from '../../ui/format.ts';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import styles from './Insights.module.css';

/** One bar per job, as the jobs come: which one it is, how much it cost beside the others, and the way to it. */
export function CostChart({ jobs }: { jobs: readonly JobSummary[] }) {
  const highest = Math.max(...jobs.map(({ counts }) => counts.costUsd), 1e-9);
  return (
    <ul className={styles.costs}>
      {jobs.map(({ job, counts }) => (
        <li key={job.id}>
          <button
            type="button"
            className={styles.cost}
            onClick={() => navigate({ screen: 'job', jobId: job.id, runId: null })}
          >
            <TruncatedText text={job.title} />
            <span className={styles.costTrack} aria-hidden>
              <span className={styles.costBar} style={{ width: `${(counts.costUsd / highest) * 100}%` }} />
            </span>
            <span className={styles.costMoney}>{formatMoney(counts.costUsd)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
