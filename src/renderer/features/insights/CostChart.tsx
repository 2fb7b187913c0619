import type { JobSummary } from '../../../shared/ipc.ts';
import { formatMoney } from '../../ui/format.ts';
import styles from './Insights.module.css';

const HEIGHT = 120;
const SLOT = 28;
const BAR = 18;

/** One bar per job, oldest first; the numbers stand in the table for screen readers. */
export function CostChart({ jobs }: { jobs: readonly JobSummary[] }) {
  const highest = Math.max(...jobs.map(({ counts }) => counts.costUsd), 1e-9);
  const width = Math.max(jobs.length * SLOT, SLOT * 8);
  return (
    <figure className={styles.chart}>
      <svg width={width} height={HEIGHT + 1} viewBox={`0 0 ${width} ${HEIGHT + 1}`} aria-hidden>
        <line className={styles.axis} x1="0" x2={width} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
        {jobs.map(({ job, counts }, index) => {
          const height = Math.max(1, (counts.costUsd / highest) * (HEIGHT - 8));
          return (
            <rect
              key={job.id}
              className={styles.costBar}
              x={index * SLOT + (SLOT - BAR) / 2}
              y={HEIGHT - height}
              width={BAR}
              height={height}
              rx="2"
            >
              <title>{`${job.title}: ${formatMoney(counts.costUsd)}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption className={styles.tileNote}>
        highest {formatMoney(highest < 1e-6 ? 0 : highest)}, newest on the right
      </figcaption>
      <table className="visually-hidden">
        <caption>Cost of the last jobs</caption>
        <tbody>
          {jobs.map(({ job, counts }) => (
            <tr key={job.id}>
              <th scope="row">{job.title}</th>
              <td>{formatMoney(counts.costUsd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
