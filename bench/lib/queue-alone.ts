import { readFileSync } from 'node:fs';
import { setTimeout as pass } from 'node:timers/promises';
import { systemClock } from '../../src/main/lib/clock.ts';
import type { Queue } from '../../src/main/scheduler/contract.ts';
import { createHostHolds } from '../../src/main/scheduler/host-holds.ts';
import { createQueue } from '../../src/main/scheduler/queue.ts';
import { createScheduler } from '../../src/main/scheduler/scheduler.ts';
import type { Records } from '../../src/main/store/contract.ts';
import { newJobId, runIdOf } from '../../src/main/store/ids.ts';
import { storePaths } from '../../src/main/store/paths.ts';
import { createRecords } from '../../src/main/store/records.ts';
import type { Result } from '../../src/shared/errors.ts';
import type { JobId, RunId } from '../../src/shared/ids.ts';
import type { Job } from '../../src/shared/job.ts';
import { oldText } from '../../src/shared/messages/message.ts';
import type { Run } from '../../src/shared/run.ts';
import { aJob, aRepo, aRun } from '../../src/shared/testing/builders.ts';

const FEW = 8;
/** As long as people write them: what is kept of a finished job holds its prompt. */
const PROMPT = 'Nothing to do here, in as many words as a careful person takes.'.repeat(32);

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
  const onDefect = (error: unknown) => {
    throw error;
  };
  const queue = createQueue({
    records,
    clock: systemClock,
    scheduler: createScheduler({
      records,
      clock: systemClock,
      gates: [
        {
          code: 'machine',
          lanes: ['execute'],
          keeps: 'lane',
          check: () => (held ? { reason: { code: 'computer_sleeps' as const, parameters: {} } } : null),
        },
      ],
      onDefect,
    }),
    holds: createHostHolds(systemClock),
    random: Math.random,
    concurrency: () => CONCURRENCY,
    onDefect,
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
        await records.record(run.id, {
          kind: 'settled',
          outcome: 'unchanged',
          reason: oldText('Nothing to do.'),
          error: null,
        }),
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
  const job = aJob({ id, title, createdAt: at, prompts: [{ version: 1, text: PROMPT, at }] });
  const runs = Array.from({ length: count }, (_, index) => {
    const repo = aRepo(`r${String(index).padStart(4, '0')}`, 'bench');
    return aRun({ id: runIdOf(id, index), jobId: id, repo, queuedAt: at, attempt: 1 }, index);
  });
  return { job, runs };
}

/** Works off a job of empty runs. */
async function work({ records, queue }: QueueAlone, size: number, title: string): Promise<void> {
  const { job, runs } = jobOf(size, title);
  must(await records.addJob(job, runs));
  queue.schedule();
  await queue.ended(job.id);
}

/** Ms per run until a job of empty runs is through, with finished jobs of the same session behind it. */
export async function drainMs(folder: string, count: number, finishedJobs: number): Promise<number> {
  const alone = await openQueue(folder, false);
  for (let number = 0; number < finishedJobs; number += 1) await work(alone, 1, 'A finished job');
  await work(alone, FEW, 'A warm-up');
  const startedAt = performance.now();
  await work(alone, count, 'A job');
  const ms = (performance.now() - startedAt) / count;
  await alone.close();
  return ms;
}

/** What a person does to a job whose runs wait. */
type Command = (
  alone: QueueAlone,
  job: { id: JobId; runIds: readonly RunId[] },
  nth: number,
) => Promise<Result<unknown>>;

export const toTheFront: Command = ({ queue }, { runIds }, nth) =>
  queue.reorder([runIds[(nth % (runIds.length - 1)) + 1] as RunId], runIds[0] as RunId);
export const lastToTheFront: Command = ({ queue, records }, { id }) => {
  const order = records.runs(id).sort((a, b) => a.position - b.position);
  return queue.reorder([(order.at(-1) as Run).id], (order[0] as Run).id);
};
export const pauseOrResume: Command = ({ queue }, { id }, nth) =>
  nth % 2 === 0 ? queue.pause(id, 'person', { code: 'paused_by_person', parameters: {} }) : queue.resume(id);

const COMMANDS = 20;
/** Ms for one such command, on a job of so many runs. */
export async function commandMs(folder: string, count: number, command: Command): Promise<number> {
  const alone = await openQueue(folder, true);
  const { job, runs } = jobOf(count, 'A job');
  must(await alone.records.addJob(job, runs));
  const runIds = runs.map(({ id }) => id);
  const startedAt = performance.now();
  for (let nth = 0; nth < COMMANDS; nth += 1) must(await command(alone, { id: job.id, runIds }, nth));
  const ms = (performance.now() - startedAt) / COMMANDS;
  await alone.close();
  return ms;
}

const EVENTS = 200;
const EVENT_MS = 20;
/** KB that this process writes for each event of a job at work, with finished jobs of earlier starts behind it. */
export async function kbPerEvent(folder: string, finishedJobs: number): Promise<number> {
  const earlier = await openQueue(folder, false);
  for (let number = 0; number < finishedJobs; number += 1) await work(earlier, 1, 'A finished job');
  await earlier.close();
  const alone = await openQueue(folder, true);
  const { job, runs } = jobOf(FEW, 'A job');
  must(await alone.records.addJob(job, runs));
  const before = writtenBytes();
  for (let nth = 0; nth < EVENTS; nth += 1) {
    must(
      await alone.records.record((runs[nth % FEW] as Run).id, {
        kind: 'notice',
        level: 'info',
        message: oldText('A word.'),
      }),
    );
    await pass(EVENT_MS);
  }
  const kb = (writtenBytes() - before) / EVENTS / 1024;
  await alone.close();
  return kb;
}

const writtenBytes = (): number => Number(/^wchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
