import { expect, type Page } from '@playwright/test';
import { PUSH_CHANNEL, type WindowApi } from '../src/shared/window-api.ts';
import { pressChord, type StartedApp } from './app.ts';
import { helpLooks } from './help-looks.ts';
import { LIVE } from './seeds/held-world.ts';
import { repositoryName } from './seeds/names.ts';
import { BROKEN, FAILED, RICH } from './seeds/worlds.ts';

/** A state of the window that is looked at: by people as a picture, by axe as it is. */
export interface Look {
  /** Screen and state; names the picture. */
  name: string;
  /** How to come there from the look before it. */
  open: (page: Page, started: StartedApp) => Promise<void>;
}

const goTo = async (page: Page, keys: string): Promise<void> => {
  await closeAll(page);
  await page.locator('body').click({ position: { x: 4, y: 4 } });
  await pressChord(page, keys);
};
const closeAll = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
};
const heading = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text }).first();
const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

async function openJob(page: Page, title = 'Replace Travis CI'): Promise<void> {
  await goTo(page, 'gj');
  await rowOf(page, title).click();
  await heading(page, title);
  await expect(page.getByRole('grid', { name: 'Runs' })).toBeVisible();
}
/** The row is looked for, because only those in sight exist. */
async function openRun(page: Page, name: string, tab: 'Changes' | 'Conversation' | 'Checks'): Promise<void> {
  await openJob(page);
  const filter = page.getByRole('textbox', { name: 'Filter' });
  await filter.fill(name);
  await rowOf(page, name).click();
  await expect(page.getByRole('region', { name: 'Run' })).toBeVisible();
  await filter.fill('');
  const wanted = page.getByRole('tab', { name: new RegExp(`^${tab}`) });
  if (await wanted.isVisible()) await wanted.click();
  // The ring of the focus would be the loudest thing of the picture.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}
const diffIsThere = (page: Page) => expect(page.getByText('actions/checkout').first()).toBeVisible();
const screen = (name: string, keys: string, title: string): Look => ({
  name,
  open: async (page) => {
    await goTo(page, keys);
    await heading(page, title);
  },
});

const newJob: Look = {
  name: 'new-job-empty',
  open: async (page) => {
    await closeAll(page);
    await press(page, 'ControlOrMeta+n');
    await expect(page.getByRole('textbox', { name: 'Instruction' })).toBeVisible();
  },
};

/** Nothing was done yet, and the welcome. */
export const emptyLooks: readonly Look[] = [
  screen('jobs-0', 'gj', 'Jobs'),
  screen('review-0', 'gr', 'Review'),
  screen('pull-requests-0', 'gp', 'Pull requests'),
  screen('insights-0', 'gi', 'Insights'),
  screen('settings', 'gs', 'Settings'),
  newJob,
  {
    name: 'new-job-options',
    open: async (page, started) => {
      await newJob.open(page, started);
      await page.getByRole('button', { name: /^Options/ }).click();
      await page.getByText('Repair rounds').scrollIntoViewIfNeeded();
      await expect(page.getByText('Repair rounds')).toBeInViewport();
    },
  },
  {
    name: 'new-job-unsandboxed',
    open: async (page, { app }) => {
      await goTo(page, 'gj');
      await newJob.open(page, { app } as StartedApp);
      const sandbox = {
        available: false,
        reason: { code: 'bubblewrap_missing', parameters: {} },
      };
      // The engine's own push, as it comes on a machine without a sandbox.
      await app.evaluate(
        ({ BrowserWindow }, { channel, push }) => BrowserWindow.getAllWindows()[0]?.webContents.send(channel, push),
        { channel: PUSH_CHANNEL, push: { type: 'sandbox', sandbox } },
      );
    },
  },
  {
    // Last: nothing else can be reached from it.
    name: 'welcome',
    open: async (page) => {
      await page.evaluate(async () => {
        const { api } = globalThis as unknown as { api: WindowApi };
        const { value } = (await api.invoke('app.state', {})) as { value: { settings: object } };
        await api.invoke('settings.update', { settings: { ...value.settings, welcomeDone: false } });
      });
      await heading(page, 'One change, in every repository that needs it');
    },
  },
];

export const oneLooks: readonly Look[] = [
  screen('jobs-1', 'gj', 'Jobs'),
  { name: 'job-1', open: (page) => openJob(page) },
  {
    name: 'job-offline',
    open: async (page) => {
      await page.context().setOffline(true);
      await expect(page.getByText('No network.')).toBeVisible();
    },
  },
  {
    name: 'review-1',
    open: async (page) => {
      await page.context().setOffline(false);
      await goTo(page, 'gr');
      await expect(page.getByText('billing-api').first()).toBeVisible();
    },
  },
];

/** Twelve rows in the middle of a run. */
export const twelveLooks: readonly Look[] = [
  {
    // Opened in the middle of a sentence: what was said of it before is there.
    name: 'run-live',
    open: async (page) => {
      await openRun(page, LIVE, 'Conversation');
      await expect(page.getByText('The workflow is in place')).toBeVisible();
      await expect(page.getByRole('region', { name: 'What happens now' })).toContainText('writing');
    },
  },
  screen('jobs-12', 'gj', 'Jobs'),
  { name: 'job-12', open: (page) => openJob(page) },
  { name: 'job-12-ticked', open: (page) => press(page, 'ControlOrMeta+a') },
  {
    name: 'job-nothing-matches',
    open: async (page) => {
      await openJob(page);
      await page.getByRole('textbox', { name: 'Filter' }).fill('outcome:cancelled');
      await expect(page.getByText('Nothing matches')).toBeVisible();
    },
  },
  {
    name: 'job-budget',
    open: async (page) => {
      await openJob(page);
      await page.getByRole('button', { name: 'More about this job' }).click();
      await page.getByRole('menuitem', { name: 'Change the budget' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'job-long-names', open: (page) => openJob(page, 'Move every service') },
  {
    name: 'job-prompt',
    open: async (page) => {
      await page.getByRole('button', { name: 'More about this job' }).click();
      await page.getByRole('menuitem', { name: 'Show or revise the prompt' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'run-changes',
    open: async (page) => {
      await openRun(page, RICH, 'Changes');
      await diffIsThere(page);
    },
  },
  { name: 'run-simplified', open: (page) => openRun(page, RICH, 'Conversation') },
  {
    name: 'run-technical',
    open: async (page) => {
      await page.getByRole('radio', { name: 'Technical' }).click();
      await expect(page.getByText('edit_file').first()).toBeVisible();
    },
  },
  {
    name: 'run-checks',
    open: async (page) => {
      await page.getByRole('radio', { name: 'Simplified' }).click();
      await page.getByRole('tab', { name: /^Checks/ }).click();
      await expect(page.getByText('# pass 6')).toBeVisible();
    },
  },
  {
    name: 'run-newly-broken',
    open: async (page) => {
      await openRun(page, BROKEN, 'Checks');
      await expect(page.getByText('not ok 6')).toBeVisible();
    },
  },
  { name: 'run-failed', open: (page) => openRun(page, FAILED, 'Changes') },
  {
    name: 'review-few',
    open: async (page) => {
      await goTo(page, 'gr');
      await expect(page.getByRole('grid', { name: 'Groups of changes' })).toBeVisible();
    },
  },
  screen('pull-requests-open', 'gp', 'Pull requests'),
  { name: 'pull-requests-all', open: (page) => page.getByRole('radio', { name: 'All' }).click() },
  screen('insights', 'gi', 'Insights'),
  screen('settings-keys', 'gs', 'Settings'),
  {
    name: 'publish',
    open: async (page) => {
      await openJob(page);
      await page.getByRole('button', { name: /^Open \d+ pull request/ }).click();
      await expect(page.getByRole('dialog').getByRole('row').nth(1)).toBeVisible();
    },
  },
  {
    name: 'palette',
    open: async (page) => {
      await closeAll(page);
      await press(page, 'ControlOrMeta+k');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'search',
    open: async (page) => {
      await closeAll(page);
      await press(page, 'ControlOrMeta+Shift+f');
      await page.keyboard.type('health page');
      await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'keys',
    open: async (page) => {
      await goTo(page, '?');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  ...helpLooks,
];

/** As much as there may be. */
export const manyLooks: readonly Look[] = [
  screen('jobs-500', 'gj', 'Jobs'),
  { name: 'job-500', open: (page) => openJob(page) },
  {
    name: 'job-500-failed',
    open: async (page) => {
      await page.getByRole('textbox', { name: 'Filter' }).fill('outcome:failed');
      await page.getByRole('button', { name: /^Tick all \d+ that match/ }).click();
    },
  },
  {
    name: 'review-groups',
    open: async (page) => {
      await goTo(page, 'gr');
      await expect(page.getByText(/\d+ alike/).first()).toBeVisible();
    },
  },
  {
    name: 'review-member',
    open: async (page) => {
      await page
        .getByText(/\d+ alike/)
        .first()
        .click();
      await rowOf(page, 'billing-api').click();
      await diffIsThere(page);
    },
  },
  screen('pull-requests-many', 'gp', 'Pull requests'),
  {
    name: 'new-job-500',
    open: async (page, { app }) => {
      await newJob.open(page, { app } as StartedApp);
      const list = [...Array.from({ length: 500 }, (_, index) => `paperkite/${repositoryName(index)}`)];
      const known = `paperkite/${repositoryName(3)}`;
      const odd = ['not a repository', 'https://example.com/', 'paperkite/', known, 'ftp://host/a/b', '???'];
      const text = [...list.slice(0, 20), ...odd, ...list.slice(20)].join('\n');
      await app.evaluate(({ clipboard }, value) => clipboard.writeText(value), text);
      await page.getByRole('textbox', { name: 'Add a repository' }).click();
      await press(page, 'ControlOrMeta+v');
      await page
        .getByRole('textbox', { name: 'Instruction' })
        .fill('Replace Travis CI with a GitHub Actions workflow.');
      await expect(page.getByText(/^500$/)).toBeVisible();
    },
  },
];
