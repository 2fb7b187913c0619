import { ok, type Result } from '../../shared/errors.ts';
import { defaultHostOf } from '../../shared/hosts.ts';
import type { JobId } from '../../shared/ids.ts';
import type { NewJob } from '../../shared/ipc.ts';
import type { JobSettings } from '../../shared/job.ts';
import { parseRepoList } from '../../shared/repo-list.ts';
import type { DemoWorld } from '../engine.ts';
import { createJob, type JobCommandRooms } from './job-commands.ts';
import type { Worlds } from './worlds.ts';

/** Begins the demo's job on its sample repositories, or answers with the one that is still at work. */
export async function startDemo(
  rooms: JobCommandRooms,
  worlds: Worlds,
  defaults: JobSettings,
): Promise<Result<{ jobId: JobId }>> {
  const { records } = rooms;
  const working = records
    .loadedJobs()
    .find((job) => job.demo && records.runs(job.id).some((run) => run.status !== 'settled'));
  if (working) return ok({ jobId: working.id });
  const world = await worlds.demo();
  if (!world.ok) return world;
  return createJob(rooms, demoJobOf(world.value, defaults), true);
}

/** The demo's job, with the person's usual settings where the samples need no others. Pure. */
export function demoJobOf({ repos, githubUrl, title, prompt, check }: DemoWorld, defaults: JobSettings): NewJob {
  const { accepted } = parseRepoList(repos.join('\n'), { defaultHost: defaultHostOf({ githubUrl }) });
  return {
    title,
    prompt,
    repos: accepted.map(({ repo }) => repo),
    settings: {
      ...defaults,
      check: check === null ? { mode: 'detect' } : { mode: 'command', command: check },
      budgetUsd: null,
    },
  };
}
