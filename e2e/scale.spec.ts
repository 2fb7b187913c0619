import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { Run } from '../src/shared/run.ts';
import { PUSH_CHANNEL, type WindowApi } from '../src/shared/window-api.ts';
import { type StartedApp, startApp, temporaryFolder } from './app.ts';
import { at, conversationAfter, figuresOf, frames, say, spentOn } from './measure.ts';
import { seedChange } from './seeds/clones.ts';
import { longConversation, settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';
import { packedLine, tableOf } from './seeds/texts.ts';

/** Three items a step and two for the turn: just over 10,000. */
const STEPS = 3_333;
const ROWS = 500;
const STREAMS = 32;
const LINES = 20_000;

const LONG = 'service-000';
const WIDE = 'service-001';
/** A file of one line, as tools that pack scripts make it. */
const PACKED = 'service-002';
const PACKED_BYTES = 1_500_000;
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test.describe('a window full of work', () => {
  let started: StartedApp;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let rows: Run[];

  test.beforeAll(async () => {
    place = await temporaryFolder('scale');
    const data = path.join(place.folder, 'data');
    const { runs } = await seedJob(data, {
      title: 'A job on 500 repositories',
      runs: ROWS,
      fill: async ({ records, folder, runs }) => {
        const [long, wide, packed] = runs;
        if (!long || !wide || !packed) throw new Error('no runs');
        value(await records.record(long.id, ...longConversation(STEPS), settled('unchanged', 'Nothing to change.')));
        const changeset = await seedChange(folder, wide, { 'data/table.csv': tableOf('old', LINES) }, (tree) =>
          writeFileSync(path.join(tree, 'data/table.csv'), tableOf('new', LINES)),
        );
        value(
          await records.record(wide.id, { kind: 'changeset_ready', changeset }, settled('changed', 'Changed a table.')),
        );
        const before = packedLine(PACKED_BYTES);
        const after = `${before.slice(0, 800_000)}CHANGED_HERE${before.slice(800_000)}`;
        const line = await seedChange(folder, packed, { 'dist/app.js': before }, (tree) =>
          writeFileSync(path.join(tree, 'dist/app.js'), after),
        );
        value(
          await records.record(packed.id, { kind: 'changeset_ready', changeset: line }, settled('changed', 'A word.')),
        );
      },
    });
    rows = runs;
    started = await startApp(data);
    // What moves for people moves here, too: it is part of what is measured.
    await started.page.emulateMedia({ reducedMotion: 'no-preference' });
    await started.page.getByRole('row').filter({ hasText: 'A job on 500 repositories' }).click();
    await expect(rowOf(started.page, WIDE)).toBeVisible();
  });
  test.afterAll(async () => {
    await started?.app.close();
    await place.remove();
  });

  test('a thread of 10,000 items opens at once and draws only what is seen', async () => {
    const { page } = started;
    await page.getByRole('textbox', { name: 'Filter' }).fill(LONG);
    await expect(rowOf(page, LONG)).toBeVisible();
    const times: number[] = [];
    const spent: number[] = [];
    for (let opening = 0; opening < 5; opening += 1) {
      const { ms, value: time } = await spentOn(page, () => conversationAfter(page, LONG));
      times.push(time);
      spent.push(ms);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('region', { name: 'Run' })).toHaveCount(0);
    }
    say('thread of 10,000 items', {
      first: times[0] ?? 0,
      best: Math.min(...times),
      median: at(times, 0.5),
      worst: Math.max(...times),
      cpu: Math.min(...spent),
    });
    await conversationAfter(page, LONG);
    await page.keyboard.press('v');
    await expect(page.getByRole('region', { name: 'Conversation, technical' })).toBeVisible();
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    say('technical view', { nodes });
    expect(nodes).toBeLessThan(700);

    const list = page.getByRole('region', { name: 'Conversation, technical' });
    const scrolled = await list.evaluate(async (element) => {
      const spots = [0.1, 0.5, 0.9, 1, 0];
      let most = 0;
      for (const spot of spots) {
        element.scrollTop = element.scrollHeight * spot;
        for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
        most = Math.max(most, document.querySelectorAll('*').length);
      }
      return most;
    });
    say('after scrolling through it', { nodes: scrolled });
    expect(scrolled).toBeLessThan(700);
    await page.keyboard.press('v');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Filter' }).fill('');
  });

  test('a thread of 10,000 items that goes on opens at its newest one, and stays there when all of it has come', async () => {
    const { page, app } = started;
    const { jobId, id } = rows[0] ?? {};
    const opened = (await page.evaluate(
      (input) => (globalThis as unknown as { api: WindowApi }).api.invoke('jobs.open', input),
      { jobId },
    )) as { value: { runs: Run[] } };
    const long = opened.value.runs.find((run) => run.id === id);
    if (!long) throw new Error('no run');
    // A session of that length cannot be waited for: main says that the run works, as it would.
    await app.evaluate(
      ({ BrowserWindow }, { channel, push }) => BrowserWindow.getAllWindows()[0]?.webContents.send(channel, push),
      {
        channel: PUSH_CHANNEL,
        push: {
          type: 'runs',
          jobId,
          runs: [{ ...long, status: 'running', outcome: null, phase: 'session', lastSeq: long.lastSeq + 1 }],
        },
      },
    );
    await page.getByRole('textbox', { name: 'Filter' }).fill(LONG);
    await expect(rowOf(page, LONG)).toContainText('running');
    const time = await conversationAfter(page, LONG);
    say('thread of 10,000 items that goes on', { first: time });
    const newest = page.getByRole('region', { name: 'Conversation, simplified' }).locator('[data-seq]').last();
    await expect(newest).toHaveAttribute('data-seq', String(long.lastSeq));
    await expect(newest).toBeInViewport();
    // What can be saved is whole.
    await page.getByRole('button', { name: 'Export the conversation' }).click();
    await expect(page.getByRole('menuitem', { name: 'Copy as JSON' })).toBeEnabled();
    await page.keyboard.press('Escape');
    await expect(newest).toBeInViewport();
    expect(await newest.getAttribute('data-seq')).toBe(String(long.lastSeq));
    await page.keyboard.press('v');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('"step 3: next"');
    // In the text of one of the first steps, and in the title that its row takes from it.
    await expect(page.getByText('1 of 2', { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Filter' }).fill('');
  });

  test('a change in a line of 1.5 MB shows the place, says how much it leaves out, and offers the whole patch', async () => {
    const { page } = started;
    const opened = await page.evaluate(async (name) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const row = () =>
        [...document.querySelectorAll<HTMLElement>('[role=row]')].find((each) => each.textContent?.includes(name));
      while (!row()) await frame();
      const begin = performance.now();
      row()?.click();
      const place = () =>
        [...document.querySelectorAll('diffs-container')].some(({ shadowRoot }) =>
          [...(shadowRoot?.querySelectorAll('[data-line]') ?? [])].some((each) =>
            each.textContent?.includes('CHANGED_HERE'),
          ),
        );
      while (!place()) await frame();
      return performance.now() - begin;
    }, PACKED);
    say('a change in a line of 1.5 MB, to the changed place', { ms: opened });
    await expect(page.getByText(/… 79\d,\d{3} characters …/)).toHaveCount(2);
    await expect(page.getByText('Long lines are cut around their changes')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save the whole patch' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: 'Run' })).toHaveCount(0);
  });

  test('a diff of 20,000 lines scrolls', async () => {
    const { page } = started;
    const open = () =>
      page.evaluate(async (name) => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const until = async (isThere: () => unknown) => {
          const begin = performance.now();
          while (!isThere()) await frame();
          return performance.now() - begin;
        };
        const fold = () => document.querySelector<HTMLElement>('[aria-label="Show data/table.csv"]');
        const row = () =>
          [...document.querySelectorAll<HTMLElement>('[role=row]')].find((each) => each.textContent?.includes(name));
        await until(row);
        row()?.click();
        const head = await until(fold);
        fold()?.click();
        const first = () =>
          [...document.querySelectorAll('diffs-container')].some(({ shadowRoot }) =>
            shadowRoot?.querySelector('[data-line]')?.textContent?.includes('old-00001'),
          );
        return { head, lines: await until(first) };
      }, WIDE);
    // The viewer has been read while nobody waited for it.
    await expect(page.locator('link[href*=DiffPane]')).not.toHaveCount(0);
    say('diff opens first, its head and then its lines', await open());
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: 'Run' })).toHaveCount(0);
    say('diff opens again', await open());
    await expect(page.getByText('old-00001').first()).toBeVisible();
    const idle = await frames(page, 1_000);
    const moving = page.evaluate(async () => {
      const box = document.querySelector('diffs-container')?.parentElement?.closest<HTMLElement>('*');
      let scroller: HTMLElement | null = box ?? null;
      while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement;
      if (!scroller) throw new Error('nothing scrolls');
      for (let step = 0; step < 120; step += 1) {
        scroller.scrollTop += 400;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      scroller.scrollTop = scroller.scrollHeight;
      return scroller.scrollHeight;
    });
    const { ms, value: times } = await spentOn(page, () => frames(page, 2_500));
    const height = await moving;
    await expect(page.getByText(`new-${String(LINES - 1).padStart(5, '0')}`).first()).toBeVisible();
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    say('diff opened', { height, nodes });
    say('diff, still', figuresOf(idle));
    say('diff, scrolling', { ...figuresOf(times), busy: ms / 2_500 });
    expect(height).toBeGreaterThan(LINES * 15);
    // Only what is seen is drawn, and it leaves the page time for anything else: other programs count for nothing here.
    expect(nodes).toBeLessThan(2_000);
    expect(ms / 2_500).toBeLessThan(0.9);
    await page.keyboard.press('Escape');
  });

  test('500 rows and 32 streaming threads leave the window its frames', async () => {
    const { page, app } = started;
    await page.evaluate(() =>
      document.querySelectorAll('[role=grid]').forEach((grid) => {
        grid.scrollTop = 0;
      }),
    );
    const still = await frames(page, 3_000);
    const working: Run[] = rows.slice(10, 10 + STREAMS).map((run) => ({
      ...run,
      status: 'running',
      startedAt: Date.now(),
      action: { code: 'thinking', parameters: {} },
    }));
    const watched = working[0];
    if (!watched) throw new Error('no run');
    // The engine's own pushes at the engine's own pace, sent to the real window by the real main process.
    const stream = (ms: number) =>
      app.evaluate(
        async ({ BrowserWindow }, { channel, working, watched, ms }) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          const send = (push: unknown) => contents?.send(channel, push);
          let turn = 0;
          await new Promise<void>((resolve) => {
            const timer = setInterval(() => {
              turn += 1;
              const runs = working.map((run, index) => ({
                ...run,
                lastSeq: turn,
                steps: Math.floor(turn / 10),
                costUsd: turn / 1000,
                action: `Reading src/module-${(turn + index) % 50}.ts`,
              }));
              send({ type: 'runs', jobId: watched.jobId, runs });
              send({
                type: 'deltas',
                runId: watched.id,
                deltas: [{ step: 1, kind: 'text', text: `and then part ${turn} of it, ` }],
              });
              if (turn * 33 < ms) return;
              clearInterval(timer);
              resolve();
            }, 33);
          });
          return turn;
        },
        { channel: PUSH_CHANNEL, working, watched, ms },
      );
    const streaming = stream(5_000);
    await expect(rowOf(page, 'Reading src/module-').first()).toBeVisible();
    const { ms, value: times } = await spentOn(page, () => frames(page, 3_000));
    const pushes = await streaming;
    say('500 rows, still', figuresOf(still));
    say(`500 rows, ${STREAMS} of them streaming (${pushes} pushes)`, { ...figuresOf(times), busy: ms / 3_000 });
    // About a third on a calm machine; a page that has no time left for drawing and typing would show here.
    expect(ms / 3_000).toBeLessThan(0.9);
    expect(started.problems).toEqual([]);
  });
});
