import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RunEventBody } from '../../shared/events.ts';
import type { Job, JobSettings } from '../../shared/job.ts';
import { oldText } from '../../shared/messages/message.ts';
import type { Run } from '../../shared/run.ts';
import { aJob, aRun } from '../../shared/testing/builders.ts';
import type { Clock } from '../lib/clock.ts';
import type { Records, RecordsListener } from './contract.ts';
import { newJobId, runIdOf } from './ids.ts';
import { type StorePaths, storePaths } from './paths.ts';
import { createRecords } from './records.ts';

/** A seeded source of randomness for tests: the same numbers every time. */
export function seededRandom(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const random = seededRandom(7);

/** A job on `count` local folders that nobody has worked on yet. */
export function exampleJob(
  clock: Clock,
  count: number,
  settings: Partial<JobSettings> = {},
): { job: Job; runs: Run[] } {
  const id = newJobId(random);
  const job = aJob({ id, createdAt: clock.now(), settings });
  const runs = Array.from({ length: count }, (_, index) => {
    const repo = { kind: 'local' as const, path: `/r${index}`, name: `r${index}` };
    return aRun({ id: runIdOf(id, index), jobId: id, repo, queuedAt: clock.now(), attempt: 1 }, index);
  });
  return { job, runs };
}

export const SETTLED = (outcome: 'changed' | 'unchanged' | 'failed' | 'stopped'): RunEventBody => ({
  kind: 'settled',
  outcome,
  reason: oldText(outcome),
  error: null,
});
export const STARTED: RunEventBody = { kind: 'attempt_started', attempt: 1, promptVersion: 1 };

/** Records over a folder of their own; `remove` ends them. */
export async function temporaryRecords(
  clock: Clock,
  listener: Partial<RecordsListener> = {},
): Promise<{ records: Records; paths: StorePaths; remove: () => Promise<void> }> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'cody-store-'));
  const paths = storePaths(root);
  const records = createRecords({
    paths,
    clock,
    listener: {
      onRuns: () => undefined,
      onJob: () => undefined,
      onRemoved: () => undefined,
      onEvents: () => undefined,
      onProblem: () => undefined,
      ...listener,
    },
  });
  const loaded = await records.load();
  if (!loaded.ok) throw new Error(loaded.error.message);
  const remove = async () => {
    await records.close();
    await rm(root, { recursive: true, force: true });
  };
  return { records, paths, remove };
}
