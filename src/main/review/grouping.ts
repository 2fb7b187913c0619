import { Worker } from 'node:worker_threads';
import { failure, ok, type Result, wordsOfThrown } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { ReviewGroup } from '../../shared/review-groups.ts';
import { FromComparer, type ToComparer } from './review-protocol.ts';

/** A change to be grouped; `readPatch` is only called when it is not known yet. */
export interface GroupingCandidate {
  runId: RunId;
  /** Names what the change leads to: the same key means the same patch. */
  key: string;
  names: string[];
  doubts: string[];
  readPatch: () => Promise<Result<string>>;
}

/** Compares the changes of jobs in a thread of its own, which is started when it is first needed. */
export interface Grouping {
  /** Runs whose patch cannot be read are left out. */
  group(jobId: JobId, candidates: readonly GroupingCandidate[]): Promise<Result<ReviewGroup[]>>;
  close(): Promise<void>;
}

/** So many patches are read at the same time. */
const READING = 3;

interface Thread {
  worker: Worker;
  /** Keys whose shapes the thread holds, by job. */
  known: Map<JobId, Set<string>>;
  waiting: Map<number, (answer: Result<ReviewGroup[]>) => void>;
}

/** @param workerFile the program of the thread */
export function createGrouping(workerFile: string): Grouping {
  let thread: Thread | null = null;
  let lastId = 0;
  // One list per job at a time: the second one then finds what the first one read.
  const underWay = new Map<JobId, Promise<unknown>>();

  const started = (): Thread => {
    if (thread) return thread;
    const worker = new Worker(workerFile);
    const own: Thread = { worker, known: new Map(), waiting: new Map() };
    // It must not keep the app alive.
    worker.unref();
    worker.on('message', (message: unknown) => {
      const { id, groups } = FromComparer.parse(message);
      own.waiting.get(id)?.(ok(groups));
      own.waiting.delete(id);
    });
    const gone = (why: string) => {
      if (thread === own) thread = null;
      for (const answer of own.waiting.values())
        answer(failure('unexpected', 'The changes could not be compared.', { why, next: 'Review them one by one.' }));
      own.waiting.clear();
    };
    worker.on('error', (error) => gone(wordsOfThrown(error)));
    worker.on('exit', (code) => gone(`The thread that compares them ended with code ${code}.`));
    thread = own;
    return own;
  };

  const group = async (jobId: JobId, candidates: readonly GroupingCandidate[]): Promise<Result<ReviewGroup[]>> => {
    const known = thread?.known.get(jobId) ?? new Set<string>();
    const missing = candidates.filter(({ key }) => !known.has(key));
    const patches = new Map<string, string>();
    await Promise.all(
      Array.from({ length: READING }, async () => {
        for (let next = missing.shift(); next; next = missing.shift()) {
          const patch = await next.readPatch();
          if (patch.ok) patches.set(next.key, patch.value);
        }
      }),
    );
    const { worker, waiting, known: keysOfJob } = started();
    // A thread that ended meanwhile knows nothing any more.
    const held = keysOfJob.get(jobId) ?? new Set<string>();
    const sent: ToComparer['candidates'] = candidates
      .filter(({ key }) => held.has(key) || patches.has(key))
      .map(({ runId, key, names, doubts }) => ({
        runId,
        key,
        names,
        doubts,
        patch: held.has(key) ? null : (patches.get(key) ?? null),
      }));
    keysOfJob.set(jobId, new Set(sent.map(({ key }) => key)));
    lastId += 1;
    const request: ToComparer = { id: lastId, jobId, candidates: sent };
    return new Promise((resolve) => {
      waiting.set(request.id, resolve);
      worker.postMessage(request);
    });
  };

  return {
    group(jobId, candidates) {
      const before = underWay.get(jobId) ?? Promise.resolve();
      const answer = before.then(() => group(jobId, candidates));
      underWay.set(jobId, answer);
      return answer;
    },
    async close() {
      await thread?.worker.terminate();
    },
  };
}
