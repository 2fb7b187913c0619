import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ElectronApplication, expect, type Locator, test } from '@playwright/test';
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

    await test.step('a page that breaks without end pushes nothing out of the log', async () => {
      await page.evaluate(async () => {
        for (let n = 0; n < 1000; n += 1) void Promise.reject(new Error(`storm ${n} \u001b[2J\u202e\ud800`));
        await new Promise((resolve) => setTimeout(resolve));
      });
      const lines = () => readFileSync(log, 'utf8').split('\n');
      await expect.poll(() => lines().some((line) => line.includes('only counted'))).toBe(true);
      // The minute of the window may end once on the way.
      expect(lines().filter((line) => line.includes('storm')).length).toBeLessThanOrEqual(40);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
      expect(lines().join('')).not.toMatch(/[\u0000-\u001f\u202e\ud800-\udfff]/);
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

    const fromPalette = async (command: string) => {
      await page.keyboard.press('ControlOrMeta+k');
      await page.keyboard.type(command);
      await page.keyboard.press('Enter');
    };
    const tabTo = async (wanted: Locator) => {
      for (let presses = 0; presses < 20; presses += 1) {
        if (await wanted.evaluate((element) => element === document.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      await expect(wanted).toBeFocused();
    };

    await test.step('diagnostics without a mouse, in the smallest window, in a folder that takes nothing', async () => {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600));
      await app.evaluate(
        ({ dialog }, filePath) => {
          dialog.showSaveDialog = async () => ({ canceled: false, filePath });
        },
        path.join(place.folder, 'gone', 'diagnostics.zip'),
      );
      await fromPalette('export diagnostics');
      await tabTo(dialog.getByRole('checkbox', { name: 'settings.json' }));
      await page.keyboard.press('Space');
      await expect(dialog.getByRole('checkbox', { name: 'settings.json' })).not.toBeChecked();
      await tabTo(dialog.getByRole('button', { name: 'Show settings.json' }));
      await page.keyboard.press('Enter');
      const preview = dialog.getByRole('region', { name: 'Preview of settings.json' });
      await tabTo(preview);
      await page.keyboard.press('End');
      await expect.poll(() => preview.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
      const save = dialog.getByRole('button', { name: /^Save \d+ files as a zip/ });
      await tabTo(save);
      await expect(save).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('Enter');
      await expect(dialog.getByRole('alert')).toContainText('The diagnostics could not be saved.');
      // What was chosen is still there, for another folder.
      await expect(dialog.getByRole('checkbox', { name: 'settings.json' })).not.toBeChecked();
      await expect(save).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    });

    await test.step('about: versions and licences, from the palette', async () => {
      await fromPalette('about cody');
      await expect(page.getByRole('dialog', { name: 'About Cody Batch' })).toContainText('Electron');
      const notices = dialog.getByRole('region', { name: 'Third-party notices' });
      await expect(notices).toContainText('zod');
      await tabTo(notices);
      await page.keyboard.press('PageDown');
      await expect.poll(() => notices.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
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
