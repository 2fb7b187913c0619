import type { AppError, Result } from '../../../../shared/errors.ts';
import type { RunDelta, RunEvent } from '../../../../shared/events.ts';
import type { RunId } from '../../../../shared/ids.ts';
import type { MethodInput, MethodName, MethodValue, Push } from '../../../../shared/ipc.ts';
import { applyDeltas, type LiveStep, settleLive } from '../../../../shared/live-step.ts';
import { applyEvents, EMPTY_THREAD, type Thread } from '../../../../shared/thread.ts';

/**
 * A thread as far as the window knows it. `loading` until a part that can be drawn is here, `complete` once all of it is,
 * `error` while the last question failed. `endOnly`: what is here are the newest items; the earlier ones are on their way.
 */
export interface ThreadState {
  thread: Thread;
  live: LiveStep | null;
  loading: boolean;
  complete: boolean;
  endOnly: boolean;
  error: AppError | null;
}
export const LOADING_THREAD: ThreadState = {
  thread: EMPTY_THREAD,
  live: null,
  loading: true,
  complete: false,
  endOnly: false,
  error: null,
};

/** What a feed needs of the world around it: two ways to main, and when the window has nothing better to do. */
export interface FeedDoor {
  invoke<N extends MethodName>(name: N, input: MethodInput<N>): Promise<Result<MethodValue<N>>>;
  onPush(listener: (push: Push) => void): () => void;
  /** Resolves when what is here has been drawn: a part of a long thread takes longer than a frame. */
  rest(): Promise<void>;
}

export interface ThreadFeed {
  getState(): ThreadState;
  subscribe(listener: () => void): () => void;
  /** Asks again from the last known event. */
  refresh(): void;
  close(): void;
}

/** A first part fills the window. The others come while the window rests, none of them so long that it would stutter. */
const FIRST_PART = 150;
const NEXT_PART = 1_500;

/**
 * Follows the thread of one run: watches first, then asks for the snapshot, keeps pushes that come in between, and asks
 * again from the last known event when a push leaves a gap. A long thread is shown by its first part, then whole; one that
 * is read from its end (`lastSeq`, as far as the row has folded, else 0) by its newest part.
 */
export function openThreadFeed(door: FeedDoor, runId: RunId, lastSeq = 0): ThreadFeed {
  let state: ThreadState = LOADING_THREAD;
  /** Folded from the first event on, without gaps. */
  let whole = EMPTY_THREAD;
  let waiting: RunEvent[] = [];
  let asking = false;
  let closed = false;
  /** Deltas that came before the answer which says what was streamed before them; null once it is here. */
  let early: RunDelta[] | null = [];
  /** Up to this event main has settled what it told of the present step. */
  let streamedSeq = 0;
  const listeners = new Set<() => void>();
  const set = (change: Partial<ThreadState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const settle = (events: readonly RunEvent[]) =>
    settleLive(
      state.live,
      events.filter(({ seq }) => seq > streamedSeq),
    );
  const takePush = (events: readonly RunEvent[]) => {
    whole = applyEvents(whole, events);
    set({ thread: whole, live: settle(events) });
  };
  const events = (after: number, limit: number) => door.invoke('runs.events', { runId, after, limit });

  const askForEnd = async () => {
    const after = lastSeq - FIRST_PART;
    if (after <= FIRST_PART) return;
    const answer = await events(after, FIRST_PART);
    await watching;
    if (closed || !answer.ok) return;
    const end = [...answer.value.events, ...continuing(waiting, answer.value.events.at(-1)?.seq ?? after)];
    set({
      thread: applyEvents(EMPTY_THREAD, end),
      live: settle(end),
      loading: false,
      endOnly: true,
    });
    await door.rest();
  };

  const ask = async () => {
    if (asking || closed) return;
    asking = true;
    let answered = false;
    if (whole.lastSeq === 0) await askForEnd();
    while (!answered && !closed) {
      const before = whole.lastSeq;
      const answer = await events(before, before === 0 ? FIRST_PART : NEXT_PART);
      await watching;
      if (closed) return;
      if (!answer.ok) {
        set({ loading: false, error: answer.error });
        break;
      }
      const kept = continuing(waiting, answer.value.events.at(-1)?.seq ?? before);
      // A long log comes in parts; a part that brings nothing new ends it.
      const seq = [...answer.value.events, ...kept].at(-1)?.seq ?? before;
      answered = seq >= answer.value.lastSeq || seq === before;
      const part = answered ? [...answer.value.events, ...kept] : answer.value.events;
      if (answered) waiting = [];
      whole = applyEvents(whole, part);
      if (answered)
        set({
          thread: whole,
          live: settle(part),
          error: null,
          loading: false,
          complete: true,
          endOnly: false,
        });
      // What lies between is not drawn: each time all of it would have to be told anew.
      else if (before === 0 && !state.endOnly) set({ thread: whole, loading: false, error: null });
      if (!answered) await door.rest();
    }
    asking = false;
  };

  const stop = door.onPush((push) => {
    if (push.type === 'deltas' && push.runId === runId) {
      if (early) early.push(...push.deltas);
      else set({ live: applyDeltas(state.live, push.deltas) });
    }
    if (push.type !== 'events' || push.runId !== runId) return;
    const first = push.events[0];
    if (!first) return;
    if (asking) {
      waiting.push(...push.events);
      // The end is read while it grows.
      if (state.endOnly && first.seq <= state.thread.lastSeq + 1)
        set({ thread: applyEvents(state.thread, push.events), live: settle(push.events) });
    } else if (first.seq > whole.lastSeq + 1) {
      waiting.push(...push.events);
      void ask();
    } else takePush(push.events);
  });

  // Main hears both in this order: nothing falls between. No event is taken before the text that it may end.
  const watching = door.invoke('threads.watch', { runId }).then((answer) => {
    const deltas = early ?? [];
    early = null;
    if (closed) return;
    if (!answer.ok) {
      set({ error: answer.error });
      return;
    }
    streamedSeq = answer.value.lastSeq;
    const live = applyDeltas(answer.value.live, deltas);
    if (live) set({ live });
  });
  void ask();

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
