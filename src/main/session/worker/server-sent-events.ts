/** More than any event of an answer is: a whole file as one piece of a tool's input. */
const MOST_CHARACTERS = 8_000_000;

export interface ServerSentEvent {
  event: string;
  data: string;
}

/** A stream whose event does not end. */
export class EndlessEvent extends Error {
  constructor() {
    super(`One event of the answer is longer than ${MOST_CHARACTERS / 1e6} million characters.`);
  }
}

/** The events of a stream, as far as the Messages API uses the format: `event` and `data` lines, an empty line ends one. */
export async function* serverSentEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent, void> {
  let event = '';
  let data: string | null = null;
  for await (const lines of linesOf(body, () => data?.length ?? 0)) {
    for (const line of lines) {
      if (line === '') {
        if (data !== null) yield { event, data };
        event = '';
        data = null;
      } else if (line.startsWith('data:')) {
        const value = line.slice(line.charCodeAt(5) === SPACE ? 6 : 5);
        data = data === null ? value : `${data}\n${value}`;
      } else if (line.startsWith('event:')) {
        event = line.slice(line.charCodeAt(6) === SPACE ? 7 : 6);
      }
    }
  }
  if (data !== null) yield { event, data };
}
const SPACE = 32;

/** The lines that each piece of a body completes. `held`: characters of the event so far. */
async function* linesOf(body: AsyncIterable<Uint8Array>, held: () => number): AsyncGenerator<string[], void> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    pending += text;
    if (pending.length + held() > MOST_CHARACTERS) throw new EndlessEvent();
    // Without a line's end in the chunk there is nothing to look for, and joining the pieces anew each time costs.
    if (!text.includes('\n')) continue;
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    yield lines.map(withoutReturn);
  }
  if (pending !== '') yield [withoutReturn(pending)];
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
