import type { Result } from '../../shared/errors.ts';
import type { Run } from '../../shared/run.ts';
import { answered, must } from './must.ts';
import { openRunLog, type RunLog } from './run-log.ts';
import type { RunDeps, RunPlan, RunReporter } from './run-plan.ts';

/** All that the steps of one execution are given. */
export interface RunOptions extends RunPlan, Omit<RunReporter, 'read' | 'follow'>, RunDeps {
  log: RunLog;
  /** The row as the saved events tell it now. */
  run: () => Run;
  /** Reason 'cancel': a person ends the run. Reasons 'quit' and 'pause': it goes on later, record nothing. */
  signal: AbortSignal;
}

/** The frame of each flow of a run: its log is open meanwhile, and what `must` met is the answer. */
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
