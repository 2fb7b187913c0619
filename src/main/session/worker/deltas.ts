import type { RunDelta } from '../../../shared/events.ts';

/** A person sees no difference below this, and one message per token would keep main busy. */
const JOIN_MS = 50;
/** A command can print a gigabyte in a second; the window shows the end of it. */
const MOST_OUTPUT = 20_000;

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
        held[held.length - 1] = { ...last, text: endOf(delta.kind, last.text + delta.text) };
      } else {
        held.push({ ...delta, text: endOf(delta.kind, delta.text) });
      }
      timer ??= setTimeout(() => take().forEach(send), JOIN_MS);
    },
  };
}

/** Cut where a line ends: half of a secret would not be known for one. */
function endOf(kind: RunDelta['kind'], text: string): string {
  if (kind !== 'output' || text.length <= MOST_OUTPUT) return text;
  const end = text.slice(-MOST_OUTPUT);
  const line = end.indexOf('\n');
  return line < 0 ? '…\n' : `…\n${end.slice(line + 1)}`;
}
