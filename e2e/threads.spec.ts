import path from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import type { RunEventBody } from '../src/shared/events.ts';
import { oldText } from '../src/shared/messages/message.ts';
import type { Run } from '../src/shared/run.ts';
import { PUSH_CHANNEL, type WindowApi } from '../src/shared/window-api.ts';
import { type StartedApp, shot, startApp, temporaryFolder } from './app.ts';
import { longConversation, settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { richConversation } from './seeds/rich-run.ts';
import { value } from './seeds/store.ts';

const RICH = 'service-000';
const LONG = 'service-001';
const STEPS = 120;

const list = (page: Page, view: 'simplified' | 'technical') =>
  page.getByRole('region', { name: `Conversation, ${view}` });
/** Texts that could turn what stands beside them. */
const notIsolated = (texts: Locator) =>
  texts.evaluateAll((elements) =>
    elements
      .filter((element) => !/isolate|plaintext/.test(getComputedStyle(element).unicodeBidi))
      .map((element) => element.outerHTML),
  );

/** The event that stands at the top of the conversation. */
const seqAtTop = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const scroller = document.querySelector('[aria-label^="Conversation, "]');
    const top = scroller?.getBoundingClientRect().top ?? 0;
    const entries = [...(scroller?.querySelectorAll<HTMLElement>('[data-seq]') ?? [])];
    return Number(entries.find((entry) => entry.getBoundingClientRect().bottom > top + 16)?.dataset.seq);
  });

/** Rows are drawn after the scroll that brings them into sight: from the top to the bottom there is one everywhere. */
const isDrawn = (list: HTMLElement | SVGElement): boolean => {
  const sight = list.getBoundingClientRect();
  const rows = [...list.querySelectorAll('[data-item-index]')].map((row) => row.getBoundingClientRect());
  const covers = (y: number) => rows.some(({ top, bottom }) => top <= y && bottom >= y);
  return (
    covers(sight.top + sight.height / 8) &&
    covers(sight.top + sight.height / 2) &&
    covers(sight.bottom - sight.height / 8)
  );
};

/** Scrolls the story to its middle and some pixels on; what stands at the top when nothing moves any more. */
const readAt = async (page: Page, pixels: number): Promise<number> => {
  const story = list(page, 'simplified');
  // Heights are guessed until they have been seen: the middle moves at first.
  await expect
    .poll(async () => {
      await story.evaluate((element, on) => element.scrollTo(0, element.scrollHeight / 2 + on), pixels);
      return seqAtTop(page);
    })
    .toBeGreaterThan(60);
  let before = '';
  await expect
    .poll(async () => {
      const last = before;
      before = `${await seqAtTop(page)} at ${await story.evaluate((element) => element.scrollTop)}`;
      return before === last;
    })
    .toBe(true);
  return seqAtTop(page);
};

test.describe('two readings of one conversation', () => {
  let started: StartedApp;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;

  test.beforeAll(async () => {
    place = await temporaryFolder('threads');
    const data = path.join(place.folder, 'data');
    await seedJob(data, {
      title: 'Conversations',
      runs: 2,
      fill: async ({ records, runs }) => {
        const [rich, long] = runs;
        if (!rich || !long) throw new Error('no runs');
        const story = richConversation('Replace Travis CI.').filter(
          (part): part is RunEventBody => typeof part === 'object',
        );
        value(await records.record(rich.id, ...story, settled('unchanged', 'Nothing to change.')));
        value(await records.record(long.id, ...longConversation(STEPS), settled('unchanged', 'Nothing to change.')));
      },
    });
    started = await startApp(data);
    await started.page.getByRole('row').filter({ hasText: 'Conversations' }).click();
  });
  test.afterAll(async () => {
    await started?.app.close();
    await place.remove();
  });
  const openThread = async (name: string) => {
    const { page } = started;
    await page.getByRole('row').filter({ hasText: name }).click();
    await page.getByRole('tab', { name: 'Conversation' }).click();
    await expect(page.getByRole('region', { name: /^Conversation, / })).toBeVisible();
  };

  test('the story tells everything in words, the technical view everything exactly', async () => {
    const { page, app, problems } = started;
    const run = page.getByRole('region', { name: 'Run' });
    await openThread(RICH);
    await page.keyboard.press('Control+f');
    await page.keyboard.type('health page');
    await expect(page.getByText(/^1 of 1$/)).toBeVisible();
    await test.step('find counts marks, stands on the first, and goes around', async () => {
      await page.keyboard.press('Control+a');
      await page.keyboard.type('travis');
      const status = run.getByRole('search').getByRole('status');
      await expect(status).toHaveText(/^1 of \d+$/);
      const marked = () => page.evaluate(() => CSS.highlights.get('find')?.size ?? 0);
      await list(page, 'simplified').evaluate((element) => element.scrollTo(0, 0));
      const total = Number(((await status.textContent()) ?? '').split(' ').at(-1));
      expect(total).toBeGreaterThan(1);
      expect(await marked()).toBeGreaterThan(0);
      expect(await marked()).toBeLessThanOrEqual(total);
      const presentIsSeen = () =>
        page.evaluate(() => {
          const [mark] = CSS.highlights.get('find-present') ?? [];
          const place = mark instanceof Range ? mark.getBoundingClientRect() : null;
          return place !== null && place.height > 0 && place.top >= 0 && place.bottom <= innerHeight;
        });
      for (let at = 2; at <= total; at += 1) {
        await page.keyboard.press('Enter');
        await expect(status).toHaveText(`${at} of ${total}`);
        await expect.poll(presentIsSeen).toBe(true);
      }
      await page.keyboard.press('Enter');
      await expect(status).toHaveText(`1 of ${total}`);
      await page.keyboard.press('Shift+Enter');
      await expect(status).toHaveText(`${total} of ${total}`);
    });
    await page.keyboard.press('Escape');
    await expect(page.locator('body')).not.toBeFocused();
    const told: string[] = [];
    const shown = list(page, 'simplified');
    await shown.evaluate((element) => element.scrollTo(0, 0));
    await expect(shown.locator('[data-item-index="0"]')).toBeInViewport();
    for (let turn = 0; turn < 6; turn += 1) {
      await expect.poll(() => shown.evaluate(isDrawn)).toBe(true);
      told.push((await shown.textContent()) ?? '');
      await shown.evaluate((element) => element.scrollBy(0, element.clientHeight));
    }
    const story = told.join('\n');
    expect(story).not.toMatch(/[{}]|toolu_|msg_|req_/);
    for (const words of [
      'Looked at 4 files',
      'Ran npm test: 40 passed, 1 failed',
      'What it says it did',
      'it says: low risk',
    ])
      expect(story).toContain(words);
    expect(story).toMatch(/\$0\.\d\d · .* of work · 8 steps/);

    expect(await notIsolated(list(page, 'simplified').locator('[data-selectable]'))).toEqual([]);

    await page.keyboard.press('v');
    await expect(list(page, 'technical')).toBeVisible();
    expect(await notIsolated(list(page, 'technical').locator('[class*=title]'))).toEqual([]);
    await expect.poll(() => seqAtTop(page)).toBeGreaterThan(0);
    await list(page, 'technical').evaluate((element) => element.scrollTo(0, 0));
    await run.getByRole('button', { name: /^step 1/ }).click();
    for (const fact of ['stop reason', 'fresh', 'cache read', 'cache written', 'latency', 'request id', 'retries'])
      await expect(run.getByText(fact, { exact: true })).toBeVisible();
    await run.getByRole('button', { name: 'Raw JSON' }).click();
    await expect(run.getByText('"stopReason"').first()).toBeVisible();
    await run.getByRole('button', { name: /^step 1/ }).click();
    await shot(page, 'technical');

    await run.getByRole('button', { name: 'Only errors' }).click();
    await expect(run.getByRole('article')).toHaveCount(2);
    await run.getByRole('button', { name: 'Show all again' }).click();
    await run.getByRole('button', { name: /^Show: all items/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'run_command (2)' }).click();
    await expect(run.getByRole('article')).toHaveCount(2);
    await run.getByRole('button', { name: /^Show: run_command/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'All items' }).click();

    for (const [format, holds] of [
      ['Markdown', '## 3. instruction'],
      ['JSON', '"lastSeq"'],
    ] as const) {
      await run.getByRole('button', { name: 'Export the conversation' }).click();
      await page.getByRole('menuitem', { name: `Copy as ${format}` }).click();
      await expect.poll(async () => app.evaluate(async ({ clipboard }) => await clipboard.readText())).toContain(holds);
    }
    await page.keyboard.press('v');
    expect(problems).toEqual([]);
  });

  test('the keys: V keeps the spot, . and , go from tool call to tool call', async () => {
    const { page } = started;
    await openThread(LONG);
    const other = { simplified: 'technical', technical: 'simplified' } as const;
    let view: keyof typeof other = 'simplified';
    const switchView = async () => {
      await page.keyboard.press('v');
      view = other[view];
      await expect(list(page, view)).toBeVisible();
    };
    // Wherever the reader stands, also where one entry has only its last pixels left.
    for (let pixels = 0; pixels < 48; pixels += 4) {
      const spot = await readAt(page, pixels);
      await switchView();
      await expect.poll(() => seqAtTop(page), `technical, ${pixels} pixels on`).toBe(spot);
      await switchView();
      await expect.poll(() => seqAtTop(page), `simplified again, ${pixels} pixels on`).toBe(spot);
    }

    const spot = await seqAtTop(page);
    await switchView();
    await expect.poll(() => seqAtTop(page)).toBe(spot);
    const calls: number[] = [];
    for (const key of ['.', '.', '.', ',']) {
      await page.keyboard.press(key);
      const marked = page.locator('[data-seq]', { has: page.locator('[class*=current] article') });
      await expect(marked).toHaveCount(1);
      calls.push(Number(await marked.getAttribute('data-seq')));
    }
    // Three events a step: the next call is three events on.
    const [first = 0] = calls;
    expect(first).toBeGreaterThanOrEqual(spot);
    expect(calls).toEqual([first, first + 3, first + 6, first + 3]);
    await switchView();
  });

  test('what streams is followed at the end, and nowhere else', async () => {
    const { page, app } = started;
    await openThread(RICH);
    const before = await page.evaluate(async () => {
      const { api } = globalThis as unknown as { api: WindowApi };
      const state = (await api.invoke('app.state', {})) as { value: { jobs: { job: { id: string } }[] } };
      const jobId = state.value.jobs[0]?.job.id;
      const opened = (await api.invoke('jobs.open', { jobId })) as { value: { runs: Run[] } };
      return opened.value.runs[0];
    });
    if (!before) throw new Error('no run');
    const push = (message: object) =>
      app.evaluate(
        ({ BrowserWindow }, { channel, message }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.send(channel, message),
        { channel: PUSH_CHANNEL, message },
      );
    let seq = before.lastSeq;
    const say = (text: string) => {
      seq += 1;
      const body = { kind: 'notice', level: 'warning', message: oldText(text) };
      return push({ type: 'events', runId: before.id, events: [{ seq, at: Date.now(), body }] });
    };
    const works: Run = { ...before, status: 'running', outcome: null, phase: 'session', lastSeq: before.lastSeq + 100 };
    await push({ type: 'runs', jobId: before.jobId, runs: [works] });
    const story = list(page, 'simplified');
    const run = page.getByRole('region', { name: 'Run' });
    const toNewest = page.getByRole('button', { name: 'Jump to newest' });

    await toNewest.click();
    await expect(toNewest).toHaveCount(0);
    await say('The first new line');
    await expect(page.getByText('The first new line')).toBeInViewport();
    await say('The second new line');
    await expect(page.getByText('The second new line')).toBeInViewport();

    await story.evaluate((element) => element.scrollTo(0, 100));
    await expect(toNewest).toBeVisible();
    await page.keyboard.press('Control+f');
    await run.getByRole('search').getByRole('textbox').fill('third new line');
    await expect(page.getByText('No match')).toBeVisible();
    await say('The third new line');
    await expect(page.getByText('– of 1')).toBeVisible();
    // It has come, and the reader has not been moved.
    expect(await story.evaluate((element) => element.scrollTop)).toBe(100);
    await expect(toNewest).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByText('1 of 1')).toBeVisible();
    await expect(page.getByText('The third new line')).toBeInViewport();
  });
});
