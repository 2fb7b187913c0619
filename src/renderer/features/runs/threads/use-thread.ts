import { useCallback, useSyncExternalStore } from 'react';
import type { RunId } from '../../../../shared/ids.ts';
import { invoke, onPush } from '../../../api.ts';
import { store } from '../../../state/store.ts';
import { type FeedDoor, LOADING_THREAD, openThreadFeed, type ThreadFeed, type ThreadState } from './thread-feed.ts';

/** A window that is never idle must not wait for ever. */
const LONGEST_REST_MS = 250;
const DOOR: FeedDoor = {
  invoke,
  onPush,
  rest: () => new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: LONGEST_REST_MS })),
};

/** A run that works is read from its end; the row says how far its log has come. */
function endOf(runId: RunId): number {
  const run = store.getState().runs[runId];
  return run?.status === 'running' ? run.lastSeq : 0;
}

interface Shared {
  feed: ThreadFeed;
  users: number;
  /** Set while nobody looks: the feed is closed a moment later, so that a remount finds it open. */
  closing: ReturnType<typeof setTimeout> | null;
}
const feeds = new Map<RunId, Shared>();

function join(runId: RunId): Shared {
  const known = feeds.get(runId);
  if (known) {
    known.users += 1;
    if (known.closing !== null) clearTimeout(known.closing);
    known.closing = null;
    return known;
  }
  const shared: Shared = { feed: openThreadFeed(DOOR, runId, endOf(runId)), users: 1, closing: null };
  feeds.set(runId, shared);
  return shared;
}

function leave(runId: RunId, shared: Shared): void {
  shared.users -= 1;
  if (shared.users > 0) return;
  shared.closing = setTimeout(() => {
    feeds.delete(runId);
    shared.feed.close();
  }, 0);
}

/** The thread of a run, live while any component looks at it; all of them share one feed. */
export function useThread(runId: RunId): ThreadState {
  const subscribe = useCallback(
    (changed: () => void) => {
      const shared = join(runId);
      const stop = shared.feed.subscribe(changed);
      return () => {
        stop();
        leave(runId, shared);
      };
    },
    [runId],
  );
  return useSyncExternalStore(subscribe, () => feeds.get(runId)?.feed.getState() ?? LOADING_THREAD);
}

/** Tells of each change of a thread that some component looks at, before it is drawn. */
export function onThread(runId: RunId, listener: (state: ThreadState, before: ThreadState) => void): () => void {
  const feed = feeds.get(runId)?.feed;
  if (!feed) return () => undefined;
  let before = feed.getState();
  return feed.subscribe(() => {
    const state = feed.getState();
    listener(state, before);
    before = state;
  });
}

/** Asks again after a failure. */
export const refreshThread = (runId: RunId): void => feeds.get(runId)?.feed.refresh();
