import PQueue from 'p-queue';
import { failure, ok, type Result } from '../../../shared/errors.ts';
import type { RunId } from '../../../shared/ids.ts';
import { mendsOf } from '../../../shared/mends-of-codes.ts';
import type { PublishPlan } from '../../../shared/pull-request.ts';
import type { GitApi } from '../../git/contract.ts';
import { earlierOf, planFailed, planFor } from '../../publications/publish-plan.ts';
import type { Records } from '../../store/contract.ts';
import type { AtHost } from '../runs/hosted-run.ts';

/** How many plans are made at the same time: a person waits for them, so they use no lane. */
const AT_ONCE = 8;

/** The plan that a person sees before anything is pushed. */
export interface PublishPlans {
  /** What publishing would do for each of these runs, given the host's current state. */
  plan(runIds: readonly RunId[]): Promise<Result<PublishPlan[]>>;
  /** The branch that was last shown for this run. */
  shownBranch(runId: RunId): string | null;
}

export function publishPlans(deps: { records: Records; git: GitApi; hosted: AtHost }): PublishPlans {
  const { records, git, hosted } = deps;
  const asking = new PQueue({ concurrency: AT_ONCE });
  const shown = new Map<RunId, string>();

  const planOf = async (runId: RunId): Promise<Result<PublishPlan>> => {
    const run = records.run(runId);
    if (!run) return failure('not_found', 'There is no such run.');
    return hosted(run, async ({ job, resolved }) => {
      const events = await records.events(runId, 0);
      if (!events.ok) return events;
      const planned = await planFor({ job, run, resolved, earlier: earlierOf(events.value, run.changeset?.tree) }, git);
      return planned.ok ? ok(planned.value.plan) : planned;
    });
  };
  return {
    async plan(runIds) {
      const plans = await Promise.all(
        runIds.map((runId) =>
          asking.add(async (): Promise<PublishPlan> => {
            const plan = await planOf(runId);
            if (!plan.ok) {
              const nowhere = { runId, action: 'nothing' as const, branch: null, base: null, title: null };
              return { ...nowhere, reason: planFailed(plan.error), mends: [...mendsOf(plan.error)] };
            }
            if (plan.value.branch !== null) shown.set(runId, plan.value.branch);
            return plan.value;
          }),
        ),
      );
      return ok(plans);
    },
    shownBranch: (runId) => shown.get(runId) ?? null,
  };
}
