/** How long a message that nobody waits for may wait for company. */
const HOLD_MS = 2;

/** One direction of the line between main and a session. */
export interface MessageLine {
  /** Sends the message when the present work of the event loop is done, and everything held before it. */
  post(message: unknown): void;
  /** Sends the message with the next one that is posted, but soon in any case. */
  hold(message: unknown): void;
  /** Sends what is held as if it had been posted. */
  flush(): void;
}

/**
 * The line between main and a session carries lists: what is said in one moment travels as one message, because each
 * message wakes the process that gets it, and a step of a session says many things at once. The events of a step share
 * one write and one sync in main when they come together.
 * @param send sends one list
 */
export function joinMessages(send: (messages: unknown[]) => void): MessageLine {
  let held: unknown[] = [];
  let timer: NodeJS.Timeout | undefined;
  let due = false;
  const deliver = () => {
    clearTimeout(timer);
    timer = undefined;
    due = false;
    const messages = held;
    held = [];
    send(messages);
  };
  const flush = () => {
    if (due || held.length === 0) return;
    due = true;
    process.nextTick(deliver);
  };
  return {
    post: (message) => {
      held.push(message);
      flush();
    },
    hold: (message) => {
      held.push(message);
      if (!due) timer ??= setTimeout(deliver, HOLD_MS);
    },
    flush,
  };
}

/** The messages of one list; whatever else arrives counts as one message, for its receiver to refuse. */
export const messagesOf = (received: unknown): unknown[] => (Array.isArray(received) ? received : [received]);
