import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import type { WindowApi } from '../src/shared/window-api.ts';

export const ROOT = path.resolve(import.meta.dirname, '..');
/** Playwright adds --no-sandbox by itself unless it is told not to; only root needs it. */
export const isRoot = process.getuid?.() === 0;

export interface StartedApp {
  app: ElectronApplication;
  page: Page;
  /** Lines that the page logged as errors; a test that expects none looks here. */
  problems: string[];
}

/** A folder for one test; removed by the returned function. */
export async function temporaryFolder(name: string): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), `cody-batch-${name}-`));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Starts the built app with its data in `folder` and waits for its window. */
export async function startApp(
  folder: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<StartedApp> {
  // No `executablePath`: Playwright finds Electron by itself, and only then lets the app begin when it is attached. An app that
  // opens its window meanwhile makes `launch` hang, once in many starts on a busy machine.
  const app = await _electron.launch({
    chromiumSandbox: !isRoot,
    args: [ROOT, '--data', folder, ...args],
    env: { ...environment(), ...env },
  });
  const problems: string[] = [];
  const page = await app.firstWindow();
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.waitForLoadState('domcontentloaded');
  // Whatever turns is drawn anew sixty times a second, and a machine without a graphics card does that with its processor.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return { app, page, problems };
}

/** Saves both keys, as Settings does. */
export async function saveKeys(page: Page, keys: { claude: string; github: string }): Promise<void> {
  for (const [name, value] of Object.entries(keys)) {
    const saved = await page.evaluate(
      (input) => (globalThis as unknown as { api: WindowApi }).api.invoke('keys.set', input as never),
      { name, value },
    );
    expect(saved).toMatchObject({ ok: true });
  }
}

/** Pastes repositories into a new job that is open, where no field has the focus. */
export async function pasteList({ app, page }: Pick<StartedApp, 'app' | 'page'>, list: string): Promise<void> {
  await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), list);
  await expect(page.getByRole('textbox', { name: 'Instruction' })).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('ControlOrMeta+v');
}

/** A message under the mouse does not go by itself, and its Undo with it, however slow the machine is. */
export const holdUndo = (page: Page) => page.getByRole('button', { name: 'Undo' }).last().hover();

/** Keys that mean something one after the other, sent at once: on a busy machine the second would come too late. */
export async function pressChord(page: Page, keys: string): Promise<void> {
  await Promise.all([...keys].map((key) => page.keyboard.press(key)));
}

/** A picture for people who ask for it with CODY_BATCH_SHOTS=1: each draws the whole window anew, and no test reads it. */
export async function shot(page: Page, name: string): Promise<void> {
  if (process.env.CODY_BATCH_SHOTS) await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
}

/** The tests' own environment without keys that a developer may have set. */
function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(ANTHROPIC|GITHUB|GH)_/.test(entry[0]),
  );
  return Object.fromEntries(kept);
}

/** Ends the app as a power cut would: no handler runs. Resolves when the process is gone. */
export async function killApp(app: ElectronApplication): Promise<void> {
  const child = app.process();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}
