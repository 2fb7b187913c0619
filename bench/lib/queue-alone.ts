import { systemClock } from '../../src/main/clock.ts';
import { createQueue } from '../../src/main/queue/queue.ts';
import type { Queue } from '../../src/main/queue/queue-room.ts';
import { newJobId, runIdOf } from '../../src/main/store/ids.ts';
import { storePaths } from '../../src/main/store/paths.ts';
import { createRecords } from '../../src/main/store/records.ts';
import type { Records } from '../../src/main/store/records-room.ts';
import type { Result } from '../../src/shared/errors.ts';
import type { JobId } from '../../src/shared/ids.ts';
import { DEFAULT_JOB_SETTINGS, type Job } from '../../src/shared/job.ts';
import { newRun, type Run } from '../../src/shared/run.ts';

/** The real queue over the real store, with runs that take no time: what is left is the queue's own. */
export interface QueueAlone {
  records: Records;
  queue: Queue;
  close(): Promise<void>;
}

const CONCURRENCY = 8;

export const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.why ?? result.error.message);
  return result.value;
};

/** @param held true: nothing starts, so that commands on waiting runs can be timed */
export async function openQueue(folder: string, held: boolean): Promise<QueueAlone> {
  const records = createRecords({
    paths: storePaths(folder),
    clock: systemClock,
    listener: {
      onRuns: () => undefined,
      onJob: () => undefined,
      onRemoved: () => undefined,
      onEvents: () => undefined,
      onProblem: (text) => console.error(text),
    },
  });
  must(await records.load());
  const queue = createQueue({
    records,
    clock: systemClock,
    random: Math.random,
    concurrency: () => CONCURRENCY,
    holdBack: () => (held ? 'held by the benchmark' : null),
    onDefect: (error) => {
      throw error;
    },
    holdJob: () => null,
    onHeldBack: () => undefined,
    onPaused: () => undefined,
    execute: async (_job, run) => {
      must(
        await records.record(run.id, {
          kind: 'attempt_started',
          attempt: run.attempt,
          promptVersion: run.promptVersion,
        }),
      );
      must(
        await records.record(run.id, { kind: 'settled', outcome: 'unchanged', reason: 'Nothing to do.', error: null }),
      );
      return { kind: 'settled' };
    },
  });
  await queue.start();
  return {
    records,
    queue,
    async close() {
      await queue.stop();
      must(await records.close());
    },
  };
}

/** A job on `count` repositories that do not exist. */
export function jobOf(count: number, title: string): { job: Job; runs: Run[] } {
  const id: JobId = newJobId(Math.random);
  const at = Date.now();
  const job: Job = {
    id,
    title,
    createdAt: at,
    prompts: [{ version: 1, text: 'Nothing.', at }],
    settings: DEFAULT_JOB_SETTINGS,
    paused: null,
    demo: false,
  };
  const runs = Array.from({ length: count }, (_, index) => {
    const name = `r${String(index).padStart(4, '0')}`;
    const repo = {
      kind: 'remote' as const,
      host: 'github.com',
      owner: 'bench',
      name,
      url: `https://github.com/bench/${name}`,
    };
    return { ...newRun(runIdOf(id, index), id, repo, index, at), attempt: 1 };
  });
  return { job, runs };
}
