import { failure, type Result } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/job.ts';
import type { Run } from '../../../shared/run.ts';
import type { GitApi } from '../../git/contract.ts';
import type { GitHubApi } from '../../github/contract.ts';
import { resolveAgain } from '../../repositories/resolve-again.ts';
import { type ResolvedRepo, resolveRepo } from '../../repositories/resolve-repo.ts';
import type { Records } from '../../store/contract.ts';
import type { Services } from '../services.ts';

/** A run's repository according to its host, from facts no older than an hour. */
export interface HostedRun {
  job: Job;
  github: GitHubApi;
  resolved: ResolvedRepo;
}

/** Does `work`; after a refusal, once more if the host's facts have changed by then. */
export type AtHost = <T>(run: Run, work: (found: HostedRun) => Promise<Result<T>>) => Promise<Result<T>>;

export function hostedRuns(deps: {
  records: Pick<Records, 'job'>;
  services: Services;
  git: GitApi;
  /** Resolves when the keys are known. */
  ready: Promise<unknown>;
}): AtHost {
  const { records, services, git } = deps;
  return async (run, work) => {
    await deps.ready;
    const job = records.job(run.jobId);
    if (!job) return failure('not_found', 'There is no such job.');
    const found = await services.of(job);
    if (!found.ok) return found;
    const { github, token, locate } = found.value;
    const repo = locate(run.repo);
    const resolved = await resolveRepo(repo, { git, github, token });
    if (!resolved.ok) return resolved;
    const done = await work({ job, github, resolved: resolved.value });
    if (done.ok) return done;
    const now = await resolveAgain(repo, resolved.value, done.error, { git, github, token });
    if (!now.ok) return now;
    return now.value === null ? done : work({ job, github, resolved: now.value });
  };
}
