import type { CheckResult } from '../../shared/check.ts';
import type { Result } from '../../shared/errors.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import type { Clone } from '../git/git-room.ts';
import type { RunOptions } from './run-options.ts';
import type { RunProgress } from './run-progress.ts';

/** A check that takes longer has most likely begun to wait for something. */
const LONGEST_CHECK_MS = 15 * 60_000;

/** The command that proves this run's change, or null and why there is none. */
export async function checkCommandOf(
  { job, checks }: Pick<RunOptions, 'job' | 'checks'>,
  clone: Clone,
  progress: RunProgress,
): Promise<{ command: string | null; reason: string }> {
  const policy = job.settings.check;
  switch (policy.mode) {
    case 'off':
      return { command: null, reason: 'Checks are switched off for this job.' };
    case 'command':
      return { command: policy.command, reason: '' };
    case 'detect':
      // The one that was found before the change: a session must not choose its own judge.
      if (progress.baseline) return { command: progress.baseline.command, reason: '' };
      return checks.detect(clone.treePath, { allowedHosts: job.settings.allowedHosts });
  }
}

/** Runs the check once and records what came of it. */
export async function runCheck(
  options: Pick<RunOptions, 'checks' | 'signal' | 'secrets' | 'checkLogFile' | 'record'>,
  command: string,
  moment: CheckResult['moment'],
  round: number,
  policy: SandboxPolicy,
): Promise<Result<CheckResult>> {
  const checkId = `${moment}-${round}`;
  const result = await options.checks.run({
    checkId,
    moment,
    command,
    policy,
    timeoutMs: LONGEST_CHECK_MS,
    logFile: options.checkLogFile(checkId),
    secrets: options.secrets(),
    signal: options.signal,
  });
  if (options.signal.aborted) return { ok: true, value: result };
  const recorded = await options.record({ kind: 'check_finished', result });
  return recorded.ok ? { ok: true, value: result } : recorded;
}
