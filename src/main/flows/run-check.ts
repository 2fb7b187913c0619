import type { CheckResult } from '../../shared/check.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import type { Clone } from '../git/git-room.ts';
import type { RunOptions } from './run-options.ts';
import type { RunProgress } from './run-progress.ts';

/** A check that takes longer has most likely begun to wait for something. */
const LONGEST_CHECK_MS = 15 * 60_000;
/** One that fails after a longer time is believed at once. */
const LONGEST_REPEATED_MS = 5 * 60_000;

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

type CheckRooms = Pick<RunOptions, 'checks' | 'signal' | 'secrets' | 'checkLogFile' | 'record'>;

/** Runs the check of a changed clone once and records what came of it. */
export async function runCheck(
  options: CheckRooms,
  before: CheckResult,
  round: number,
  policy: SandboxPolicy,
): Promise<Result<CheckResult>> {
  const result = await executeCheck(options, `after-${round}`, before.command, before, policy);
  if (options.signal.aborted) return ok(result);
  const recorded = await options.record({ kind: 'check_finished', result });
  return recorded.ok ? ok(result) : recorded;
}

/**
 * The same, and where it failed once more on the same files: a check that then passes is not reliable, and its first failure
 * proves nothing, neither against the repository nor against the change. The reviewer is told. Recorded when all is known.
 * @param before what the command said before the change; null for the baseline itself
 * @param restore puts the files back to what they were before the check
 */
export async function runCheckTwice(
  options: CheckRooms,
  command: string,
  before: CheckResult | null,
  round: number,
  policy: SandboxPolicy,
  restore: () => Promise<Result<null>>,
): Promise<Result<CheckResult>> {
  const moment = before === null ? 'baseline' : 'after';
  const execute = async (checkId: string): Promise<Result<CheckResult>> => {
    const result = await executeCheck(options, checkId, command, before, policy);
    if (options.signal.aborted) return ok(result);
    const restored = await restore();
    return restored.ok ? ok(result) : restored;
  };
  const first = await execute(`${moment}-${round}`);
  if (!first.ok) return first;
  const { exitCode, ms } = first.value;
  const isFinal = exitCode === null || exitCode === 0 || ms > LONGEST_REPEATED_MS || options.signal.aborted;
  const again = isFinal ? first : await execute(`${moment}-${round}-again`);
  if (!again.ok) return again;
  if (options.signal.aborted) return first;
  const isUnreliable = !isFinal && again.value.exitCode === 0;
  const words = moment === 'baseline' ? 'before the change' : 'after the change';
  const text = `The check is not reliable: ${words} it failed, and passed when it ran again on the same files.`;
  // All at once: a first failure alone would count for a proof if the app ended before the second execution.
  const recorded = await options.record(
    { kind: 'check_finished', result: first.value },
    ...(isUnreliable
      ? ([
          { kind: 'check_finished', result: again.value },
          { kind: 'notice', level: 'warning', text },
        ] as const)
      : []),
  );
  if (!recorded.ok) return recorded;
  return isUnreliable ? again : first;
}

const executeCheck = (
  options: CheckRooms,
  checkId: string,
  command: string,
  before: CheckResult | null,
  policy: SandboxPolicy,
): Promise<CheckResult> =>
  options.checks.run({
    checkId,
    command,
    before,
    policy,
    timeoutMs: LONGEST_CHECK_MS,
    logFile: options.checkLogFile(checkId),
    secrets: options.secrets(),
    signal: options.signal,
  });
