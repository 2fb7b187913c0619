import { type AppError, failed, failure, ok, type Result } from '../../../shared/errors.ts';
import { jobIdOf, type RunId } from '../../../shared/ids.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { Run } from '../../../shared/run.ts';
import type { Clock } from '../../lib/clock.ts';
import type { HostHolds } from '../../scheduler/host-holds.ts';
import type { Scheduler } from '../../scheduler/scheduler.ts';
import type { Records } from '../../store/contract.ts';
import { goodbye, LEFT } from '../app/goodbye.ts';
import type { AtHost } from '../runs/hosted-run.ts';

const AT_ONCE = 4;

/** Refreshes pull requests of shown runs, in a lane of its own, so that publications do not delay it. */
export interface Following {
  /** A refresh that is impossible now is not done later: the caller gets the reason. */
  refresh(runIds: readonly RunId[]): Promise<Result<null>>;
  stop(): Promise<void>;
}

export function createFollowing(deps: {
  scheduler: Scheduler;
  records: Records;
  clock: Clock;
  holds: HostHolds;
  hosted: AtHost;
  onDefect: (error: unknown) => AppError;
}): Following {
  const { records, holds, hosted } = deps;
  const wanted = new Map<RunId, PromiseWithResolvers<Result<null>>>();
  const answer = (runId: RunId, result: Result<null>) => {
    wanted.get(runId)?.resolve(result);
    wanted.delete(runId);
  };
  const lane = deps.scheduler.open({
    name: 'follow',
    slots: () => AT_ONCE,
    jobs: () => [...new Set([...wanted.keys()].map(jobIdOf))].flatMap((jobId) => records.job(jobId) ?? []),
    wants: (_job, { id }) => (wanted.has(id) ? 0 : null),
    go: async (run) => answer(run.id, await refreshRun(run).catch((error: unknown) => failed(deps.onDefect(error)))),
    refused: ({ id }, { reason, until }) =>
      answer(id, failure('github_rate_limited', messageText(reason), until === undefined ? {} : { retryAt: until })),
    onScheduled() {
      for (const runId of wanted.keys())
        if (!records.run(runId)) answer(runId, failure('not_found', 'The job was removed.'));
    },
  });
  lane.start();

  async function refreshRun(run: Run): Promise<Result<null>> {
    const known = run.publication.pullRequest;
    if (!known) return ok(null);
    const pullRequest = await hosted(run, async ({ github, resolved: { hosted: repo } }) =>
      repo
        ? github.refresh(repo.owner, repo.name, known)
        : failure('not_found', 'The host of this pull request has no known API.'),
    );
    if (!pullRequest.ok) return learned(run, pullRequest);
    const { state, headCommit } = pullRequest.value;
    if (state === known.state && headCommit === known.headCommit) {
      // No event without a change: a thread must not fill up with refreshes.
      const { publication } = records.run(run.id) ?? run;
      records.showUnsaved(run.id, { publication: { ...publication, pullRequest: pullRequest.value } });
      return ok(null);
    }
    const recorded = await records.record(run.id, { kind: 'pull_request_saved', pullRequest: pullRequest.value });
    return recorded.ok ? ok(null) : recorded;
  }
  /** A host's rate limit holds for all lanes. */
  function learned<T extends Extract<Result<never>, { ok: false }>>({ repo }: Run, failure: T): T {
    const { host, retryAt } = failure.error;
    if (retryAt !== undefined && repo.kind === 'remote') holds.add(host ?? repo.host, retryAt);
    return failure;
  }

  return {
    async refresh(runIds) {
      const runs = runIds.flatMap((runId) => records.run(runId) ?? []).filter((run) => run.status === 'settled');
      const answers = runs.map(({ id }) => {
        const asked = wanted.get(id) ?? Promise.withResolvers<Result<null>>();
        wanted.set(id, asked);
        return asked.promise;
      });
      deps.scheduler.schedule();
      const refreshed = await Promise.all(answers);
      return refreshed.find((result) => !result.ok) ?? ok(null);
    },
    async stop() {
      await goodbye(deps.clock, lane.stop());
      for (const runId of wanted.keys()) answer(runId, LEFT);
    },
  };
}
