import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { startApp, temporaryFolder } from './app.ts';
import { pictures } from './pictures.ts';
import { seedChange } from './seeds/clones.ts';
import { longConversation, settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

/** Guards the seeded screens against accidents. */
test('the screens look as they did', async () => {
  const place = await temporaryFolder('looks');
  const data = path.join(place.folder, 'data');
  await seedJob(data, {
    title: 'Replace the old linter',
    runs: 12,
    fill: async ({ records, folder, runs }) => {
      const [changed, unchanged, failed, stopped] = runs;
      if (!changed || !unchanged || !failed || !stopped) throw new Error('no runs');
      const before = { 'readme.md': '# Service\n\nRuns the old linter.\n', 'package.json': '{ "scripts": {} }\n' };
      const changeset = await seedChange(folder, changed, before, (tree) => {
        writeFileSync(path.join(tree, 'readme.md'), '# Service\n\nRuns the new linter, which is quicker.\n');
        writeFileSync(path.join(tree, 'linter.json'), '{\n  "rules": "recommended"\n}\n');
      });
      const done = settled('changed', 'Two files changed.');
      const verdict = { kind: 'verdict_reached' as const, verdict: 'passes' as const };
      value(
        await records.record(changed.id, ...longConversation(3), verdict, { kind: 'changeset_ready', changeset }, done),
      );
      value(await records.record(unchanged.id, settled('unchanged', 'Has the new linter already.')));
      const error = { code: 'git_auth' as const, message: 'The token may not read this repository.' };
      value(
        await records.record(failed.id, {
          kind: 'settled',
          outcome: 'failed',
          reason: { code: 'failed', parameters: { message: error.message } },
          error,
        }),
      );
      value(await records.record(stopped.id, settled('stopped', 'Stopped at 60 steps.')));
    },
  });
  const { app, page } = await startApp(data);
  try {
    await expect(page.getByRole('row').filter({ hasText: 'Replace the old linter' })).toBeVisible();
    const look = await pictures(page);
    for (const dismiss of await page.getByRole('button', { name: 'Dismiss' }).all()) await dismiss.click();
    await look('jobs');
    await page.getByRole('row').filter({ hasText: 'Replace the old linter' }).click();
    await expect(page.getByRole('row').filter({ hasText: 'service-011' })).toBeVisible();
    await look('job');
    await page.getByRole('row').filter({ hasText: 'service-000' }).click();
    await expect(page.getByText('linter.json').first()).toBeVisible();
    await look('run');
    await page.keyboard.press('2');
    await page.keyboard.press('v');
    await expect(page.getByText('read_file').first()).toBeVisible();
    await look('technical');
    await page.keyboard.press('v');
    await page.keyboard.press('ControlOrMeta+n');
    await expect(page.getByRole('textbox', { name: 'Instruction' })).toBeVisible();
    await look('new-job');
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('palette');
  } finally {
    await app.close();
    await place.remove();
  }
});
