import { Ellipsis, GitPullRequest, Pause, Play } from 'lucide-react';
import { limitBehind } from '../../../shared/job.ts';
import { isAtWork } from '../../../shared/job-counts.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import type { Run } from '../../../shared/run.ts';
import { groupOf } from '../../../shared/run-group.ts';
import { cacheShare } from '../../../shared/usage.ts';
import { perform, retryRuns, savePatches } from '../../state/actions.ts';
import { canPublish, canRetry, opensPullRequest } from '../../state/run-mark.ts';
import { remainingMs } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';
import { askAbout, askToPublish, openSettings } from '../../state/ui-store.ts';
import type { Tone } from '../../ui/Badge.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { formatDuration, formatMoney, formatPercent, plural } from '../../ui/format.ts';
import { Menu } from '../../ui/Menu.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { publishLabelOf } from '../../ui/publish-label.ts';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { useNowWhile } from '../../ui/use-now.ts';
import styles from './JobScreen.module.css';
import { jobEntries, useJobCommands } from './job-menu.ts';
import { usePriorityCommands } from './job-priority.ts';

/** Buttons of the job, for the title bar. `quiet` while an open run has the one primary action of the screen. */
export function JobActions({ summary, runs, quiet }: { summary: JobSummary; runs: readonly Run[]; quiet: boolean }) {
  const { job, counts } = summary;
  const jobId = job.id;
  const active = counts.queued + counts.running > 0;
  const unsettled = runs.filter((run) => canRetry(run) && groupOf(run) === 'needs_you').map((run) => run.id);
  const publishable = runs.filter(opensPullRequest);
  const approved = publishable.filter((run) => run.review.decision === 'approved');
  const toOpen = approved.length > 0 ? approved : publishable;
  const patchOnly = runs.filter((run) => canPublish(run) && !opensPullRequest(run));
  const togglePause = () => void perform(job.paused ? 'jobs.resume' : 'jobs.pause', { jobId });
  const retryFailed = () => void retryRuns(unsettled);

  useJobCommands(summary);
  useCommand('job-retry-failed', retryFailed, unsettled.length > 0);
  usePriorityCommands(jobId, active);

  return (
    <>
      {(active || job.paused) && (
        <IconButton
          label={job.paused ? 'Resume the job' : 'Pause the job: running sessions finish their step'}
          keys="Shift+P"
          icon={job.paused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
          onClick={togglePause}
        />
      )}
      {unsettled.length > 0 && (
        <Tooltip text="Try again what failed, stopped at a limit or was interrupted" keys="Shift+T">
          <Button className={styles.retry} onClick={retryFailed}>
            Retry {unsettled.length}
          </Button>
        </Tooltip>
      )}
      {publishable.length > 0 && (
        <Button
          // Before anything is approved, that is the next step.
          variant={quiet || approved.length === 0 ? 'secondary' : 'primary'}
          icon={<GitPullRequest size={14} aria-hidden />}
          title={approved.length > 0 ? 'Of the changes that you approved' : 'None of them is approved yet'}
          onClick={() => askToPublish(toOpen.map((run) => run.id))}
        >
          {publishLabelOf(toOpen)}
        </Button>
      )}
      {publishable.length === 0 && patchOnly.length > 0 && !active && (
        <Button onClick={() => void savePatches(patchOnly.map((run) => run.id))}>
          Save {plural(patchOnly.length, 'patch', 'patches')}
        </Button>
      )}
      <Menu
        align="end"
        entries={jobEntries(summary, [
          {
            label: 'Retry everything that failed',
            keys: 'Shift+T',
            disabled: unsettled.length === 0,
            onSelect: retryFailed,
          },
        ])}
      >
        <IconButton label="More about this job" icon={<Ellipsis size={16} aria-hidden />} />
      </Menu>
    </>
  );
}

/** `38/50 · $2.14 of $10 · ~6 min` for the title bar. */
export function JobFigures({ summary, runs }: { summary: JobSummary; runs: readonly Run[] }) {
  const { job, counts } = summary;
  const concurrency = useClient((state) => state.settings.concurrency);
  const active = counts.queued + counts.running > 0;
  const now = useNowWhile(active);
  const rest = job.paused ? null : remainingMs(runs, concurrency, now);
  const finished = counts.total - counts.queued - counts.running;
  const budget = job.settings.budgetUsd;
  return (
    <p className={styles.figures}>
      <Tooltip text={`${finished} of ${plural(counts.total, 'run')} finished`}>
        <span>
          <strong>{finished}</strong>/{counts.total}
        </span>
      </Tooltip>
      <Tooltip
        text={`${formatPercent(cacheShare(counts.usage))} of the prompt tokens came from the cache${budget === null ? '' : `\nBudget of the job: ${formatMoney(budget)}`}`}
      >
        <span>
          <strong data-over={(budget !== null && counts.costUsd >= budget) || undefined}>
            {formatMoney(counts.costUsd)}
          </strong>
          {budget !== null && ` of ${formatMoney(budget)}`}
        </span>
      </Tooltip>
      {rest !== null && (
        <span className={styles.rest}>
          about {formatDuration(Math.max(60_000, Math.round(rest / 60_000) * 60_000))} left
        </span>
      )}
    </p>
  );
}

/** Where the limit is raised at which a job has paused. */
const placeOf = (limit: ReturnType<typeof limitBehind>) =>
  limit === 'steps' || limit === 'minutes'
    ? ({ about: 'options', group: 'Limits' } as const)
    : ({ about: 'budget' } as const);

/** Progress in colours and words, and why the job stands still, if it does. */
export function JobProgress({ summary }: { summary: JobSummary }) {
  const { counts, job } = summary;
  const limit = job.paused && limitBehind(job.paused);
  const done = counts.total - counts.queued - counts.running - counts.needsYou;
  const parts = [
    { tone: 'good' as const, value: done },
    { tone: 'attention' as const, value: counts.needsYou - counts.failed },
    { tone: 'bad' as const, value: counts.failed },
    { tone: 'accent' as const, value: counts.running },
  ];
  const { failed, ready } = counts;
  // In the order of the bar, each with the colour of its part.
  const legend: { tone: Tone | null; text: string }[] = [
    { tone: 'good', text: done > ready ? `done ${done - ready}` : '' },
    { tone: 'good', text: ready > 0 ? `ready to open ${ready}` : '' },
    { tone: 'attention', text: counts.needsYou > failed ? `to look at ${counts.needsYou - failed}` : '' },
    { tone: 'bad', text: failed > 0 ? `failed ${failed}` : '' },
    { tone: 'accent', text: counts.running > 0 ? `running ${counts.running}` : '' },
    { tone: 'neutral', text: counts.queued > 0 ? `waiting ${counts.queued}` : '' },
    { tone: null, text: counts.pullRequests > 0 ? plural(counts.pullRequests, 'pull request') : '' },
  ];
  const said = legend.filter(({ text }) => text !== '');
  return (
    <>
      <div className={styles.progress}>
        <ProgressBar label={`Progress: ${said.map(({ text }) => text).join(', ')}`} max={counts.total} parts={parts} />
        <ul className={styles.legend}>
          {said.map(({ tone, text }) => (
            <li key={text} data-tone={tone ?? undefined}>
              {text}
            </li>
          ))}
        </ul>
      </div>
      {job.paused && (isAtWork(counts) || counts.needsYou + counts.ready > 0) && (
        <Banner
          level={job.paused.by === 'person' ? 'info' : 'warning'}
          action={
            <>
              {(job.paused.by === 'budget' || limit !== null) && (
                <Button size="small" onClick={() => askAbout({ jobId: job.id, ...placeOf(limit) })}>
                  Raise the limit
                </Button>
              )}
              {job.paused.offer === 'prompt' && (
                <Button size="small" onClick={() => askAbout({ jobId: job.id, about: 'prompt' })}>
                  Revise the prompt
                </Button>
              )}
              {job.paused.by === 'keys' && (
                <Button size="small" onClick={() => openSettings('Keys')}>
                  Open Settings
                </Button>
              )}
              <Button size="small" onClick={() => void perform('jobs.resume', { jobId: job.id })}>
                Resume
              </Button>
            </>
          }
        >
          {job.paused.by === 'person'
            ? 'Paused. Running sessions finish their step; nothing new starts.'
            : messageText(job.paused.reason)}
        </Banner>
      )}
    </>
  );
}
