import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process of the benchmark that answers messages, one after the other. */
export interface Child {
  pid: number;
  /** The next message that it sends. */
  next<T>(): Promise<T>;
  ask<T>(message: unknown): Promise<T>;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

const KILL_AFTER_MS = 5000;
const running = new Set<number>();
process.on('exit', () => {
  for (const pid of running) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was gone already.
    }
  }
});

/** Starts a process with a line for messages. What it says on stderr is shown when it dies unasked. */
export function startChild(
  command: string,
  args: readonly string[],
  environment: Record<string, string | undefined> = process.env,
): Child {
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  running.add(pid);
  let words = '';
  child.stderr?.on('data', (chunk) => {
    words = (words + chunk).slice(-4000);
  });
  const arrived: unknown[] = [];
  let waiting: PromiseWithResolvers<unknown> | null = null;
  child.on('message', (message) => {
    if (waiting) waiting.resolve(message);
    else arrived.push(message);
    waiting = null;
  });
  const gone = once(child, 'exit').then(([code]) => {
    running.delete(pid);
    waiting?.reject(new Error(`${command} ended with code ${code}: ${words.trim()}`));
  });
  const next = async <T>(): Promise<T> => {
    if (arrived.length > 0) return arrived.shift() as T;
    if (!running.has(pid)) throw new Error(`${command} has ended: ${words.trim()}`);
    waiting = Promise.withResolvers();
    return (await waiting.promise) as T;
  };
  return {
    pid,
    next,
    ask: <T>(message: unknown) => {
      child.send(message as object);
      return next<T>();
    },
    async stop() {
      if (!running.has(pid)) return;
      waiting = null;
      child.disconnect();
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await gone;
      clearTimeout(kill);
    },
  };
}
