import { failure, ok, type Result } from '../../shared/errors.ts';
import type { Job } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import type { GitRoom } from '../git/git-room.ts';
import type { GitHubRoom } from '../github/github-room.ts';
import { type ResolvedRepo, resolveRepo } from '../repositories/resolve-repo.ts';
import type { Records } from '../store/records-room.ts';
import type { Worlds } from './worlds.ts';

/** A run's repository as its host has it now. */
export interface HostedRun {
  job: Job;
  github: GitHubRoom;
  resolved: ResolvedRepo;
}

export type FindHosted = (run: Run) => Promise<Result<HostedRun>>;

export function hostedRuns(rooms: {
  records: Pick<Records, 'job'>;
  worlds: Worlds;
  git: GitRoom;
  /** Keys are known. */
  ready: Promise<unknown>;
}): FindHosted {
  const { records, worlds, git } = rooms;
  return async (run) => {
    await rooms.ready;
    const job = records.job(run.jobId);
    if (!job) return failure('not_found', 'There is no such job.');
    const world = await worlds.of(job);
    if (!world.ok) return world;
    const { github, token, locate } = world.value;
    const resolved = await resolveRepo(locate(run.repo), { git, github, token });
    return resolved.ok ? ok({ job, github, resolved: resolved.value }) : resolved;
  };
}
