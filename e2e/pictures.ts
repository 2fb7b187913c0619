import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { WindowApi } from '../src/shared/window-api.ts';
import { ROOT } from './app.ts';

/**
 * Letters look different wherever the fonts or the browser differ, so pictures are kept per machine of one kind: elsewhere they
 * are skipped, and `npm run test:e2e -- looks gallery --update-snapshots` makes them.
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

/** Compares pages with their pictures, light and dark; skips the test where there are none. `page` is the app's own. */
export async function pictures(page: Page): Promise<(name: string, of?: Page) => Promise<void>> {
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
  return async (name, of = page) => {
    for (const theme of ['light', 'dark'] as const) {
      await of.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expect.soft(of).toHaveScreenshot([path.basename(folder), `${name}-${theme}.png`], {
        fullPage: true,
        mask: [of.locator('time')],
        // A word that changes is more than this; the edge of a letter is less.
        maxDiffPixels: 60,
      });
    }
  };
}
