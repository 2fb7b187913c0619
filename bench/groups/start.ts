import { startApp, whenPainted } from '../lib/app.ts';
import type { Bench, Group } from '../lib/bench.ts';
import { type Row, rowOf } from '../lib/rows.ts';

/** The window shows nothing before it has the app's state; its first button can be pressed. */
export const FIRST_BUTTON = '#root button';

/** The built app, from its process to a window that can be used. */
export const start: Group = {
  name: 'start',
  about: 'the built app, from the start of its process to a painted window that takes clicks',
  async measure(bench: Bench): Promise<Row[]> {
    const display = await bench.tools.openDisplay();
    try {
      // The first start of a machine reads everything from disk: that is the disk's figure.
      await readyMs(bench, bench.folder('first-start'), display.environment);
      const times: number[] = [];
      for (let run = 0; run < bench.runs; run += 1) {
        const folder = bench.folder('start');
        times.push(await bench.calm.measure(() => readyMs(bench, folder, display.environment)));
      }
      return [rowOf('start.readyMs', 'ms', times)];
    } finally {
      await display.stop();
    }
  },
};

/** One start of the app on a data folder, and its end. */
export async function readyMs(
  { tools }: Bench,
  dataFolder: string,
  environment: Record<string, string>,
): Promise<number> {
  const app = await startApp(tools, dataFolder, environment);
  try {
    const painted = await app.page.inPage<number>(whenPainted(FIRST_BUTTON));
    return painted - app.startedAt;
  } finally {
    await app.quit();
  }
}
