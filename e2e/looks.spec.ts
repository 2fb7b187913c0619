import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { WindowApi } from '../src/shared/window-api.ts';
import { ROOT, startApp, temporaryFolder } from './app.ts';
import { seedChange } from './seeds/clones.ts';
import { longConversation, settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

/**
 * Guards the seeded screens against accidents. Letters look different wherever the fonts or the browser differ, so pictures
 * are kept per machine of one kind: elsewhere they are skipped, and `npm run test:e2e -- looks --update-snapshots` makes them.
 */
const kindOfMachine = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d');
    const widths = ['system-ui', 'ui-monospace', getComputedStyle(document.body).fontFamily].map((font) => {
      if (context) context.font = `13px ${font}`;
      return context?.measureText('The quick brown fox, 0123456789 {}→✓').width;
    });
    return [navigator.userAgent, devicePixelRatio, ...widths].join(' ');
  });

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
    // Known a moment after the window is there.
    const state = () => page.evaluate(() => (globalThis as unknown as { api: WindowApi }).api.invoke('app.state', {}));
    await expect.poll(async () => JSON.stringify(await state())).toContain('"available":');
    const sandboxed = JSON.stringify(await state()).includes('"available":true');
    const kind = createHash('sha256')
      .update(`${await kindOfMachine(page)} ${sandboxed}`)
      .digest('hex')
      .slice(0, 12);
    const folder = path.join(ROOT, 'e2e/looks', `${process.platform}-${kind}`);
    const making = ['all', 'changed'].includes(test.info().config.updateSnapshots);
    const reason = `no pictures from a machine with these fonts (${path.relative(ROOT, folder)})`;
    if (!making && !existsSync(folder)) console.log(`[looks] skipped: ${reason}`);
    test.skip(!making && !existsSync(folder), reason);

    for (const dismiss of await page.getByRole('button', { name: 'Dismiss' }).all()) await dismiss.click();
    const look = async (name: string) => {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await expect.soft(page).toHaveScreenshot([path.basename(folder), `${name}-${theme}.png`], {
          mask: [page.locator('time')],
          // A word that changes is more than this; the edge of a letter is less.
          maxDiffPixels: 60,
        });
      }
    };
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
