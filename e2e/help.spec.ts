import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ElectronApplication, expect, test } from '@playwright/test';
import { startApp, temporaryFolder } from './app.ts';
import { settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

const TOKEN = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';

const chooseInMenu = (app: ElectronApplication, label: string) =>
  app.evaluate(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
    items.find((item) => item.label === wanted)?.click();
  }, label);

test('Help shows the log, saves diagnostics as they were shown, fills in a report, and says what the app is', async () => {
  const place = await temporaryFolder('help');
  const data = path.join(place.folder, 'data');
  const log = path.join(data, 'logs', 'main.log');
  await seedJob(data, {
    title: 'Something went wrong',
    runs: 1,
    fill: async ({ records, runs }) => {
      for (const run of runs) value(await records.record(run.id, settled('failed', 'It did not work.')));
    },
  });
  const { app, page } = await startApp(data);
  const dialog = page.getByRole('dialog');
  try {
    await test.step('what breaks in the window reaches the log, with its way and without keys', async () => {
      await page.getByRole('row').filter({ hasText: 'Something went wrong' }).click();
      await page.evaluate((token) => {
        queueMicrotask(() => {
          throw new Error(`planted ${token}`);
        });
        void Promise.reject(new Error('planted promise'));
      }, TOKEN);
      await expect.poll(() => (existsSync(log) ? readFileSync(log, 'utf8') : '')).toContain('planted promise');
      const text = readFileSync(log, 'utf8');
      expect(text).toContain('planted [redacted]');
      expect(text).not.toContain(TOKEN);
    });

    await test.step('the log and the form are opened outside', async () => {
      await app.evaluate(({ shell }) => {
        const opened: string[] = [];
        Object.assign(globalThis, { opened });
        shell.showItemInFolder = (file) => void opened.push(file);
        shell.openExternal = async (url) => void opened.push(url);
      });
      const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
      await chooseInMenu(app, 'Open logs');
      await expect.poll(opened).toEqual([log]);
      await chooseInMenu(app, 'Report a problem…');
      await expect.poll(opened).toEqual([log, expect.stringMatching(/\/issues\/new\?template=fault\.yml&version=0/)]);
    });

    await test.step('diagnostics: each file is shown; events go along when they are ticked', async () => {
      await page.getByRole('row').filter({ hasText: 'service-000' }).click();
      await chooseInMenu(app, 'Export diagnostics…');
      const events = dialog.getByRole('checkbox', { name: /^events\// });
      await expect(events).not.toBeChecked();
      for (const name of ['versions.json', 'settings.json', 'main.log']) {
        await expect(dialog.getByRole('checkbox', { name, exact: true })).toBeChecked();
      }
      await dialog.getByRole('button', { name: 'Show main.log', exact: true }).click();
      await expect(dialog.getByRole('region', { name: 'Preview of main.log' })).toContainText('planted [redacted]');
      await dialog.getByRole('checkbox', { name: 'settings.json' }).click();
      await events.click();
      await expect(dialog.getByRole('region', { name: /^Preview of events/ })).toContainText('It did not work.');
      const zip = path.join(place.folder, 'diagnostics.zip');
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath });
      }, zip);
      await dialog.getByRole('button', { name: 'Save 3 files as a zip' }).click();
      await expect(dialog).toHaveCount(0);
      const names = execFileSync('unzip', ['-Z1', zip], { encoding: 'utf8' });
      expect(names).toMatch(/^versions\.json\nmain\.log\nevents\/run_\w+\.jsonl\n$/);
    });

    await test.step('about: versions and licences, from the palette', async () => {
      await page.keyboard.press('ControlOrMeta+k');
      await page.keyboard.type('about cody');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog', { name: 'About Cody Batch' })).toContainText('Electron');
      await expect(dialog.getByRole('region', { name: 'Third-party notices' })).toContainText('zod');
    });

    await test.step('what main does not expect ends it, and its last line says why', async () => {
      const ended = new Promise<number | null>((resolve) => app.process().once('exit', resolve));
      await app.evaluate(() => {
        setTimeout(() => {
          throw new Error('planted in main');
        });
      });
      expect(await ended).toBe(70);
      const last = JSON.parse(readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '');
      expect(last).toMatchObject({ level: 'error', message: 'defect', place: 'main' });
      expect(last.error).toMatch(/planted in main\n +at /);
    });
  } finally {
    await app.close().catch(() => undefined);
    await place.remove();
  }
});
