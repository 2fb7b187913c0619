import { useCallback, useSyncExternalStore } from 'react';
import type { RunId } from '../../../../shared/ids.ts';
import { EMPTY_THREAD } from '../../../../shared/thread.ts';
import { invoke, onPush } from '../../../api.ts';
import { openThreadFeed, type ThreadFeed, type ThreadState } from './thread-feed.ts';

const LOADING: ThreadState = { thread: EMPTY_THREAD, live: null, loading: true, complete: false, error: null };

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
  const shared: Shared = { feed: openThreadFeed({ invoke, onPush }, runId), users: 1, closing: null };
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
  return useSyncExternalStore(subscribe, () => feeds.get(runId)?.feed.getState() ?? LOADING);
}

/** Asks again after a failure. */
export const refreshThread = (runId: RunId): void => feeds.get(runId)?.feed.refresh();
