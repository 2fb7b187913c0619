import path from 'node:path';
import { type CDPSession, expect, test } from '@playwright/test';
import { pressChord, type StartedApp, startApp, temporaryFolder } from './app.ts';
import { openSeedStore } from './seeds/store.ts';

/** A press as a layout makes it of a key, without a text of its own. */
async function press(keyboard: CDPSession, key: string, code: string, more: { ctrl?: boolean } = {}): Promise<void> {
  const event = { key, code, modifiers: more.ctrl ? 2 : 0 };
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
}

/** Begins to compose a text, and presses a key that the input method is at work with. */
async function compose(keyboard: CDPSession, text: string, key: 'Enter' | 'Escape'): Promise<void> {
  const selection = { selectionStart: text.length, selectionEnd: text.length };
  await keyboard.send('Input.imeSetComposition', { text, ...selection });
  const event = { key, code: key, windowsVirtualKeyCode: 229 };
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
}

test.describe('keyboards of the world', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let started: StartedApp;
  let keyboard: CDPSession;

  test.beforeAll(async () => {
    place = await temporaryFolder('input');
    const data = path.join(place.folder, 'data');
    await (await openSeedStore(data)).close();
    started = await startApp(data);
    keyboard = await started.page.context().newCDPSession(started.page);
  });
  test.afterAll(async () => {
    await started?.app.close();
    await place.remove();
  });

  test('shortcuts of one and of two keys work on layouts without Latin letters', async () => {
    const { page } = started;
    await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
    for (const [layout, g, r] of [
      ['Russian', '\u043f', '\u043a'],
      ['Greek', '\u03b3', '\u03c1'],
      ['Hebrew', '\u05e2', '\u05e8'],
      ['Arabic', '\u0644', '\u0642'],
      ['Korean', '\u314e', '\u3131'],
    ] as const) {
      await Promise.all([press(keyboard, g, 'KeyG'), press(keyboard, r, 'KeyR')]);
      await expect(page.getByRole('heading', { level: 1, name: 'Review' }), layout).toBeVisible();
      await pressChord(page, 'gj');
      await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
    }
    await press(keyboard, '\u043b', 'KeyK', { ctrl: true });
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('what is being composed is neither added, nor lost, nor closed', async () => {
    const { page } = started;
    await press(keyboard, '\u0442', 'KeyN', { ctrl: true });
    const repositories = page.getByRole('textbox', { name: /repositor/i }).first();
    await repositories.click();
    await compose(keyboard, 'acme/\u306b\u307b\u3093', 'Enter');
    await expect(repositories).toHaveValue('acme/\u306b\u307b\u3093');
    await keyboard.send('Input.insertText', { text: 'acme/app' });
    await expect(repositories).toHaveValue('acme/app');
    await page.keyboard.press('Enter');
    await expect(repositories).toHaveValue('');

    await page.keyboard.press('ControlOrMeta+k');
    const palette = page.getByRole('dialog');
    await expect(palette).toBeVisible();
    await compose(keyboard, '\u691c\u7d22', 'Escape');
    await expect(palette.getByRole('combobox')).toHaveValue('\u691c\u7d22');
    await keyboard.send('Input.insertText', { text: '\u691c\u7d22' });
    await page.keyboard.press('Escape');
    await expect(palette).toHaveCount(0);
    expect(started.problems).toEqual([]);
  });
});
