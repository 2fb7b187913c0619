import { cpSync } from 'node:fs';
import { startApp, whenPainted } from '../lib/app.ts';
import type { Bench, Group } from '../lib/bench.ts';
import { writeHistory, writeLongThread } from '../lib/history.ts';
import { type Row, rowOf } from '../lib/rows.ts';
import { FIRST_BUTTON, readyMs } from './start.ts';

const JOBS = 200;
const ITEMS = 10_000;

/** What the past costs: the start with a long history against an empty one, and opening a long thread. */
export const history: Group = {
  name: 'history',
  about: 'the start with 200 jobs and 10,000 runs in the history, and opening a thread of 10,000 items',
  async measure(bench) {
    const display = await bench.tools.openDisplay();
    try {
      return [...(await starts(bench, display.environment)), ...(await openings(bench, display.environment))];
    } finally {
      await display.stop();
    }
  },
};

async function starts(bench: Bench, environment: Record<string, string>): Promise<Row[]> {
  const none = bench.folder('empty-history');
  const long = bench.folder('long-history');
  await writeHistory(none, 0);
  await writeHistory(long, JOBS);
  // What a first start does once more than later ones is no matter here.
  for (const folder of [none, long]) await readyMs(bench, folder, environment);
  const pairs: { none: number; long: number }[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    pairs.push(
      await bench.calm.measure(async () => ({
        none: await readyMs(bench, none, environment),
        long: await readyMs(bench, long, environment),
      })),
    );
  }
  return [
    rowOf(
      'history.empty.readyMs',
      'ms',
      pairs.map((pair) => pair.none),
    ),
    rowOf(
      'history.200jobs.readyMs',
      'ms',
      pairs.map((pair) => pair.long),
    ),
    rowOf(
      'history.readyRatio',
      'x empty',
      pairs.map((pair) => pair.long / pair.none),
    ),
  ];
}

async function openings(bench: Bench, environment: Record<string, string>): Promise<Row[]> {
  const folder = bench.folder('long-thread');
  const { jobId, runId } = await writeLongThread(folder, ITEMS);
  const times: number[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    times.push(
      await bench.calm.measure(() => {
        // A window remembers where it was: each one gets a folder that no window has seen.
        const unseen = bench.folder('unseen');
        cpSync(folder, unseen, { recursive: true });
        return openThreadMs(bench, unseen, jobId, runId, environment);
      }),
    );
  }
  return [rowOf('history.thread10k.openMs', 'ms', times)];
}

/** Answers with the page's time just before the press. Tabs listen to the button going down. */
const OPEN_CONVERSATION = `(() => {
  const tab = [...document.querySelectorAll('[role=tab]')].find((each) => each.textContent.startsWith('Conversation'));
  const before = performance.timeOrigin + performance.now();
  tab.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }));
  return before;
})()`;

/** From the click on the tab of a run's conversation to its newest items, painted. The first time in that window. */
async function openThreadMs(
  bench: Bench,
  folder: string,
  jobId: string,
  runId: string,
  environment: Record<string, string>,
): Promise<number> {
  const app = await startApp(bench.tools, folder, environment);
  const click = (selector: string): string => `document.querySelector(${JSON.stringify(selector)}).click()`;
  try {
    await app.page.inPage(whenPainted(FIRST_BUTTON));
    await app.page.inPage(whenPainted(`#job-${jobId}`));
    await app.page.inPage(click(`#job-${jobId}`));
    await app.page.inPage(whenPainted(`#row-${runId}`));
    await app.page.inPage(click(`#row-${runId}`));
    await app.page.inPage(whenPainted('[role=tab]'));
    const clickedAt = await app.page.inPage<number>(OPEN_CONVERSATION);
    return (await app.page.inPage<number>(whenPainted('[data-seq]'))) - clickedAt;
  } finally {
    await app.quit();
  }
}
