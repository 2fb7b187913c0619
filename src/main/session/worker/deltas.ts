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

/**
 * Joins streamed text of one step and kind for about 50 ms before it is sent. Of a command's output, a line that has not
 * ended waits for its end: half of a secret would not be known for one, and the window joins the halves.
 */
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
  const flush = (): void => {
    for (const delta of take()) {
      const end = delta.kind === 'output' ? wholeLines(delta.text) : delta.text.length;
      if (end > 0) send({ ...delta, text: delta.text.slice(0, end) });
      if (end < delta.text.length) held.push({ ...delta, text: delta.text.slice(end) });
    }
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
      timer ??= setTimeout(flush, JOIN_MS);
    },
  };
}

/** Where the lines end that may be sent: a private key waits until the whole of it is there. */
function wholeLines(text: string): number {
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  const key = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?:(?!-----END )[\s\S])*$/.exec(text);
  return key === null ? end : Math.min(key.index, end);
}

/** Cut where a line ends: half of a secret would not be known for one. */
function endOf(kind: RunDelta['kind'], text: string): string {
  if (kind !== 'output' || text.length <= MOST_OUTPUT) return text;
  const end = text.slice(-MOST_OUTPUT);
  const line = end.indexOf('\n');
  return line < 0 ? '…\n' : `…\n${end.slice(line + 1)}`;
}
