import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { holdUndo, startApp, temporaryFolder } from './app.ts';
import { settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

const names = (page: Page) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('checkbox') })
    .getByText(/^\/service-\d+$/)
    .allInnerTexts();

test('waiting runs are put into another order by key and by mouse, and rows are filtered by what is known of them', async () => {
  const place = await temporaryFolder('rows');
  const data = path.join(place.folder, 'data');
  await seedJob(data, {
    title: 'Order matters',
    runs: 6,
    fill: async ({ records, runs }) => {
      for (const run of runs.slice(4)) value(await records.record(run.id, settled('failed', 'It did not work.')));
    },
  });
  const { app, page, problems } = await startApp(data);
  try {
    await page.getByRole('row').filter({ hasText: 'Order matters' }).click();
    await expect(page.getByRole('row').filter({ hasText: 'service-003' })).toBeVisible();
    await expect(page.getByText('the job is paused')).toBeVisible();
    const order = (...waiting: number[]) =>
      expect.poll(() => names(page)).toEqual([4, 5, ...waiting].map((number) => `/service-00${number}`));
    await order(0, 1, 2, 3);

    // The fourth row is the second waiting one.
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('j');
    await page.keyboard.press('Alt+ArrowDown');
    await order(0, 2, 1, 3);
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    await order(1, 0, 2, 3);

    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('service-003').dragTo(row('service-001'), { targetPosition: { x: 200, y: 4 } });
    await order(3, 1, 0, 2);

    // Ticked rows move together, by mouse and by key, and Undo takes it back.
    const tick = (name: string) => row(name).getByRole('checkbox').click();
    await tick('service-003');
    await tick('service-000');
    await row('service-000').dragTo(row('service-002'), { targetPosition: { x: 200, y: 32 } });
    await order(1, 2, 3, 0);
    await expect(page.getByText('Moved 2 runs', { exact: true })).toBeVisible();
    await holdUndo(page);
    await page.keyboard.press('ControlOrMeta+z');
    await order(3, 1, 0, 2);
    for (let press = 0; press < 10; press += 1) await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Alt+ArrowUp');
    await order(3, 0, 1, 2);
    await page.keyboard.press('Alt+End');
    await order(1, 2, 3, 0);
    await page.keyboard.press('Alt+Home');
    await order(3, 0, 1, 2);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'More about this job' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'High priority' }).click();
    await expect(page.getByText('Free places go to this job first', { exact: true }).first()).toBeVisible();
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Outcome: Failed' }).click();
    await expect(page.getByRole('textbox', { name: 'Filter' })).toHaveValue('outcome:failed');
    await expect.poll(() => names(page)).toEqual(['/service-004', '/service-005']);
    await page.getByRole('button', { name: 'Tick all 2 that match' }).click();
    await expect(page.getByText('2 ticked')).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await place.remove();
  }
});
