import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { AppError } from '../src/shared/errors.ts';
import type { RunEventBody } from '../src/shared/events.ts';
import { shot, startApp, temporaryFolder } from './app.ts';
import { repositoryAt } from './seeds/names.ts';
import { openSeedStore } from './seeds/store.ts';

const NO_MODEL: AppError = {
  code: 'model_not_found',
  message: 'The Claude API does not know the model claude-old.',
  next: 'Choose another model for the job.',
};

const FAILED: RunEventBody = {
  kind: 'settled',
  outcome: 'failed',
  reason: { code: 'old_text', parameters: { text: 'It failed.' } },
  error: NO_MODEL,
};

test('a job is changed, copied, renamed, put away and deleted without a dead end', async () => {
  const place = await temporaryFolder('job-options');
  const data = path.join(place.folder, 'data');
  const store = await openSeedStore(data);
  const repos = ['service-000', 'service-001'].map((name) => repositoryAt('https://github.com', name, 'example'));
  for (const minutes of [90, 5]) {
    const at = Date.now() - minutes * 60_000;
    const { runs } = await store.addJob({ title: 'Rename it', prompt: 'Rename it everywhere.', repos, at });
    for (const run of runs) await store.tell(run, at, [FAILED]);
  }
  await store.close();
  const { app, page, problems } = await startApp(data);
  // Duplicate leaves a job that is being written above them.
  const rows = page.getByRole('grid', { name: 'Jobs' }).getByRole('row').filter({ hasNotText: 'Draft:' });
  const more = page.getByRole('button', { name: 'More about this job' });
  const choose = (name: string) => page.getByRole('menuitem', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  try {
    await test.step('two jobs of one name are told apart; a menu opens where somebody clicks', async () => {
      await expect(rows).toHaveCount(2);
      const made = await rows.locator('time:not([datetime])').allTextContents();
      expect(new Set(made).size).toBe(2);
      await rows.first().click({ button: 'right' });
      await shot(page, 'list-menu');
      await choose('Edit the options');
    });

    await test.step('options say which runs they touch, are kept while they are typed, saved and taken back', async () => {
      await expect(dialog).toContainText('2 runs that are over take them up when retried.');
      await dialog.getByRole('textbox', { name: 'Base branch' }).fill('develop');
      await shot(page, 'options');
      await page.emulateMedia({ colorScheme: 'dark' });
      await shot(page, 'options-dark');
      await page.keyboard.press('Escape');
      await rows.first().hover();
      await rows.first().getByRole('button', { name: 'More about Rename it' }).click();
      await choose('Edit the options');
      await expect(dialog.getByRole('textbox', { name: 'Base branch' })).toHaveValue('develop');
      await page.keyboard.press('ControlOrMeta+Enter');
      await expect(page.getByText('Saved the options', { exact: true })).toBeVisible();
      await expect(dialog).toHaveCount(0);
    });

    await test.step('a failure opens the part of the options that mends it', async () => {
      await rows.first().click();
      await page.getByRole('row').filter({ hasText: 'service-000' }).click();
      const run = page.getByRole('region', { name: 'Run' });
      await shot(page, 'failure-dark');
      await run.getByRole('button', { name: 'Choose another model' }).click();
      await expect(dialog.getByRole('combobox', { name: 'Model' })).toBeFocused();
      await page.keyboard.press('Escape');
    });

    await test.step('Duplicate fills in New job with it', async () => {
      await more.click();
      await shot(page, 'job-menu-dark');
      await choose('Duplicate');
      await expect(page.getByRole('textbox', { name: 'Title' }).first()).toHaveValue('Rename it (2)');
      await expect(page.getByRole('textbox', { name: 'Instruction' })).toHaveValue('Rename it everywhere.');
      await expect(page.getByText('service-001').first()).toBeVisible();
      await expect(page.getByText('on develop')).toBeVisible();
      await page.getByRole('button', { name: 'Jobs', exact: true }).first().click();
    });

    await test.step('another name, and the archive: both come back with Undo, and the archive by its filter', async () => {
      await rows.first().click({ button: 'right' });
      await choose('Rename');
      await dialog.getByRole('textbox', { name: 'Title' }).fill('Another name');
      await page.keyboard.press('ControlOrMeta+Enter');
      await expect(rows.filter({ hasText: 'Another name' })).toHaveCount(1);
      await rows.filter({ hasText: 'Another name' }).click({ button: 'right' });
      await choose('Archive');
      await expect(rows).toHaveCount(1);
      await page.getByRole('button', { name: 'Archived 1' }).click();
      await expect(rows).toContainText(['Another name']);
      await shot(page, 'archive-dark');
      await rows.first().click({ button: 'right' });
      await choose('Take out of the archive');
      await page.getByRole('button', { name: 'Back to all jobs' }).first().click();
      await expect(rows).toHaveCount(2);
    });

    await test.step('a report is saved; deleting says what is lost', async () => {
      const file = path.join(place.folder, 'report.json');
      await app.evaluate(({ BrowserWindow }, to) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.webContents.session.once('will-download', (_event, item) => item.setSavePath(to));
      }, file);
      await rows.filter({ hasText: 'Another name' }).click({ button: 'right' });
      await choose('Save a report');
      await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(/"runs": 2,\s+"changed": 0/);
      await rows.filter({ hasText: 'Another name' }).click({ button: 'right' });
      await choose('Delete the job');
      const sure = page.getByRole('alertdialog');
      await expect(sure).toContainText('Its 2 runs with their conversations, checks and patches are deleted');
      await shot(page, 'delete-dark');
      await sure.getByRole('button', { name: 'Delete the job' }).click();
      await expect(rows).toHaveCount(1);
    });
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await place.remove();
  }
});
