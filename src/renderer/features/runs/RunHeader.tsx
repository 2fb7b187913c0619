import { Ellipsis, ExternalLink, FolderOpen, GitPullRequest, RotateCcw, Save, Square, X } from 'lucide-react';
import { capital } from '../../../shared/capital.ts';
import { repoLabel } from '../../../shared/repo.ts';
import type { Run } from '../../../shared/run.ts';
import { failureOf, runText, waitsUntil } from '../../../shared/run-text.ts';
import { cacheShare } from '../../../shared/usage.ts';
import { webAddress } from '../../../shared/web-address.ts';
import { cancelRuns, copyText, openExternal, perform, retryRuns, savePatches, tryNow } from '../../state/actions.ts';
import {
  canCancel,
  canPublish,
  canRetry,
  canSavePatch,
  markOf,
  PATCH_ONLY,
  pullRequestMark,
} from '../../state/run-mark.ts';
import { elapsedMs, isPausedJob, lastAttemptMs } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';
import { closeRun } from '../../state/ui-store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { errorButtons } from '../../ui/error-actions.ts';
import { Duration, Money, Tokens } from '../../ui/Figures.tsx';
import { formatCountdown, formatDuration, formatPercent, plural } from '../../ui/format.ts';
import { Menu } from '../../ui/Menu.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import { canTryNow, tryAgainText } from '../../ui/try-again-text.ts';
import { useCommand } from '../../ui/use-command.ts';
import { useNowWhile } from '../../ui/use-now.ts';
import styles from './RunView.module.css';

const ICON = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Which run this is, how it stands and why, what it has cost, and what can be done with it. */
export function RunHeader({ run }: { run: Run }) {
  const address = webAddress(run.repo);
  const isOpen = canCancel(run);
  const failure = failureOf(run);
  const buttons = failure ? errorButtons(failure, { jobId: run.jobId, runId: run.id }) : [];
  // Its head has these already.
  const mending = buttons.flatMap(({ mend, label, act }) =>
    mend === 'repository' || mend === 'retry' ? [] : [{ label, onSelect: act }],
  );
  const savePatch = () => void savePatches([run.id]);
  const openFolder = () => void perform('runs.openFolder', { runId: run.id });
  const retry = () => void retryRuns([run.id]);
  useCommand('run-save-patch', savePatch, canSavePatch(run));
  useCommand('run-retry', retry, canRetry(run));
  useCommand('run-cancel', () => void cancelRuns([run.id]), isOpen);
  useCommand('run-folder', openFolder, run.baseCommit !== null);
  useCommand('run-browser', () => address && void openExternal(address), address !== null);
  useCommand('run-copy-name', () => void copyText(repoLabel(run.repo)));

  return (
    <header className={styles.header}>
      <div className={styles.titleRow}>
        <StateMark mark={markOf(run)} />
        <h2 className={styles.repo}>
          <TruncatedText text={repoLabel(run.repo)} keep="end" />
        </h2>
        <span className={styles.space} />
        {isOpen && (
          <Button size="small" icon={<Square {...ICON} size={12} />} onClick={() => void cancelRuns([run.id])}>
            Cancel
          </Button>
        )}
        {canRetry(run) && (
          <Button size="small" icon={<RotateCcw {...ICON} />} keys="T" onClick={retry}>
            Retry
          </Button>
        )}
        {run.publication.pullRequest && <PullRequestLink run={run} />}
        {canSavePatch(run) && (
          <IconButton label="Save patch" keys="S" size="small" icon={<Save {...ICON} />} onClick={savePatch} />
        )}
        <Menu
          align="end"
          entries={[
            ...mending,
            ...(mending.length > 0 ? [null] : []),
            {
              label: 'Open the folder of the clone',
              icon: <FolderOpen {...ICON} />,
              disabled: run.baseCommit === null,
              onSelect: openFolder,
            },
            ...(address
              ? [
                  {
                    label: 'Open the repository in the browser',
                    icon: <ExternalLink {...ICON} />,
                    onSelect: () => void openExternal(address),
                  },
                ]
              : []),
            null,
            { label: 'Copy the name', onSelect: () => void copyText(repoLabel(run.repo)) },
            ...(run.baseCommit === null
              ? []
              : [{ label: 'Copy the base commit', onSelect: () => void copyText(run.baseCommit ?? '') }]),
          ]}
        >
          <button type="button" className={styles.iconButton} aria-label="More actions" title="More">
            <Ellipsis {...ICON} />
          </button>
        </Menu>
        <IconButton label="Close" keys="Escape" size="small" icon={<X {...ICON} />} onClick={closeRun} />
      </div>
      <Reason run={run} />
      <Figures run={run} />
    </header>
  );
}

function PullRequestLink({ run }: { run: Run }) {
  const { pullRequest } = run.publication;
  if (!pullRequest) return null;
  return (
    <Button
      size="small"
      icon={<GitPullRequest {...ICON} />}
      title={pullRequest.url}
      onClick={() => void openExternal(pullRequest.url)}
    >
      #{pullRequest.number} {pullRequestMark(pullRequest.state).word}
    </Button>
  );
}

function Reason({ run }: { run: Run }) {
  const until = waitsUntil(run);
  const now = useNowWhile(until !== null);
  const isPaused = useClient((state) => isPausedJob(state, run.jobId));
  const waits = until !== null && until > now ? ` Goes on in ${formatCountdown(until - now)}.` : '';
  const text =
    run.review.decision === 'rejected' && run.review.note
      ? `Rejected: ${run.review.note}`
      : (tryAgainText(run, now, isPaused) ?? `${runText(run)}${waits}`);
  // Why there is no button that opens a pull request.
  const isPatchOnly = run.canPush === false && canPublish(run);
  const words = isPatchOnly ? `${capital(text)} · ${PATCH_ONLY}` : capital(text);
  return (
    <div className={styles.reasonRow}>
      <p className={styles.reason} title={words}>
        {words}
      </p>
      {canTryNow(run, now, isPaused) && (
        <Button size="small" onClick={() => void tryNow([run.id])}>
          Try now
        </Button>
      )}
    </div>
  );
}

function Figures({ run }: { run: Run }) {
  const now = useNowWhile(run.status === 'running');
  if (run.attempt === 0) return null;
  return (
    <p className={styles.figures}>
      <Money dollars={run.costUsd} />
      {run.steps > 0 && (
        <>
          <span>
            <Tokens usage={run.usage} /> tokens
          </span>
          <span>{formatPercent(cacheShare(run.usage))} from the cache</span>
          <span>{plural(run.steps, 'step')}</span>
        </>
      )}
      {run.status !== 'queued' && <Duration ms={elapsedMs(run, now)} />}
      {run.attempt > 1 && (
        <span
          title={`Cost and time are those of all attempts; the last one took ${formatDuration(lastAttemptMs(run, now))}. Each comment, pause and retry starts another.`}
        >
          {run.attempt} attempts
        </span>
      )}
      {run.promptVersion > 1 && <span>prompt {run.promptVersion}</span>}
      {run.baseBranch && <span title={run.baseCommit ?? undefined}>from {run.baseBranch}</span>}
    </p>
  );
}
