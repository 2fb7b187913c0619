import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { Run } from '../../../../shared/run.ts';
import { uiStore } from '../../../state/ui-store.ts';
import type { Place, ThreadListHandle } from './ThreadList.tsx';
import { onThread } from './use-thread.ts';

/** Some of what was said before can be seen above it. */
const ABOVE_JUMP = 120;

/** Where a conversation opens: where somebody wants to look, at its end while it runs, else at its beginning. */
function startOf(run: Run): Place {
  const { jump } = uiStore.getState();
  if (jump?.runId === run.id) return { seq: jump.seq, offset: ABOVE_JUMP };
  return { seq: run.status === 'running' ? null : 0, offset: 0 };
}

/**
 * Where the list of a conversation begins when it is drawn anew: the reader stays where they are. `keepPlace` is for what
 * the caller is about to change; another reading and the arrival of the earlier part are seen from here.
 */
export function useKeptPlace(run: Run, list: RefObject<ThreadListHandle | null>) {
  const start = useRef<Place>(startOf(run));
  const keepPlace = useCallback(() => {
    start.current = list.current?.place() ?? start.current;
  }, [list]);
  // Both tell their listeners before anything is drawn anew, whoever changed them.
  useEffect(
    () => uiStore.subscribe((state, before) => void (state.threadView !== before.threadView && keepPlace())),
    [keepPlace],
  );
  useEffect(
    () => onThread(run.id, (state, before) => void (state.endOnly !== before.endOnly && keepPlace())),
    [run.id, keepPlace],
  );
  return { start, keepPlace };
}
