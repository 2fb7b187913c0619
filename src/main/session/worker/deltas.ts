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
  let held: RunDelta[] = [];
  let timer: NodeJS.Timeout | undefined;
  const take = (): RunDelta[] => {
    clearTimeout(timer);
    timer = undefined;
    const taken = held;
    held = [];
    return taken;
  };
  return {
    drop: () => void take(),
    add(delta) {
      if (delta.text === '') return;
      const last = held.at(-1);
      if (last && last.step === delta.step && last.kind === delta.kind) {
        held[held.length - 1] = { ...last, text: last.text + delta.text };
      } else {
        held.push(delta);
      }
      timer ??= setTimeout(() => take().forEach(send), JOIN_MS);
    },
  };
}
