import { verdictOf } from '../../shared/check.ts';
import { failure, ok, type Result } from '../../shared/errors.ts';
import { runCheck } from './run-check.ts';
import type { RunOptions } from './run-options.ts';
import { progressOf } from './run-progress.ts';

/** Runs the check once more on the changeset of a settled run and records what it says. The command is the baseline's. */
export async function checkAgain(options: RunOptions): Promise<Result<null>> {
  const events = await options.events();
  if (!events.ok) return events;
  const { changeset, baseline } = progressOf(events.value);
  if (!changeset) return failure('not_found', 'This run has no change.');
  if (!baseline) {
    const recorded = await options.record({ kind: 'verdict_reached', verdict: 'no_checks_found' });
    return recorded.ok ? ok(null) : recorded;
  }
  // The files of the clone have no part in it: they may be folded.
  const clone = await options.git.openChange(options.runFolder);
  if (!clone.ok) return clone;
  const policy = await options.sandboxFor(clone.value);
  const result = await runCheck(options, clone.value, policy, baseline, changeset);
  if (!result.ok) return result;
  if (options.signal.aborted) return failure('check_failed', 'The check was stopped, because the run went on.');
  const recorded = await options.record({ kind: 'verdict_reached', verdict: verdictOf(baseline, result.value) });
  return recorded.ok ? ok(null) : recorded;
}
