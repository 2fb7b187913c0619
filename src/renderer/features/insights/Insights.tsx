import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { PRICES_AS_OF } from '../../../shared/models.ts';
import { openJob } from '../../state/actions.ts';
import { jobsNewestFirst, runsOf } from '../../state/selectors.ts';
import { store, useClient } from '../../state/store.ts';
import { navigate } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount, formatDuration, formatMoney, formatPercent, formatTokens, plural } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import { CostChart } from './CostChart.tsx';
import { type Figures, figuresByModel, figuresOf, medianRunMs, tokenParts, totalTokens } from './figures.ts';
import styles from './Insights.module.css';

/** As many as can be compared at one look. */
const JOBS_WITH_COSTS = 12;
/** Times come from runs, which are only read for this many jobs. */
const JOBS_WITH_TIMES = 20;

/** What the work cost and brought, in numbers that hide nothing. Scripted jobs are never mixed with real ones. */
export function Insights() {
  const jobs = useClient((state) => state.jobs);
  const all = useMemo(() => jobsNewestFirst(jobs), [jobs]);
  const hasReal = all.some(({ job }) => !job.demo);
  const hasDemo = all.some(({ job }) => job.demo);
  const [kind, setKind] = useState<'real' | 'scripted' | null>(null);
  const shownKind = kind ?? (hasReal || !hasDemo ? 'real' : 'scripted');
  const shown = useMemo(() => all.filter(({ job }) => job.demo === (shownKind === 'scripted')), [all, shownKind]);

  if (all.length === 0) {
    return (
      <Screen title="Insights">
        <EmptyState
          title="Nothing to count yet"
          text="Cost per changed repository, cache share and time appear here after the first job."
          action={<Button onClick={() => navigate({ screen: 'new-job' })}>New job</Button>}
        />
      </Screen>
    );
  }
  return (
    <Screen
      title="Insights"
      actions={
        hasReal &&
        hasDemo && (
          <Segmented
            label="Jobs"
            value={shownKind}
            onValue={setKind}
            options={[
              { value: 'real', label: 'Real jobs' },
              { value: 'scripted', label: 'Scripted model' },
            ]}
          />
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll what holds no control */}
      <section className={styles.scroll} tabIndex={0} aria-label="Figures">
        {shownKind === 'scripted' && (
          <p className={styles.note}>
            These jobs ran with a scripted model: the costs are what the same tokens would cost, nothing was billed.
          </p>
        )}
        <Body shown={shown} />
      </section>
    </Screen>
  );
}

function Body({ shown }: { shown: ReturnType<typeof jobsNewestFirst> }) {
  const figures = useMemo(() => figuresOf(shown), [shown]);
  const byModel = useMemo(() => figuresByModel(shown), [shown]);
  const median = useMedianTime(shown);
  const tokens = totalTokens(figures.usage);
  return (
    <>
      <dl className={styles.tiles}>
        <Tile
          label="Cost per changed repository"
          value={figures.costPerChanged === null ? 'none yet' : formatMoney(figures.costPerChanged)}
          note={`${formatMoney(figures.costUsd)} in all, failures included`}
        />
        <Tile
          label="Changed"
          value={formatCount(figures.changed)}
          note={`of ${plural(figures.runs, 'run')} in ${plural(figures.jobs, 'job')}`}
        />
        <Tile
          label="Read from cache"
          value={formatPercent(figures.cacheShare)}
          note="of all prompt tokens, at a fraction of their price"
        />
        <Tile
          label="Median time of a run"
          value={median === null ? 'none yet' : formatDuration(median)}
          note={`in the last ${plural(Math.min(shown.length, JOBS_WITH_TIMES), 'job')}`}
        />
      </dl>

      <section className={styles.section} aria-labelledby="by-model">
        <h2 id="by-model">By model</h2>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">How runs ended</th>
              <th scope="col">Runs</th>
              <th scope="col">Succeeded</th>
              <th scope="col">Cost</th>
              <th scope="col">Per change</th>
              <th scope="col">Cache</th>
            </tr>
          </thead>
          <tbody>
            {byModel.map(({ model, figures: of }) => (
              <tr key={model}>
                <th scope="row">{model}</th>
                <td>
                  <Outcomes figures={of} />
                </td>
                <td>{formatCount(of.runs)}</td>
                <td>{of.success === null ? '–' : formatPercent(of.success)}</td>
                <td>{formatMoney(of.costUsd)}</td>
                <td>{of.costPerChanged === null ? '–' : formatMoney(of.costPerChanged)}</td>
                <td>{formatPercent(of.cacheShare)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles.legend}>
          <Key tone="good">changed</Key>
          <Key tone="accent">no change needed</Key>
          <Key tone="bad">failed</Key>
          <Key tone="neutral">cancelled, stopped or not finished</Key>
        </p>
      </section>

      <section className={styles.section} aria-labelledby="by-job">
        <h2 id="by-job">Cost of the last jobs</h2>
        <CostChart jobs={shown.slice(0, JOBS_WITH_COSTS)} />
      </section>

      <section className={styles.section} aria-labelledby="tokens">
        <h2 id="tokens">Tokens</h2>
        <dl className={styles.tokens}>
          {tokenParts(figures.usage).map(({ name, tokens: count }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <ProgressBar
                  label={`${name}: ${formatCount(count)}`}
                  max={tokens}
                  parts={[{ tone: 'accent', value: count }]}
                />
                <span>{formatTokens(count)}</span>
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <p className={styles.note}>
        Costs are computed from each answer’s usage and the price list of {PRICES_AS_OF}; the invoice is the truth.
      </p>
    </>
  );
}

/** Reads the runs of the latest jobs and gives the middle of their times. */
function useMedianTime(shown: ReturnType<typeof jobsNewestFirst>): number | null {
  const latest = useMemo(() => shown.slice(0, JOBS_WITH_TIMES).map(({ job }) => job.id), [shown]);
  useEffect(() => {
    for (const jobId of latest) void openJob(jobId);
  }, [latest]);
  const runs = useClient((state) => state.runs);
  return useMemo(
    () => medianRunMs(latest.flatMap((jobId) => runsOf({ ...store.getState(), runs }, jobId))),
    [latest, runs],
  );
}

const Tile = ({ label, value, note }: { label: string; value: string; note: string }) => (
  <div className={styles.tile}>
    <dt>{label}</dt>
    <dd className={styles.value}>{value}</dd>
    <dd className={styles.tileNote}>{note}</dd>
  </div>
);

function Outcomes({ figures }: { figures: Figures }) {
  const { changed, unchanged, failed, other, runs } = figures;
  return (
    <ProgressBar
      label={`${changed} changed, ${unchanged} without change, ${failed} failed, ${other} other`}
      max={runs}
      parts={[
        { tone: 'good', value: changed },
        { tone: 'accent', value: unchanged },
        { tone: 'bad', value: failed },
        { tone: 'neutral', value: other },
      ]}
    />
  );
}

const Key = ({ tone, children }: { tone: 'good' | 'accent' | 'bad' | 'neutral'; children: ReactNode }) => (
  <span className={styles.key}>
    <span className={styles[tone]} aria-hidden />
    {children}
  </span>
);
