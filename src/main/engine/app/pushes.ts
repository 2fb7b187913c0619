import type { RunDelta, RunEvent } from '../../../shared/events.ts';
import type { JobId, RunId } from '../../../shared/ids.ts';
import type { Push } from '../../../shared/ipc.ts';
import { applyDeltas, type LiveStep, settleLive } from '../../../shared/live-step.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import type { Run } from '../../../shared/run.ts';
import type { Clock } from '../../lib/clock.ts';

/** Two frames at 60 Hz: faster pushes would not be visible, and 32 streaming sessions must stay cheap. */
const JOIN_MS = 33;

/** Pushes changes to windows, batched: the latest row of each run, and events in order. */
export interface Pushes {
  runs(jobId: JobId, runs: readonly Run[]): void;
  job(jobId: JobId): void;
  events(runId: RunId, events: readonly RunEvent[]): void;
  delta(runId: RunId, delta: RunDelta): void;
  /** Rare messages; their order among the others is kept. */
  send(push: Push): void;
  /** Returns what was streamed so far; everything later is pushed. */
  watch(runId: RunId): Streamed;
  unwatch(runId: RunId): void;
  listen(listener: (push: Push) => void): () => void;
}

/** The current step of a run as far as it was streamed, and its latest event. */
export interface Streamed {
  live: LiveStep | null;
  lastSeq: number;
}

const NOTHING: Streamed = { live: null, lastSeq: 0 };

type ThreadPush = Extract<Push, { type: 'events' | 'deltas' }>;

export function createPushes(clock: Clock, summaryOf: (jobId: JobId) => JobSummary | undefined): Pushes {
  const listeners = new Set<(push: Push) => void>();
  const watched = new Set<RunId>();
  const rows = new Map<JobId, Map<RunId, Run>>();
  const jobs = new Set<JobId>();
  const threads = new Map<RunId, ThreadPush[]>();
  /** Of active runs: a thread may be opened in the middle of a step. */
  const streamed = new Map<RunId, Streamed>();
  let scheduled = false;

  const emit = (push: Push) => {
    for (const listener of listeners) listener(push);
  };
  const flush = () => {
    scheduled = false;
    for (const [jobId, runs] of rows) emit({ type: 'runs', jobId, runs: [...runs.values()] });
    const summaries = [...jobs].flatMap((jobId) => summaryOf(jobId) ?? []);
    if (summaries.length > 0) emit({ type: 'jobs', jobs: summaries });
    for (const pushes of threads.values()) for (const push of pushes) emit(push);
    rows.clear();
    jobs.clear();
    threads.clear();
  };
  const soon = () => {
    if (scheduled || listeners.size === 0) return;
    scheduled = true;
    clock.after(JOIN_MS, flush);
  };
  /** Merged into the thread's last push if that is of the same kind, so that deltas and events keep their order. */
  const addToThread = (runId: RunId, push: ThreadPush) => {
    if (!watched.has(runId)) return;
    const pushes = threads.get(runId) ?? [];
    const last = pushes.at(-1);
    if (last?.type === 'events' && push.type === 'events') last.events.push(...push.events);
    else if (last?.type === 'deltas' && push.type === 'deltas') last.deltas.push(...push.deltas);
    else pushes.push(push);
    threads.set(runId, pushes);
    soon();
  };

  return {
    runs(jobId, runs) {
      if (listeners.size === 0) return;
      const newest = rows.get(jobId) ?? new Map<RunId, Run>();
      for (const run of runs) newest.set(run.id, run);
      rows.set(jobId, newest);
      jobs.add(jobId);
      soon();
    },
    job(jobId) {
      jobs.add(jobId);
      soon();
    },
    events(runId, events) {
      const { live, lastSeq } = streamed.get(runId) ?? NOTHING;
      const hasEnded = events.some(({ body }) => body.kind === 'settled' || body.kind === 'interrupted');
      if (hasEnded) streamed.delete(runId);
      else streamed.set(runId, { live: settleLive(live, events), lastSeq: events.at(-1)?.seq ?? lastSeq });
      addToThread(runId, { type: 'events', runId, events: [...events] });
    },
    delta(runId, delta) {
      const { live, lastSeq } = streamed.get(runId) ?? NOTHING;
      streamed.set(runId, { live: applyDeltas(live, [delta]), lastSeq });
      addToThread(runId, { type: 'deltas', runId, deltas: [delta] });
    },
    send(push) {
      flush();
      emit(push);
    },
    watch(runId) {
      // Pending batches are part of the answer: they must not be pushed again after it.
      flush();
      watched.add(runId);
      return streamed.get(runId) ?? NOTHING;
    },
    unwatch: (runId) => void watched.delete(runId),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
