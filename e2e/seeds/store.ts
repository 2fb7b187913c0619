import { mkdirSync } from 'node:fs';
import { systemClock } from '../../src/main/lib/clock.ts';
import type { Records } from '../../src/main/store/contract.ts';
import { newJobId, runIdOf } from '../../src/main/store/ids.ts';
import { storePaths } from '../../src/main/store/paths.ts';
import { createRecords } from '../../src/main/store/records.ts';
import { createSettings } from '../../src/main/store/settings.ts';
import type { Result } from '../../src/shared/errors.ts';
import type { RunEventBody } from '../../src/shared/events.ts';
import type { Job, JobSettings } from '../../src/shared/job.ts';
import type { RepoRef } from '../../src/shared/repo.ts';
import type { Run } from '../../src/shared/run.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings.ts';
import { aJob, aRun } from '../../src/shared/testing/builders.ts';

/** A data folder that is being filled by the store's own code, at times of the seed's choosing. */
export interface SeedStore {
  folder: string;
  records: Records;
  /** Saves a job with one run for each repository. */
  addJob(seed: JobSeed): Promise<{ job: Job; runs: Run[] }>;
  /** Records what happened in a run. A number between the events moves the clock on by so many ms. */
  tell(run: Run, at: number, story: readonly (RunEventBody | number)[]): Promise<void>;
  close(): Promise<void>;
}

export interface JobSeed {
  title: string;
  repos: readonly RepoRef[];
  /** When it was made, epoch ms. */
  at: number;
  prompt?: string;
  settings?: Partial<JobSettings>;
  paused?: Pick<NonNullable<Job['paused']>, 'by' | 'reason'> | null;
}

/** Opens a data folder for seeding; throws when anything cannot be written. */
export async function openSeedStore(folder: string, settings: Partial<Settings> = {}): Promise<SeedStore> {
  mkdirSync(folder, { recursive: true });
  const paths = storePaths(folder);
  value(
    await createSettings(paths.settings, Date.now, {}).save({ ...DEFAULT_SETTINGS, welcomeDone: true, ...settings }),
  );
  let now = Date.now();
  const ignore = () => undefined;
  const records = createRecords({
    paths,
    clock: { ...systemClock, now: () => now },
    listener: {
      onRuns: ignore,
      onJob: ignore,
      onRemoved: ignore,
      onEvents: ignore,
      onProblem: (text) => {
        throw new Error(text);
      },
    },
  });
  value(await records.load());
  return {
    folder,
    records,
    async addJob({ title, repos, at, prompt = title, settings: own = {}, paused = null }) {
      now = at;
      const id = newJobId(Math.random);
      const prompts = [{ version: 1, text: prompt, at }];
      const job = aJob({ id, title, createdAt: at, prompts, settings: own, paused: paused && { ...paused, at } });
      const runs = repos.map((repo, index) =>
        aRun({ id: runIdOf(id, index), jobId: id, repo, queuedAt: at, attempt: 1 }, index),
      );
      value(await records.addJob(job, runs));
      return { job, runs };
    },
    async tell(run, at, story) {
      now = at;
      let batch: RunEventBody[] = [];
      const write = async () => {
        if (batch.length > 0) value(await records.record(run.id, ...batch));
        batch = [];
      };
      for (const part of story) {
        if (typeof part === 'number') {
          await write();
          now += part;
        } else batch.push(part);
      }
      await write();
    },
    close: async () => void value(await records.close()),
  };
}

/** Fails loudly: a seed that is not there would make a test pass for nothing. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.message} ${result.error.why ?? ''}`);
  return result.value;
}
