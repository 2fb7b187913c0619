import { expect } from '@playwright/test';
import type { Look } from './screen-list.ts';

/** A dialog of the palette's, once a part of it is there. */
const dialog = (name: string, command: string, part: string): Look => ({
  name,
  open: async (page) => {
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type(command);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: part })).toBeVisible();
  },
});

/** What Help opens inside the window. */
export const helpLooks: readonly Look[] = [
  dialog('about', 'about cody', 'Third-party notices'),
  dialog('diagnostics', 'export diagnostics', 'Preview of versions.json'),
];
