import { onTestFinished } from 'vitest';
import { type AppError, failure } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { RunId } from '../../shared/ids.ts';
import { oldText } from '../../shared/messages/message.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import type { RepoRef } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';
import { type ManualClock, manualClock } from '../lib/clock-manual.ts';
import type { Records } from '../store/contract.ts';
import { exampleJob, SETTLED, STARTED, temporaryRecords } from '../store/testing.ts';
import type { BudgetedResult } from './after-execution.ts';
import type { Queue } from './contract.ts';
import type { Gate } from './gates/gate.ts';
import { hostGate } from './gates/host.ts';
import { createHostHolds } from './host-holds.ts';
import { createQueue } from './queue.ts';
import { createScheduler } from './scheduler.ts';

export const CANCELLED: RunEventBody = {
  kind: 'settled',
  outcome: 'cancelled',
  reason: { code: 'cancelled', parameters: {} },
  error: null,
};
export const DOWN: AppError = { code: 'git_unreachable', message: 'The host is down.', host: 'h' };

/** A queue whose executions are scripted: `script` says how each ends; without it they run until told to end. */
export async function queueWorld(
  count: number,
  options: { concurrency?: number; remote?: boolean; script?: (run: Run) => BudgetedResult | null } = {},
) {
  const clock: ManualClock = manualClock();
  const { records: stored, paths, remove } = await temporaryRecords(clock);
  let full = false;
  const FULL = failure('store_full', 'The disk is full.');
  let logReads = 0;
  const records: Records = {
    ...stored,
    record: async (...event) => (full ? FULL : stored.record(...event)),
    events: (...asked) => {
      logReads += 1;
      return stored.events(...asked);
    },
  };
  const { job, runs: local } = exampleJob(clock, count);
  const runs = options.remote ? local.map((run) => ({ ...run, repo: onGitHub(nameOf(run)) })) : local;
  await records.addJob(job, runs);
  const started: string[] = [];
  const aborted: string[] = [];
  const finish = new Map<RunId, (result: BudgetedResult) => void>();
  let held: string | null = null;
  /** What the queue said of why nothing starts. */
  const told: (string | null)[] = [];
  let heldJob: string | null = null;
  /** What a cancelled execution waits for before it settles. */
  let cancelling: Promise<void> = Promise.resolve();
  const closed = (words: string | null) => (words === null ? null : { reason: oldText(words) });
  const onDefect = (error: unknown): AppError => ({ code: 'unexpected', message: String(error) });
  const makeQueue = (): Queue => {
    const holds = createHostHolds(clock);
    const gates: Gate[] = [
      { code: 'day_budget', lanes: ['execute'], keeps: 'job', check: () => closed(heldJob) },
      hostGate({ holds, clock }),
      { code: 'review', lanes: ['execute'], keeps: 'lane', check: () => closed(held) },
    ];
    return createQueue({
      ...{ records, clock, holds, onDefect },
      scheduler: createScheduler({ records, clock, gates, onDefect }),
      random: () => 0,
      concurrency: () => options.concurrency ?? 2,
      onHeldBack: (reason) => {
        const words = reason && messageText(reason.reason);
        if (told.at(-1) !== words) told.push(words);
      },
      onPaused: () => undefined,
      execute: async (_job, run, signal) => {
        const result = new Promise<BudgetedResult>((resolve) => {
          finish.set(run.id, resolve);
          signal.addEventListener('abort', async () => {
            aborted.push(`${nameOf(run)} ${signal.reason}`);
            if (signal.reason !== 'cancel') return resolve({ kind: 'left' });
            await cancelling;
            const saved = await records.record(run.id, CANCELLED);
            resolve(saved.ok ? { kind: 'settled' } : { kind: 'failed', error: saved.error });
          });
        });
        await records.record(run.id, { ...STARTED, attempt: run.attempt } as RunEventBody);
        started.push(`${nameOf(run)}#${run.attempt}`);
        return options.script?.(run) ?? result;
      },
    });
  };
  const queue = makeQueue();
  onTestFinished(async () => {
    await queue.stop();
    await remove();
  });
  const ids = runs.map((run) => run.id) as [RunId, ...RunId[]];
  const idOf = (index: number): RunId => ids[index] ?? ids[0];
  const row = (index: number): Run => {
    const run = records.run(idOf(index));
    if (!run) throw new Error(`there is no run ${index}`);
    return run;
  };
  const settle = async (
    index: number,
    outcome: 'changed' | 'failed' | 'stopped' | 'unchanged' = 'changed',
    ...before: RunEventBody[]
  ) => {
    await records.record(idOf(index), ...before, SETTLED(outcome));
    finish.get(idOf(index))?.({ kind: 'settled' });
  };
  const end = (index: number, result: BudgetedResult) => finish.get(idOf(index))?.(result);
  const hold = (reason: string | null) => {
    held = reason;
  };
  const holdJob = (reason: string | null) => {
    heldJob = reason;
  };
  const fill = (isFull: boolean) => {
    full = isFull;
  };
  const cancelWith = (wait: Promise<void>) => {
    cancelling = wait;
  };
  return {
    clock,
    records,
    /** How often a log was read so far. */
    logReads: () => logReads,
    paths,
    job,
    ids,
    queue,
    makeQueue,
    started,
    aborted,
    row,
    settle,
    end,
    hold,
    holdJob,
    told,
    cancelWith,
    fill,
  };
}
export const nameOf = (run: Run) => run.repo.name;
const onGitHub = (name: string): RepoRef => ({
  kind: 'remote',
  host: 'github.com',
  owner: 'o',
  name,
  url: `https://github.com/o/${name}`,
});
