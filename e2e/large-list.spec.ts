import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { startApp, temporaryFolder } from './app.ts';
import { seedJob } from './seeds/paused-job.ts';

test('a long list is read in a thread of its own, and a short one at once', async () => {
  const place = await temporaryFolder('large-list');
  const data = path.join(place.folder, 'data');
  await seedJob(data, { title: 'An earlier one', runs: 1, fill: async () => undefined });
  // Nobody is asked about the repositories.
  const { app, page, problems } = await startApp(data, ['--github-url', 'http://127.0.0.1:9']);
  const threads: string[] = [];
  page.on('worker', (worker) => threads.push(worker.url()));
  const take = async (name: string, text: string) => {
    writeFileSync(path.join(place.folder, name), text);
    await page.locator('input[type=file]').first().setInputFiles(path.join(place.folder, name));
  };
  try {
    // Keys are heard once the window is drawn.
    await expect(page.getByRole('button', { name: 'New job' }).first()).toBeVisible();
    await page.keyboard.press('ControlOrMeta+n');
    await expect(page.getByRole('textbox', { name: 'Instruction' })).toBeVisible();
    await take('short.yml', 'repositories:\n  - acme/short\n');
    await expect(page.getByText('acme/short').first()).toBeVisible();
    expect(threads).toEqual([]);
    const many = Array.from({ length: 26_000 }, (_, line) => `  - acme/long${line % 3}\n`);
    await take('long.yml', `repositories:\n${many.join('')}`);
    for (const index of [0, 1, 2]) await expect(page.getByText(`acme/long${index}`).first()).toBeVisible();
    expect(threads).toEqual([expect.stringContaining('/entry')]);
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await place.remove();
  }
});
