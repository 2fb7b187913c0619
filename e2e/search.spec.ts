import path from 'node:path';
import { expect, test } from '@playwright/test';
import { startApp, temporaryFolder } from './app.ts';
import { longConversation, settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

test('words of any conversation lead to the place where they were said', async () => {
  const place = await temporaryFolder('search');
  const data = path.join(place.folder, 'data');
  await seedJob(data, {
    title: 'Retire the old linter',
    runs: 3,
    fill: async ({ records, runs }) => {
      const [first, second] = runs;
      if (!first || !second) throw new Error('no runs');
      value(await records.record(first.id, ...longConversation(400), settled('unchanged', 'Nothing to change.')));
      const error = { code: 'git_auth' as const, message: 'The host refused the token of the osprey account.' };
      value(
        await records.record(second.id, {
          kind: 'settled',
          outcome: 'failed',
          reason: { code: 'failed', parameters: { message: error.message } },
          error,
        }),
      );
    },
  });
  const { app, page, problems } = await startApp(data);
  try {
    const dialog = page.getByRole('dialog', { name: 'Search everywhere' });
    const search = async (text: string) => {
      await page.keyboard.press('ControlOrMeta+Shift+f');
      await expect(dialog).toBeVisible();
      await page.keyboard.type(text);
    };

    await expect(page.getByRole('row').filter({ hasText: 'Retire the old linter' })).toBeVisible();
    await search('module part 297');
    await expect(dialog.getByRole('option').first()).toContainText('part-297.ts');
    await page.keyboard.press('Enter');
    const conversation = page.getByRole('region', { name: /^Conversation/ });
    await expect(conversation.getByText('part-297.ts').first()).toBeInViewport();

    await search('refused osprey');
    await expect(dialog.getByRole('option').first()).toContainText('Error');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Run' }).getByText('osprey').first()).toBeInViewport();

    await search('service-002');
    await expect(dialog.getByRole('option').first()).toContainText('Repository');
    await page.keyboard.press('Escape');

    await search('nowhere to be found');
    await expect(dialog.getByText('Nothing found.')).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await place.remove();
  }
});
