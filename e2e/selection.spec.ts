import path from 'node:path';
import { expect, test } from '@playwright/test';
import { aPullRequest } from '../src/shared/testing/builders.ts';
import { type StartedApp, shot, startApp, temporaryFolder } from './app.ts';
import { settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

test.describe('rows', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let started: StartedApp;

  test.beforeAll(async () => {
    place = await temporaryFolder('selection');
    const data = path.join(place.folder, 'data');
    await seedJob(data, {
      title: 'Choose among them',
      runs: 9,
      fill: async ({ records, runs }) => {
        // Three failed, two with nothing to do (a group that is folded), four that wait.
        for (const [index, run] of runs.entries()) {
          if (index < 3) value(await records.record(run.id, settled('failed', 'It did not work.')));
          else if (index < 5) {
            // Of an earlier attempt.
            const pullRequest = aPullRequest({ number: index, openedAt: index });
            const saved = { kind: 'pull_request_saved' as const, pullRequest };
            value(await records.record(run.id, settled('unchanged', 'Nothing to do.'), saved));
          }
        }
      },
    });
    started = await startApp(data);
    await row('Choose among them').click();
    await expect(row('service-000')).toBeVisible();
  });
  test.afterAll(async () => {
    await started?.app.close();
    await place.remove();
  });

  const row = (name: string) => started.page.getByRole('row').filter({ hasText: name });
  const ticked = () =>
    started.page
      .getByRole('row', { selected: true })
      .getByText(/^\/service-\d+$/)
      .allInnerTexts();
  const tickedAre = (...numbers: number[]) =>
    expect.poll(ticked).toEqual(numbers.map((number) => `/service-00${number}`));
  /** The row on which the cursor stands, for a screen reader too. */
  const cursor = () =>
    started.page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant');
      return (id && document.getElementById(id)?.textContent) || '';
    });
  const cursorIsOn = (words: RegExp) => expect.poll(cursor).toMatch(words);
  const open = () => started.page.getByRole('region', { name: 'Run' });
  const untick = () => started.page.getByRole('button', { name: 'Untick all' }).click();

  test('Shift takes a range, Ctrl one more, and no text is selected', async () => {
    const { page } = started;
    await row('service-000').click({ modifiers: ['ControlOrMeta'] });
    await row('service-006').click({ modifiers: ['Shift'] });
    await tickedAre(0, 1, 2, 5, 6);
    await row('service-008').click({ modifiers: ['ControlOrMeta'] });
    await row('service-001').click({ modifiers: ['ControlOrMeta'] });
    await tickedAre(0, 2, 5, 6, 8);
    await row('service-002')
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] });
    await tickedAre(0, 1, 2, 5, 6, 8);
    expect(await page.evaluate(() => getSelection()?.toString() ?? '')).toBe('');
    await expect(open()).toHaveCount(0);
    await untick();
  });

  test('what many rows are asked to do is done to those in sight, and it says which are not', async () => {
    const { page } = started;
    await page.keyboard.press('ControlOrMeta+a');
    await expect(page.getByText('7 ticked', { exact: true })).toBeVisible();
    await page.getByRole('textbox', { name: 'Filter' }).fill('service-001');
    await expect(page.getByText('1 ticked, 6 hidden')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Retry 1' })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Cancel/ })).toHaveCount(0);
    await shot(page, 'hidden');
    await page.getByRole('button', { name: 'Show them' }).click();
    await expect(page.getByText('7 ticked', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: /^Waiting/ }).click();
    await expect(page.getByText('3 ticked, 4 hidden')).toBeVisible();
    await page.getByRole('button', { name: 'Show them' }).click();
    await expect(page.getByRole('button', { name: 'Cancel 4' })).toBeVisible();
    await untick();
    await page.getByRole('button', { name: /^Done/ }).click();
    await expect(row('service-003')).toHaveCount(0);
  });

  test('one cursor: Enter opens its row wherever the focus was, groups fold under it, and it comes back', async () => {
    const { page } = started;
    const { keyboard } = page;
    await page.getByRole('button', { name: 'Filters' }).focus();
    await keyboard.press('j');
    await cursorIsOn(/service-000/);
    await page.getByRole('button', { name: 'Filters' }).focus();
    await keyboard.press('j');
    await cursorIsOn(/service-001/);
    await shot(page, 'cursor');
    // Held down, a key ticks once and does not untick again; one that moves goes on.
    for (let times = 0; times < 2; times += 1) await keyboard.down('x');
    await keyboard.up('x');
    await tickedAre(1);
    await untick();
    await keyboard.press('Home');
    for (let times = 0; times < 2; times += 1) await keyboard.down('j');
    await keyboard.up('j');
    await cursorIsOn(/service-002/);
    await keyboard.press('k');
    await cursorIsOn(/service-001/);
    await keyboard.press('Enter');
    await expect(open().getByRole('heading', { name: /service-001/ })).toBeVisible();
    await keyboard.press('Escape');
    await expect(open()).toHaveCount(0);
    await cursorIsOn(/service-001/);

    await keyboard.press('ArrowLeft');
    await expect(row('service-000')).toHaveCount(0);
    await cursorIsOn(/Needs you/);
    await keyboard.press('k');
    await cursorIsOn(/Needs you/);
    await keyboard.press('ArrowRight');
    await expect(row('service-000')).toBeVisible();
    await keyboard.press('ArrowDown');
    await cursorIsOn(/service-000/);
    await keyboard.press('End');
    await cursorIsOn(/Done/);
    await keyboard.press('Enter');
    await expect(row('service-004')).toBeVisible();
    await keyboard.press('j');
    await cursorIsOn(/service-003/);
    await keyboard.press('ArrowLeft');

    await keyboard.press('Home');
    await keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    // Keys are the dialog's own, also when what had the focus in it is gone.
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (const key of ['x', 'g', 'i']) await keyboard.press(key);
    await expect(page.getByRole('dialog')).toBeVisible();
    await tickedAre();
    await keyboard.press('Escape');
    await cursorIsOn(/service-000/);
    await keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await keyboard.press('Escape');
    await cursorIsOn(/service-000/);
    // A row has its menu by the mouse, and by the key where the cursor stands; several ticked ones have one of their own.
    const menu = page.getByRole('menu');
    await row('service-005').click({ button: 'right' });
    await expect(menu.getByRole('menuitem', { name: 'Cancel the run' })).toBeVisible();
    await expect(menu.getByRole('menuitem', { name: 'Retry the run' })).toHaveCount(0);
    await shot(page, 'row-menu');
    await keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
    await cursorIsOn(/service-000/);
    await keyboard.press('ContextMenu');
    await expect(menu.getByRole('menuitem', { name: 'Retry the run' })).toBeVisible();
    await menu.getByRole('menuitem', { name: 'Tick the row' }).click();
    await tickedAre(0);
    await row('service-001').click({ modifiers: ['ControlOrMeta'] });
    await row('service-001').click({ button: 'right' });
    await expect(menu.getByRole('menuitem', { name: 'Retry ticked' })).toBeVisible();
    await menu.getByRole('menuitem', { name: 'Untick all' }).click();
    await tickedAre();
    const more = page.getByRole('button', { name: 'More about this job' });
    await more.focus();
    await keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Show or revise the prompt' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await keyboard.press('Escape');
    await expect(more).toBeFocused();
    await expect(menu).toHaveCount(0);
  });

  test('the head of a column sorts the rows of each group, and its menu puts columns away', async () => {
    const { page } = started;
    const head = (name: string) => page.getByRole('columnheader', { name });
    const failed = async () => (await page.getByRole('row').filter({ hasText: 'failed' }).allInnerTexts()).join();
    await head('Repository').getByRole('button').click();
    await expect(head('Repository')).toHaveAttribute('aria-sort', 'ascending');
    await head('Repository').getByRole('button').click();
    await expect(head('Repository')).toHaveAttribute('aria-sort', 'descending');
    await expect.poll(failed).toMatch(/002.*001.*000/s);
    // Those that wait stay in the order in which they start.
    await expect(row('service-005')).toBeVisible();
    const topOf = async (name: string) => (await row(name).boundingBox())?.y ?? 0;
    expect(await topOf('service-005')).toBeLessThan(await topOf('service-006'));
    await shot(page, 'sorted');
    await head('Steps').click({ button: 'right' });
    await page.getByRole('menuitemcheckbox', { name: 'Tokens' }).click();
    await expect(head('Tokens')).toHaveCount(0);
    await expect(head('Steps')).toBeVisible();
    await head('Repository').getByRole('button').click();
    await expect(head('Repository')).toHaveAttribute('aria-sort', 'none');
    await expect.poll(failed).toMatch(/000.*001.*002/s);
  });

  test('back and forward, by key and by mouse, and the way up', async () => {
    const { page } = started;
    const { keyboard } = page;
    const heading = (name: string) => page.getByRole('heading', { level: 1, name });
    const mouse = (button: number) =>
      page.evaluate(
        (which) => void document.body.dispatchEvent(new MouseEvent('mouseup', { button: which, bubbles: true })),
        button,
      );
    // The row under the mouse stays there.
    const topOf = async () => (await row('service-002').boundingBox())?.y;
    const before = await topOf();
    await row('service-002').click();
    await expect(open()).toBeVisible();
    expect(await topOf()).toBe(before);
    await shot(page, 'beside');
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('button', { name: /^Insights/ })
      .click();
    await expect(heading('Insights')).toBeVisible();
    await keyboard.press('Alt+ArrowLeft');
    await expect(open().getByRole('heading', { name: /service-002/ })).toBeVisible();
    await keyboard.press('Alt+ArrowLeft');
    await expect(open()).toHaveCount(0);
    await keyboard.press('Alt+ArrowRight');
    await expect(open()).toBeVisible();
    await keyboard.press('Alt+ArrowRight');
    await expect(heading('Insights')).toBeVisible();
    await mouse(3);
    await expect(open()).toBeVisible();
    await mouse(4);
    await expect(heading('Insights')).toBeVisible();
    await mouse(3);
    // From a list of all jobs the way leads to the row, which its group hid, and back to the row that one came from.
    await keyboard.press('g');
    await keyboard.press('p');
    await expect(heading('Pull requests')).toBeVisible();
    await keyboard.press('End');
    await cursorIsOn(/service-003/);
    await keyboard.press('ContextMenu');
    await expect(page.getByRole('menuitem', { name: 'Open the pull request in the browser' })).toBeVisible();
    await keyboard.press('Escape');
    await cursorIsOn(/service-003/);
    await keyboard.press('Enter');
    await expect(open().getByRole('heading', { name: /service-003/ })).toBeVisible();
    await expect(row('service-003').and(page.locator('[aria-current]'))).toBeInViewport();
    await keyboard.press('Alt+ArrowLeft');
    await expect(heading('Pull requests')).toBeVisible();
    await expect(row('service-003').and(page.locator('[data-active]'))).toBeVisible();
    await keyboard.press('Alt+ArrowRight');
    await page.getByRole('navigation', { name: 'Where this is' }).getByRole('button', { name: 'Jobs' }).click();
    await expect(heading('Jobs')).toBeVisible();
    // The way up leads to the row that one came from.
    await row('Choose among them').click();
    await keyboard.press('Escape');
    await cursorIsOn(/Choose among them/);
    expect(started.problems).toEqual([]);
  });
});
