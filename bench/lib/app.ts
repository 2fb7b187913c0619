import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Tools } from './bench.ts';
import { connectDevTools, type DevTools } from './devtools.ts';
import { rootSwitches } from './host.ts';

/** The built app with its window open. */
export interface App {
  pid: number;
  /** Epoch ms just before its process was started. */
  startedAt: number;
  page: DevTools;
  /** Quits it as a person would, and waits until it is gone. */
  quit(): Promise<void>;
}

const START_MS = 60_000;
const QUIT_MS = 15_000;
const PAINT_MS = 20_000;
/** The page's clock and ours are the same: epoch ms, finer than Date.now gives it. */
export const epochMs = (): number => performance.timeOrigin + performance.now();

/** Starts the built app as `npm start` does. */
export const startApp = (
  { electron, root }: Tools,
  dataFolder: string,
  environment: Record<string, string>,
): Promise<App> => startElectron(electron, [root, '--data', dataFolder], environment);

/** Starts an Electron app that opens one window. */
export async function startElectron(
  electron: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<App> {
  const switches = [...rootSwitches(), '--remote-debugging-port=0'];
  const startedAt = epochMs();
  const child = spawn(electron, [...switches, ...args], {
    env: { ...process.env, CODY_BATCH_MACHINE: 'calm', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const gone = once(child, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    let words = '';
    const failed = (): void => reject(new Error(`the app did not start: ${words.slice(-2000)}`));
    const late = setTimeout(failed, START_MS);
    child.once('exit', failed);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words += text;
      const found = /DevTools listening on (ws:\S+)/.exec(words)?.[1];
      if (!found) return;
      clearTimeout(late);
      child.off('exit', failed);
      child.stderr.removeAllListeners('data').resume();
      resolve(found);
    });
  });
  const page = await connectDevTools(address);
  return {
    pid: child.pid ?? 0,
    startedAt,
    page,
    async quit() {
      page.quit();
      const late = setTimeout(kill, QUIT_MS);
      await gone;
      clearTimeout(late);
      process.off('exit', kill);
    },
  };
}

/** Resolves in the page, with its time in epoch ms, when the selected element is there and has been painted. */
export const whenPainted = (selector: string): string => `new Promise((resolve, reject) => {
  const until = performance.now() + ${PAINT_MS};
  const paint = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())));
  const look = () => {
    if (document.querySelector(${JSON.stringify(selector)})) paint();
    else if (performance.now() < until) setTimeout(look, 2);
    else reject(new Error(${JSON.stringify(`there is no ${selector} in the window: `)} + document.body.innerText.slice(0, 500)));
  };
  look();
})`;
