import type { Changeset } from '../../shared/changeset.ts';
import type { CheckResult } from '../../shared/check.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { sameFailure } from '../checks/same-failure.ts';
import type { Clone } from '../git/contract.ts';
import { type CheckDeps, type CheckRequest, dropFresh, freshCheck, handOver } from './fresh-check.ts';
import { must } from './must.ts';
import type { RunOptions } from './run-options.ts';

/** A failure after a longer time is not checked again. */
const LONGEST_REPEATED_MS = 5 * 60_000;

/** The check command of a run that begins, or null where there is none. A session must not choose its own check: it is found before. */
export async function checkCommandOf(
  { job, checks }: Pick<RunOptions, 'job' | 'checks'>,
  clone: Clone,
): Promise<string | null> {
  if (job.settings.check.mode !== 'detect') return commandNow(job, null);
  return (await checks.detect(clone.treePath, { allowedHosts: job.settings.allowedHosts })).command;
}

type Deps = CheckDeps & Pick<RunOptions, 'record'>;

/** The command that proves the change by now: a person may have set another one, or none, since the baseline. Pure. */
export function commandNow({ settings }: RunOptions['job'], baseline: CheckResult | null): string | null {
  switch (settings.check.mode) {
    case 'off':
      return null;
    case 'command':
      return settings.check.command;
    case 'detect':
      return baseline?.command ?? null;
  }
}

/**
 * The baseline of that command, run and recorded where it is not the one that is known; null where there is no command.
 * It stands on the base alone, so it can be had at any time. An aborted one is not recorded.
 */
export async function baselineNow(
  options: Deps & Pick<RunOptions, 'job' | 'log'>,
  clone: Clone,
  policy: SandboxPolicy,
): Promise<CheckResult | null> {
  const { baseline, rounds, thread } = options.log.progress();
  const command = commandNow(options.job, baseline);
  if (command === null || command === baseline?.command) return command === null ? null : baseline;
  const earlier = thread.filter(({ body }) => body.kind === 'check_finished').length;
  const request = { checkId: `baseline-${rounds}-${earlier}`, command, tree: null, before: null };
  const result = await checkOnce(options, clone, policy, request);
  if (!options.signal.aborted) must(await options.record({ kind: 'check_finished', result }));
  return result;
}

/** Runs the baseline check and gives what it installed to the session. Recorded when both is done. */
export async function runBaseline(
  options: Deps,
  clone: Clone,
  policy: SandboxPolicy,
  command: string,
  round: number,
): Promise<CheckResult> {
  const request = { checkId: `baseline-${round}`, command, tree: null, before: null };
  const result = await freshCheck(options, clone, policy, request);
  if (!result.ok || options.signal.aborted) {
    await dropFresh(options);
    return must(result);
  }
  must(await handOver(options, clone, policy, command));
  must(await options.record({ kind: 'check_finished', result: result.value }));
  return result.value;
}

/** Runs the check of a changed tree once and records the result. */
export async function runCheck(
  options: Deps,
  clone: Clone,
  policy: SandboxPolicy,
  before: CheckResult,
  { tree, round }: Pick<Changeset, 'tree' | 'round'>,
): Promise<CheckResult> {
  const request = { checkId: `after-${round}`, command: before.command, tree, before };
  const result = await checkOnce(options, clone, policy, request);
  if (!options.signal.aborted) must(await options.record({ kind: 'check_finished', result }));
  return result;
}

/** Runs a check once and removes its folder. */
async function checkOnce(
  options: Deps,
  clone: Clone,
  policy: SandboxPolicy,
  request: CheckRequest,
): Promise<CheckResult> {
  const result = await freshCheck(options, clone, policy, request);
  await dropFresh(options);
  return must(result);
}

/** The results of a check before and after a change. */
export interface Checked {
  before: CheckResult;
  after: CheckResult;
}

/**
 * The same, and a second time where that could change the verdict: a new failure may be flaky and would cost a paid repair; a
 * failure that existed before is taken for the repository's own, unless it looks different. A notice says why the check runs
 * again. Recorded when all results are known.
 */
export async function runCheckTwice(
  options: Deps,
  clone: Clone,
  policy: SandboxPolicy,
  before: CheckResult,
  changeset: Pick<Changeset, 'tree' | 'round'>,
): Promise<Checked> {
  const { round } = changeset;
  const check = (checkId: string, moment: CheckResult['moment']): Promise<CheckResult> => {
    const asked = moment === 'after' ? { tree: changeset.tree, before } : { tree: null, before: null };
    return checkOnce(options, clone, policy, { checkId, command: before.command, ...asked });
  };
  /** Records why, then checks. */
  const checkAgain = async (reason: CheckedAgain, moment: CheckResult['moment']): Promise<CheckResult> => {
    must(await options.record({ kind: 'notice', level: 'info', message: { code: reason, parameters: {} } }));
    return check(`${moment}-${round}-again`, moment);
  };

  const first = await check(`after-${round}`, 'after');
  if (options.signal.aborted) return { before, after: first };
  const found: Checked = { before, after: first };
  const reason = reasonToRepeat(before, first);
  const again = reason === null ? null : await checkAgain(reason, 'after');
  const ended = [first];
  if (again?.exitCode === 0) {
    found.after = again;
    ended.push(again);
  } else if (again && hasFailed(before) && isQuick(before)) {
    // It fails twice, and differently than before: was the earlier failure a flaky one?
    const earlier = await checkAgain('check_again_before_change', 'baseline');
    if (earlier.exitCode === 0) {
      found.before = earlier;
      ended.unshift(earlier);
    }
  }
  // An aborted check proves nothing.
  if (options.signal.aborted) return { before, after: first };
  // Recorded together: a first failure alone would count as proof if the app ended before the second execution.
  must(
    await options.record(
      ...ended.map((result) => ({ kind: 'check_finished' as const, result })),
      ...unreliable(before, found, first),
    ),
  );
  return found;
}

const hasFailed = ({ exitCode }: CheckResult): boolean => exitCode !== null && exitCode !== 0;
const isQuick = ({ ms }: CheckResult): boolean => ms <= LONGEST_REPEATED_MS;

type CheckedAgain = 'check_again_newly_broken' | 'check_again_other_failure' | 'check_again_before_change';

/** Why a second execution could change the verdict, or null. */
function reasonToRepeat(before: CheckResult, after: CheckResult): CheckedAgain | null {
  if (!hasFailed(after) || !isQuick(after)) return null;
  if (before.exitCode === 0) return 'check_again_newly_broken';
  if (hasFailed(before) && !sameFailure(before, after)) return 'check_again_other_failure';
  // As before the change, or nothing to compare with: a second execution cannot change the verdict.
  return null;
}

function unreliable(before: CheckResult, found: Checked, first: CheckResult): RunEventBody[] {
  const moment = found.before !== before ? 'before' : found.after !== first ? 'after' : null;
  if (moment === null) return [];
  return [{ kind: 'notice', level: 'warning', message: { code: 'check_unreliable', parameters: { moment } } }];
}
