import type { FromDemo } from '../shared/demo-protocol.ts';
import { ToDemo } from '../shared/demo-protocol.ts';
import { type DemoWorld, startDemoWorld } from './world.ts';

/** Electron's line to the process that forked this one; absent in a plain Node child. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}
const { parentPort } = process as unknown as { parentPort?: ParentPort };

const say = (message: FromDemo): void => {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
};

let world: Promise<DemoWorld> | null = null;

async function start(options: Extract<ToDemo, { type: 'start' }>['options']): Promise<void> {
  world ??= startDemoWorld(options);
  try {
    const { journal: _journal, pulls: _pulls, close: _close, ...facts } = await world;
    say({ type: 'started', servers: facts });
  } catch (error) {
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function end(): Promise<void> {
  const running = await world?.catch(() => null);
  await running?.close();
  process.exit(0);
}

function receive(data: unknown): void {
  const message = ToDemo.parse(data);
  void (message.type === 'start' ? start(message.options) : end());
}

if (parentPort) parentPort.on('message', ({ data }) => receive(data));
else if (process.send) {
  process.on('message', receive);
  // The parent is gone, and nobody else knows this world.
  process.on('disconnect', () => void end());
} else throw new Error('the demo is started by the app');
