import type { Result } from '../../shared/errors.ts';
import type { Run } from '../../shared/run.ts';
import { answered, must } from './must.ts';
import { openRunLog, type RunLog } from './run-log.ts';
import type { RunDeps, RunPlan, RunReporter } from './run-plan.ts';

/** Everything that the steps of one execution need. */
export interface RunOptions extends RunPlan, Omit<RunReporter, 'read' | 'follow'>, RunDeps {
  log: RunLog;
  /** The current row, reduced from the saved events. */
  run: () => Run;
  /** Reason 'cancel': a person ends the run. Reasons 'quit' and 'pause': it goes on later, record nothing. */
  signal: AbortSignal;
}

/** Runs a flow of a run with its log open; failures that `must` met are returned. */
export const withRun = <T>(
  plan: RunPlan,
  reporter: RunReporter,
  deps: RunDeps,
  signal: AbortSignal,
  flow: (options: RunOptions) => Promise<T>,
): Promise<Result<T>> =>
  answered(async () => {
    const log = must(await openRunLog(plan.begun, reporter));
    try {
      return await flow({ ...plan, ...reporter, ...deps, log, run: log.run, signal });
    } finally {
      log.close();
    }
  });
