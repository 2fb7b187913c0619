import type { AppError, Result } from '../../../../shared/errors.ts';
import type { RunEvent } from '../../../../shared/events.ts';
import type { RunId } from '../../../../shared/ids.ts';
import type { MethodInput, MethodName, MethodValue, Push } from '../../../../shared/ipc.ts';
import { applyEvents, EMPTY_THREAD, type Thread } from '../../../../shared/thread.ts';
import { applyDeltas, type LiveStep, settleLive } from './live.ts';

/**
 * A thread as far as the window knows it. `loading` until its beginning is here, `complete` once all of it is, `error`
 * while the last question failed.
 */
export interface ThreadState {
  thread: Thread;
  live: LiveStep | null;
  loading: boolean;
  complete: boolean;
  error: AppError | null;
}

/** The two ways to main that a feed needs. */
export interface FeedDoor {
  invoke<N extends MethodName>(name: N, input: MethodInput<N>): Promise<Result<MethodValue<N>>>;
  onPush(listener: (push: Push) => void): () => void;
}

export interface ThreadFeed {
  getState(): ThreadState;
  subscribe(listener: () => void): () => void;
  /** Asks again from the last known event. */
  refresh(): void;
  close(): void;
}

/** The beginning of a thread is drawn while the rest is still on its way; few questions are enough for that. */
const FIRST_PART = 300;
const NEXT_PART = 5_000;

/**
 * Follows the thread of one run: watches first, then asks for the snapshot, keeps pushes that come in between, and asks
 * again from the last known event when a push leaves a gap.
 */
export function openThreadFeed(door: FeedDoor, runId: RunId): ThreadFeed {
  let state: ThreadState = { thread: EMPTY_THREAD, live: null, loading: true, complete: false, error: null };
  let waiting: RunEvent[] = [];
  let asking = false;
  let closed = false;
  const listeners = new Set<() => void>();
  const set = (change: Partial<ThreadState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  const take = (events: readonly RunEvent[], rest: Partial<ThreadState> = {}) => {
    const thread = applyEvents(state.thread, events);
    set({ thread, live: settleLive(state.live, events), ...rest });
  };

  const ask = async () => {
    if (asking || closed) return;
    asking = true;
    let answered = false;
    do {
      const before = state.thread.lastSeq;
      const limit = before === 0 ? FIRST_PART : NEXT_PART;
      const answer = await door.invoke('runs.events', { runId, after: before, limit });
      if (closed) return;
      if (!answer.ok) {
        set({ loading: false, error: answer.error });
        break;
      }
      const kept = continuing(waiting, answer.value.events.at(-1)?.seq ?? before);
      waiting = [];
      const lastSeq = [...answer.value.events, ...kept].at(-1)?.seq ?? before;
      // A long log comes in parts; a part that brings nothing new ends it.
      answered = lastSeq >= answer.value.lastSeq || lastSeq === before;
      take([...answer.value.events, ...kept], { error: null, loading: false, complete: answered || state.complete });
    } while (!answered);
    asking = false;
    if (state.loading) set({ loading: false });
  };

  const stop = door.onPush((push) => {
    if (push.type === 'deltas' && push.runId === runId) set({ live: applyDeltas(state.live, push.deltas) });
    if (push.type !== 'events' || push.runId !== runId) return;
    const first = push.events[0];
    if (!first) return;
    if (asking) waiting.push(...push.events);
    else if (first.seq > state.thread.lastSeq + 1) {
      waiting.push(...push.events);
      void ask();
    } else take(push.events);
  });

  void door.invoke('threads.watch', { runId }).then((answer) => {
    if (closed) return undefined;
    if (!answer.ok) set({ error: answer.error });
    return ask();
  });

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: () => void ask(),
    close() {
      closed = true;
      stop();
      listeners.clear();
      void door.invoke('threads.unwatch', { runId });
    },
  };
}

/** Of the events that were pushed meanwhile, those that follow `seq` without a gap. */
function continuing(events: readonly RunEvent[], seq: number): RunEvent[] {
  const kept: RunEvent[] = [];
  let last = seq;
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
    if (event.seq <= last) continue;
    if (event.seq > last + 1) break;
    kept.push(event);
    last = event.seq;
  }
  return kept;
}
