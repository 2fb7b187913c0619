import { type App, startApp, startElectron, whenPainted } from '../lib/app.ts';
import type { Bench, Group } from '../lib/bench.ts';
import { type Row, rowOf } from '../lib/rows.ts';

/** The window shows nothing before it has the app's state; its first button can be pressed. */
export const FIRST_BUTTON = '#root button';

/** The built app, from its process to a window that can be used; beside it an Electron app that is one button. */
export const start: Group = {
  name: 'start',
  about: 'the built app, from the start of its process to a painted window that takes clicks; beside it a bare window',
  async measure(bench: Bench): Promise<Row[]> {
    const { tools } = bench;
    const display = await tools.openDisplay();
    const ours = (): Promise<number> => readyMs(bench, bench.folder('start'), display.environment);
    const bare = (): Promise<number> => {
      const args = [bench.programs.bareWindow, bench.folder('bare-window')];
      return paintedMs(startElectron(tools.electron, args, display.environment), 'button');
    };
    try {
      // The first start of a machine reads everything from disk: that is the disk's figure.
      await bare();
      await ours();
      const pairs: { ours: number; bare: number }[] = [];
      for (let run = 0; run < bench.runs; run += 1) {
        // Side by side, so that a busy machine slows both.
        pairs.push(await bench.calm.measure(async () => ({ bare: await bare(), ours: await ours() })));
      }
      return [
        rowOf(
          'start.readyMs',
          'ms',
          pairs.map((pair) => pair.ours),
        ),
        rowOf(
          'start.bareMs',
          'ms',
          pairs.map((pair) => pair.bare),
        ),
        rowOf(
          'start.readyRatio',
          'x bare',
          pairs.map((pair) => pair.ours / pair.bare),
        ),
      ];
    } finally {
      await display.stop();
    }
  },
};

/** One start of the app on a data folder, and its end. */
export const readyMs = ({ tools }: Bench, dataFolder: string, environment: Record<string, string>): Promise<number> =>
  paintedMs(startApp(tools, dataFolder, environment), FIRST_BUTTON);

/** Ms from the start of an app's process until an element of its window is painted; then it quits. */
async function paintedMs(starting: Promise<App>, selector: string): Promise<number> {
  const app = await starting;
  try {
    const painted = await app.page.inPage<number>(whenPainted(selector));
    return painted - app.startedAt;
  } finally {
    await app.quit();
  }
}
