import type { RunDelta } from '../../../shared/events.ts';

/** A person sees no difference below this, and one message per token would keep main busy. */
const JOIN_MS = 50;

export interface DeltaJoiner {
  add(delta: RunDelta): void;
  /** Forgets what is held: an event that holds the whole text is about to be sent. */
  drop(): void;
}

/** Joins streamed text of one step and kind for about 50 ms before it is sent. */
export function joinDeltas(send: (delta: RunDelta) => void): DeltaJoiner {
  let held: RunDelta | null = null;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const delta = held;
    held = null;
    if (delta) send(delta);
  };
  return {
    drop() {
      clearTimeout(timer);
      timer = undefined;
      held = null;
    },
    add(delta) {
      if (delta.text === '') return;
      if (held && (held.step !== delta.step || held.kind !== delta.kind)) flush();
      held = held ? { ...held, text: held.text + delta.text } : delta;
      timer ??= setTimeout(flush, JOIN_MS);
    },
  };
}
