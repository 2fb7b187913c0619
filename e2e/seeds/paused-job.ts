import type { Records } from '../../src/main/store/contract.ts';
import type { Job } from '../../src/shared/job.ts';
import type { Run } from '../../src/shared/run.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { repositoryAt } from './names.ts';
import { openSeedStore } from './store.ts';

/** What a test wants to find in the data folder; everything is written by the store's own code. */
export interface Seed {
  title: string;
  /** Rows of the job; the first ones are given to `fill`. */
  runs: number;
  /** More about some of the runs: what happened in them. */
  fill: (seeding: Seeding) => Promise<void>;
  settings?: Partial<Settings>;
}
export interface Seeding {
  records: Records;
  folder: string;
  job: Job;
  runs: Run[];
}

/** Fills a data folder with one paused job, welcomed and without keys. Throws when anything cannot be written. */
export async function seedJob(folder: string, seed: Seed): Promise<{ job: Job; runs: Run[] }> {
  const store = await openSeedStore(folder, seed.settings);
  const names = Array.from({ length: seed.runs }, (_, index) => `service-${String(index).padStart(3, '0')}`);
  const { job, runs } = await store.addJob({
    title: seed.title,
    repos: names.map((name) => repositoryAt('https://github.com', name, 'example')),
    at: Date.now(),
    paused: { by: 'person', reason: { code: 'paused_by_person', parameters: {} } },
  });
  await seed.fill({ records: store.records, folder, job, runs });
  await store.close();
  return { job, runs };
}
