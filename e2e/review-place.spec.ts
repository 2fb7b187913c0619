import { writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { holdUndo, type StartedApp, shot, startApp, temporaryFolder } from './app.ts';
import { seedChange } from './seeds/clones.ts';
import { longConversation, settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

const LINES = 200;
const text = (name: string, isChanged: (line: number) => boolean): string =>
  Array.from(
    { length: LINES },
    (_, index) => `export const ${name}${index + 1} = ${isChanged(index + 1) ? "'new'" : "'old'"};\n`,
  ).join('');
/** Ten hunks, far enough apart. */
const changedEvery20 = (line: number): boolean => line % 20 === 10;
const FILES = ['alpha', 'beta', 'delta', 'gamma', 'omega'];

/** A drawing that tries everything that a drawing could try. */
const hostile = (outside: string, colour: string): string => `<?xml version="1.0"?>
<?xml-stylesheet href="${outside}/style.css"?>
<!DOCTYPE svg [<!ENTITY leak SYSTEM "${outside}/entity">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="120" height="80"
  onload="top.svgRan = true">
  <style>@import url("${outside}/import.css"); rect { fill: ${colour}; }</style>
  <script>top.svgRan = true; parent.svgRan = true; fetch("${outside}/script")</script>
  <image xlink:href="${outside}/image.png" width="10" height="10" onerror="top.svgRan = true"/>
  <use xlink:href="${outside}/use.svg#x"/>
  <foreignObject width="50" height="50"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${outside}/frame"/></foreignObject>
  <rect width="120" height="80"/>
  <animate attributeName="href" values="javascript:top.svgRan=true"/>
</svg>
`;

/** A file of the tree. */
const fileIn = (run: Locator, name: string): Locator =>
  run.getByRole('navigation', { name: 'Files of the changeset' }).getByRole('button', { name });

/** The line at the top of the diff, below the sticky head, as far as it can be read. */
const lineAtTop = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const host = document.querySelector('diffs-container');
    let scroller = host?.parentElement ?? null;
    while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement;
    const box = scroller?.getBoundingClientRect();
    if (!box) return '';
    for (const container of document.querySelectorAll('diffs-container')) {
      for (const line of container.shadowRoot?.querySelectorAll<HTMLElement>('[data-line]') ?? []) {
        if (line.getBoundingClientRect().top >= box.top + 40) return line.textContent?.trim() ?? '';
      }
    }
    return '';
  });

test.describe('what a reviewer has reached stays', () => {
  let started: StartedApp;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: http.Server;
  const asked: string[] = [];

  test.beforeAll(async () => {
    server = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'text/css', 'access-control-allow-origin': '*' }).end('');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const outside = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    place = await temporaryFolder('place');
    const data = path.join(place.folder, 'data');
    await seedJob(data, {
      title: 'Rename the constants',
      runs: 1,
      fill: async ({ records, folder, runs }) => {
        const [run] = runs;
        if (!run) throw new Error('no run');
        const before = Object.fromEntries(FILES.map((name) => [`src/${name}.ts`, text(name, () => false)]));
        const changeset = await seedChange(folder, run, { ...before, 'logo.svg': hostile(outside, 'red') }, (tree) => {
          for (const name of FILES) writeFileSync(path.join(tree, `src/${name}.ts`), text(name, changedEvery20));
          writeFileSync(path.join(tree, 'logo.svg'), hostile(outside, 'green'));
        });
        value(
          await records.record(
            run.id,
            ...longConversation(2),
            { kind: 'changeset_ready', changeset },
            settled('changed', 'Six files changed.'),
          ),
        );
      },
    });
    started = await startApp(data);
    const { page } = started;
    await page.getByRole('row').filter({ hasText: 'Rename the constants' }).click();
    await page.getByRole('row').filter({ hasText: 'service-000' }).click();
    await expect(page.getByRole('region', { name: 'Run' }).getByText('6 files', { exact: true })).toBeVisible();
  });
  test.afterAll(async () => {
    await started?.app.close();
    server.close();
    await place.remove();
  });

  test('a discarded hunk, an undo and an edit by hand leave place, marks and file', async () => {
    const { page, problems } = started;
    const run = page.getByRole('region', { name: 'Run' });
    const current = run.locator('[aria-current=true]');

    await fileIn(run, 'alpha.ts').click();
    await page.keyboard.press('m');
    await expect(run.getByText('1 viewed')).toBeVisible();
    await fileIn(run, 'gamma.ts').click();
    for (let hunk = 0; hunk < 6; hunk += 1) await page.keyboard.press('n');
    await expect(run.getByText("gamma110 = 'new'")).toBeVisible();
    await shot(page, 'before');
    const before = await lineAtTop(page);
    expect(before).toContain('gamma');

    await page.keyboard.press('Shift+Backspace');
    await expect(page.getByText('Discarded a hunk of src/gamma.ts', { exact: true })).toBeVisible();
    await holdUndo(page);
    await expect(run.getByText("gamma110 = 'new'")).toHaveCount(0);
    await shot(page, 'discarded');
    expect(await lineAtTop(page)).toBe(before);
    await expect(current).toContainText('gamma.ts');
    await expect(run.getByText('1 viewed')).toBeVisible();

    await page.keyboard.press('n');
    await expect(run.getByText("gamma130 = 'new'")).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(run.getByText("gamma110 = 'new'")).toBeVisible();
    await expect(current).toContainText('gamma.ts');
    await expect(run.getByText('1 viewed')).toBeVisible();

    const top = await lineAtTop(page);
    await page.keyboard.press('Shift+i');
    const field = page.getByRole('textbox', { name: 'Text of src/gamma.ts' });
    await field.fill((await field.inputValue()).replace("gamma190 = 'new'", "gamma190 = 'by hand'"));
    await page.keyboard.press('Control+Enter');
    await expect(field).toHaveCount(0);
    await expect(run.getByText(/edited by you, not checked since/i)).toBeVisible();
    expect(await lineAtTop(page)).toBe(top);
    await expect(current).toContainText('gamma.ts');
    await expect(run.getByText('1 viewed')).toBeVisible();
    await shot(page, 'edited');
    expect(problems).toEqual([]);
  });

  test('a viewed file that changes is to be looked at again; a discarded one hands on to its neighbour', async () => {
    const { page, problems } = started;
    const run = page.getByRole('region', { name: 'Run' });
    await fileIn(run, 'beta.ts').click();
    await page.keyboard.press('m');
    await expect(run.getByText('2 viewed')).toBeVisible();
    await page.keyboard.press('[');
    await expect(run.locator('[aria-current=true]')).toContainText('beta.ts');
    await page.keyboard.press('Shift+i');
    const field = page.getByRole('textbox', { name: 'Text of src/beta.ts' });
    await field.fill(`// by hand\n${await field.inputValue()}`);
    await page.keyboard.press('Control+Enter');
    await expect(run.getByText('1 viewed')).toBeVisible();
    await expect(run.getByText('// by hand')).toBeVisible();

    await run.getByRole('button', { name: 'Edit the change to src/beta.ts' }).click();
    await page.getByRole('menuitem', { name: 'Discard the change to this file' }).click();
    await expect(run.getByText('5 files', { exact: true })).toBeVisible();
    await expect(run.locator('[aria-current=true]')).toContainText('delta.ts');
    await expect(run.getByText('1 viewed')).toBeVisible();
    expect(problems).toEqual([]);
  });

  test('a drawing is compared as a picture, and whatever it holds stays in it', async () => {
    const { page } = started;
    const run = page.getByRole('region', { name: 'Run' });
    await fileIn(run, 'logo.svg').click();
    await run.getByRole('button', { name: 'Compare' }).click();
    const after = page.getByRole('img', { name: 'logo.svg, after the change' });
    await expect(after).toBeVisible();
    await expect(page.getByText('120 × 80', { exact: false })).toHaveCount(2);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await shot(page, `svg-${theme}`);
    }
    expect(await page.evaluate(() => (globalThis as { svgRan?: boolean }).svgRan ?? false)).toBe(false);
    expect(
      await page.evaluate(() => document.querySelectorAll('[role=dialog] svg rect, iframe, object, embed').length),
    ).toBe(0);
    expect(asked).toEqual([]);
  });
});
