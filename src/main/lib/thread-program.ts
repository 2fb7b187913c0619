import { parentPort } from 'node:worker_threads';
import type { z } from 'zod';
import { ThreadMessage } from './thread.ts';

/**
 * The side of the thread: answers each question of main. Questions do not wait for each other. What `answer` throws ends the
 * thread, and main hears of it.
 */
export function answerQuestions<Question>(schema: z.ZodType<Question>, answer: (question: Question) => unknown): void {
  const port = parentPort;
  if (!port) throw new Error('this runs as a thread of main');
  port.on('message', async (message: unknown) => {
    const { id, content } = ThreadMessage.parse(message);
    port.postMessage({ id, content: await answer(schema.parse(content)) } satisfies ThreadMessage);
  });
}
