import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { ok, type Result, thrownText } from '../../shared/errors.ts';

/** A question to a thread, or its answer: the same number names both. */
export const ThreadMessage = z.object({ id: z.number().int(), content: z.unknown() });
export type ThreadMessage = z.infer<typeof ThreadMessage>;

/** A program in a thread of main that answers questions. It is there from the first question on, and keeps no app alive. */
export interface Thread<Question, Answer> {
  /** Fails with the words for why the thread has gone without an answer; the next question starts another one. */
  ask(question: Question): Promise<Result<Answer, string>>;
  close(): Promise<void>;
}

export interface ThreadOptions<Answer> {
  /** The program; its side of the talk is `answerQuestions`. */
  file: string;
  /** Given to the program as `workerData`. */
  setup?: unknown;
  answer: z.ZodType<Answer>;
  /** A thread without questions for so many milliseconds is ended; never when left out. */
  idleMs?: number;
  /** The present thread is gone, and what it knew. Called before its questions are answered. */
  onGone?: () => void;
  /** What the program threw and nobody caught: it ended its thread. */
  onDefect?: (thrown: unknown) => void;
}

/** The side of main; see `answerQuestions` for the other one. */
export function createThread<Question, Answer>(options: ThreadOptions<Answer>): Thread<Question, Answer> {
  let present: Worker | null = null;
  let idle: NodeJS.Timeout | null = null;
  let lastId = 0;
  const waiting = new Map<number, { worker: Worker; resolve: (answer: Result<Answer, string>) => void }>();

  const gone = (worker: Worker, why: string): void => {
    if (present === worker) {
      present = null;
      options.onGone?.();
    }
    for (const [id, question] of waiting) {
      if (question.worker !== worker) continue;
      waiting.delete(id);
      question.resolve({ ok: false, error: why });
    }
  };
  const rest = (): void => {
    if (idle) clearTimeout(idle);
    idle = null;
    if (options.idleMs === undefined || waiting.size > 0) return;
    idle = setTimeout(() => {
      const worker = present;
      // Who asks from now on gets another thread.
      if (worker) gone(worker, 'It had nothing to do.');
      void worker?.terminate();
    }, options.idleMs).unref();
  };
  const started = (): Worker => {
    if (present) return present;
    const worker = new Worker(options.file, { workerData: options.setup });
    present = worker;
    worker.unref();
    worker.on('message', (message: unknown) => {
      const { id, content } = ThreadMessage.parse(message);
      const answer = options.answer.parse(content);
      waiting.get(id)?.resolve(ok(answer));
      waiting.delete(id);
      rest();
    });
    worker.on('error', (error) => {
      options.onDefect?.(error);
      gone(worker, thrownText(error));
    });
    worker.on('exit', (code) => gone(worker, `Its thread ended with code ${code}.`));
    return worker;
  };

  return {
    ask(question) {
      lastId += 1;
      const message: ThreadMessage = { id: lastId, content: question };
      const worker = started();
      return new Promise((resolve) => {
        waiting.set(message.id, { worker, resolve });
        rest();
        worker.postMessage(message);
      });
    },
    async close() {
      if (idle) clearTimeout(idle);
      await present?.terminate();
    },
  };
}
