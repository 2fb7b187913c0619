import { type RefObject, useState } from 'react';
import { type Entry, isRow } from './entry.ts';
import { stepThrough } from './search.ts';
import type { ThreadListHandle } from './ThreadList.tsx';

/** Goes from tool call to tool call. `callId`: the one that was gone to last. */
export function useCallJump(entries: readonly Entry[], list: RefObject<ThreadListHandle | null>) {
  const [callId, setCallId] = useState<string | null>(null);
  const jumpToCall = (direction: 1 | -1) => {
    const here = list.current?.place();
    // Nothing is drawn yet.
    if (!here) return;
    const at = entries.findIndex((entry) => entry.id === callId);
    const call = entries[at];
    // Near the end nothing can scroll any more: what was jumped to last says where the reader is.
    const from =
      call && list.current?.sees(call.seq)
        ? at
        : here.seq === null
          ? entries.length
          : entries.findIndex((entry) => entry.seq === here.seq);
    const calls = entries.flatMap((entry, index) => (isRow(entry) && entry.tool !== null ? [index] : []));
    const next = stepThrough(calls, from, direction);
    if (next === null) return;
    setCallId(entries[next]?.id ?? null);
    list.current?.show(next, 'start');
  };
  return { callId, jumpToCall };
}
