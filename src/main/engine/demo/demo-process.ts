import { type DemoWorldFacts, type DemoWorldOptions, FromDemo, type ToDemo } from '../../../shared/demo-protocol.ts';
import { type AppError, failed, failure, ok, type Result } from '../../../shared/errors.ts';
import type { OnDefect } from '../../lib/defects.ts';
import type { ForkWorker } from '../../session/contract.ts';

/** How often servers that die at work are started again by themselves: what kills them each time would go on for ever. */
export const RESTARTS = 3;

/** The demo's servers, in a process of their own so that they do not slow down main. */
export interface DemoProcess {
  /** Starts the servers, or returns the running ones. */
  start(): Promise<Result<DemoWorldFacts>>;
  close(): void;
}

interface Servers {
  servers: Promise<Result<DemoWorldFacts>>;
  close: () => void;
}

/**
 * Servers that had started and die are started again, on the ports that they had, so that sessions which wait for them go on.
 * @param fork starts the process of the servers
 * @param options where their world lives
 * @param onDefect is told when they end by themselves
 */
export function createDemoProcess(
  fork: ForkWorker,
  options: DemoWorldOptions,
  onDefect: OnDefect = () => undefined,
): DemoProcess {
  let running: Servers | null = null;
  let restartsLeft = RESTARTS;

  const open = (): Servers => {
    const child = fork('Cody Batch demo servers');
    const started = Promise.withResolvers<Result<DemoWorldFacts>>();
    let served = false;
    let closed = false;
    child.onMessage((data) => {
      const message = FromDemo.safeParse(data);
      if (!message.success) started.resolve(failed(unusable('it said something that the app does not understand')));
      else if (message.data.type === 'started') {
        served = true;
        started.resolve(ok(message.data.servers));
      } else started.resolve(failed(unusable(message.data.message)));
    });
    child.onExit((code) => {
      // Those that could not start may end when others work already.
      const wereRunning = running === opened;
      if (wereRunning) running = null;
      if (code !== 0) onDefect('demo', `ended with ${code ?? 'a signal'}: ${child.lastWords()}`);
      started.resolve(failed(unusable(`its process ended with ${code === null ? 'a signal' : `code ${code}`}`)));
      if (wereRunning && served && !closed && restartsLeft > 0) {
        restartsLeft -= 1;
        running = open();
      }
    });
    child.postMessage({ type: 'start', options } satisfies ToDemo);
    const close = () => {
      closed = true;
      child.postMessage({ type: 'close' } satisfies ToDemo);
    };
    const opened: Servers = { servers: started.promise, close };
    return opened;
  };

  return {
    start: async () => {
      if (running === null) restartsLeft = RESTARTS;
      running ??= open();
      const asked = running;
      const servers = await asked.servers;
      if (!servers.ok && running === asked) running = null;
      return servers;
    },
    close: () => running?.close(),
  };
}

const unusable = (why: string): AppError => {
  const { error } = failure('session_start_failed', 'The demo could not start.', {
    why,
    next: 'Check that git is installed and that there is space on the disk, then try again.',
  });
  return error;
};
