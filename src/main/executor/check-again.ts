import type { Changeset } from '../../shared/changeset.ts';
import { type Verdict, verdictOf } from '../../shared/check.ts';
import { failure, type Result } from '../../shared/errors.ts';
import { changeDoubts } from './change-doubts.ts';
import { must } from './must.ts';
import { baselineNow, commandNow, runCheck } from './run-check.ts';
import { type RunOptions, withRun } from './run-options.ts';
import type { RunDeps, RunPlan, RunReporter } from './run-plan.ts';
import { sandboxPolicy } from './sandbox-policy.ts';

/** Runs the check again on the changeset of a settled run and records the result, with a new baseline for another command. */
export const checkAgain = (
  plan: RunPlan,
  reporter: RunReporter,
  deps: RunDeps,
  signal: AbortSignal,
): Promise<Result<null>> =>
  withRun(plan, reporter, deps, signal, async (options) => {
    const { changeset, baseline: known } = options.log.progress();
    if (!changeset) return must(failure('not_found', 'This run has no change.'));
    let verdict: Verdict = 'no_checks_found';
    if (commandNow(options.job, known) !== null) {
      // The files of the clone are not used: they may be evicted.
      const clone = must(await options.git.openChange(options.runFolder));
      const policy = await sandboxPolicy(options, clone);
      const baseline = await baselineNow(options, clone, policy);
      endIfStopped(options.signal);
      const seen = baseline?.command === known?.command ? changeset : await doubtAgain(options, changeset);
      const after = baseline && (await runCheck(options, clone, policy, baseline, seen));
      endIfStopped(options.signal);
      verdict = verdictOf(baseline, after);
    }
    must(await options.record({ kind: 'verdict_reached', verdict }));
    return null;
  });

function endIfStopped(signal: RunOptions['signal']): void {
  if (!signal.aborted) return;
  const why = signal.reason === 'stop' ? 'by you' : 'because the run went on';
  must(failure('check_failed', `The check was stopped, ${why}.`));
}

/** Whether a change alters its own check depends on which check that is. */
async function doubtAgain(options: RunOptions, last: Changeset): Promise<Changeset> {
  const clone = must(await options.git.openClone(options.runFolder));
  const { baseline, rounds, thread } = options.log.progress();
  const found = await changeDoubts(options.git, clone, last, baseline?.command ?? null, thread);
  const changeset = { ...last, ...found, round: rounds + 1 };
  must(await options.record({ kind: 'changeset_ready', changeset }));
  return changeset;
}
