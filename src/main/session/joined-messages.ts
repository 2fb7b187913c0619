/**
 * The line between main and a session carries lists: what is said in one moment travels as one message, because each
 * message wakes the process that gets it, and a step of a session says many things at once.
 * @param post sends one list
 * @returns a function that takes one message; it is sent when the present work of the event loop is done
 */
export function joinMessages(post: (messages: unknown[]) => void): (message: unknown) => void {
  let held: unknown[] = [];
  return (message) => {
    held.push(message);
    if (held.length > 1) return;
    process.nextTick(() => {
      const messages = held;
      held = [];
      post(messages);
    });
  };
}

/** The messages of one list; whatever else arrives counts as one message, for its receiver to refuse. */
export const messagesOf = (received: unknown): unknown[] => (Array.isArray(received) ? received : [received]);
