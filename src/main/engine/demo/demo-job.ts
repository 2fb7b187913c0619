import { DEMO_NOTICE } from '../../../shared/demo-notice.ts';
import { ok, type Result } from '../../../shared/errors.ts';
import { defaultHostOf } from '../../../shared/hosts.ts';
import type { JobId } from '../../../shared/ids.ts';
import type { JobSettings } from '../../../shared/job.ts';
import { mendsOf } from '../../../shared/mends-of-codes.ts';
import type { NewJob } from '../../../shared/methods/jobs.ts';
import { parseRepoList } from '../../../shared/repo-list.ts';
import type { Notices } from '../app/notices.ts';
import type { DemoWorld } from '../contract.ts';
import { createJob, type JobCommandDeps } from '../jobs/job-commands.ts';
import type { Services } from '../services.ts';

/** Creates the demo's job on its sample repositories, or returns the one that is still running. */
export function createDemo(deps: {
  jobs: JobCommandDeps;
  services: Services;
  defaults: () => JobSettings;
  notices: Pick<Notices, 'add' | 'remove'>;
}): () => Promise<Result<{ jobId: JobId }>> {
  const { jobs, services, defaults, notices } = deps;
  const { records } = jobs;
  const begin = async (): Promise<Result<{ jobId: JobId }>> => {
    const working = records
      .loadedJobs()
      .find((job) => job.demo && records.runs(job.id).some((run) => run.status !== 'settled'));
    if (working) return ok({ jobId: working.id });
    notices.add({ id: DEMO_NOTICE, level: 'info', text: 'Setting up the sample repositories…', next: null });
    const servers = await services.demo();
    if (!servers.ok) {
      const { message, next } = servers.error;
      const mends = [...mendsOf(servers.error)];
      notices.add({ id: DEMO_NOTICE, level: 'error', text: message, next: next ?? null, mends });
      return servers;
    }
    const created = await createJob(jobs, demoJobOf(servers.value, defaults()), true);
    notices.remove(DEMO_NOTICE);
    return created;
  };
  let beginning: ReturnType<typeof begin> | null = null;
  // A second call meanwhile returns the same job.
  return () => {
    beginning ??= begin().finally(() => {
      beginning = null;
    });
    return beginning;
  };
}

/** The demo's job, with the person's default settings unless the samples need others. Pure. */
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
