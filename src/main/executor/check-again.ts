import { type Verdict, verdictOf } from '../../shared/check.ts';
import { failure, type Result } from '../../shared/errors.ts';
import { must } from './must.ts';
import { runCheck } from './run-check.ts';
import { withRun } from './run-options.ts';
import type { RunDeps, RunPlan, RunReporter } from './run-plan.ts';
import { sandboxPolicy } from './sandbox-policy.ts';

/** Runs the check again on the changeset of a settled run and records the result. The command is the baseline's. */
export const checkAgain = (
  plan: RunPlan,
  reporter: RunReporter,
  deps: RunDeps,
  signal: AbortSignal,
): Promise<Result<null>> =>
  withRun(plan, reporter, deps, signal, async (options) => {
    const { changeset, baseline } = options.log.progress();
    if (!changeset) return must(failure('not_found', 'This run has no change.'));
    let verdict: Verdict = 'no_checks_found';
    if (baseline) {
      // The files of the clone are not used: they may be evicted.
      const clone = must(await options.git.openChange(options.runFolder));
      const policy = await sandboxPolicy(options, clone);
      const after = await runCheck(options, clone, policy, baseline, changeset);
      if (options.signal.aborted) {
        const why = options.signal.reason === 'stop' ? 'by you' : 'because the run went on';
        must(failure('check_failed', `The check was stopped, ${why}.`));
      }
      verdict = verdictOf(baseline, after);
    }
    must(await options.record({ kind: 'verdict_reached', verdict }));
    return null;
  });
