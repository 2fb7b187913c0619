import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { ROOT, type StartedApp, startApp, temporaryFolder } from './app.ts';

/** Every screen of the window with the demo's finished job in it: axe looks at each, and `npm run screenshots` keeps them. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FOLDER = process.env.SCREENSHOTS_FOLDER;
const SIZES = FOLDER ? ['1280x800', '1600x1000', '900x600'] : ['1280x800'];

interface Violation {
  id: string;
  targets: string[];
}
/** What axe finds wrong on the page as it is now. The page's CSP lets no script in, so it comes through the debugger. */
async function violations(page: Page): Promise<Violation[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> };
    };
    const found = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return found.violations.map(({ id, nodes }) => ({
      id,
      targets: nodes.map(({ target }) => target.join(' ')).slice(0, 5),
    }));
  });
}

const goTo = async (page: Page, keys: string): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.locator('body').click({ position: { x: 4, y: 4 } });
  for (const key of keys) await page.keyboard.press(key);
};
const firstRow = (page: Page) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('checkbox') })
    .first();

/** How to come to each screen from anywhere. */
const SCREENS: Record<string, (page: Page) => Promise<void>> = {
  jobs: (page) => goTo(page, 'gj'),
  job: async (page) => {
    await goTo(page, 'gj');
    await page.getByRole('row').filter({ hasText: 'Replace Travis CI' }).first().click();
    await expect(firstRow(page)).toBeVisible();
  },
  'run-changes': async (page) => {
    await firstRow(page).click();
    const changes = page.getByRole('tab', { name: /^Changes/ });
    if (await changes.isVisible()) await changes.click();
    await expect(page.getByText('ci.yml').first()).toBeVisible();
  },
  'run-simplified': async (page) => {
    await page.getByRole('tab', { name: 'Conversation' }).click();
    await expect(page.getByRole('radio', { name: 'Simplified' })).toBeVisible();
  },
  'run-technical': async (page) => {
    await page.getByRole('radio', { name: 'Technical' }).click();
    await expect(page.getByText('read_file').first()).toBeVisible();
  },
  'run-checks': async (page) => {
    await page.getByRole('radio', { name: 'Simplified' }).click();
    await page.getByRole('tab', { name: /Checks/ }).click();
  },
  review: async (page) => {
    await goTo(page, 'gr');
    await expect(page.getByText(/\d+ (alike|similar|outliers)/).first()).toBeVisible();
  },
  'pull-requests': (page) => goTo(page, 'gp'),
  insights: (page) => goTo(page, 'gi'),
  settings: (page) => goTo(page, 'gs'),
  'new-job': async (page) => {
    await goTo(page, 'gj');
    await page.getByRole('button', { name: 'New job' }).first().click();
    await expect(page.getByRole('textbox', { name: 'Instruction' })).toBeVisible();
  },
  palette: async (page) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  search: async (page) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+f');
    await page.keyboard.type('travis');
    await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
  },
  keys: async (page) => {
    await page.keyboard.press('Escape');
    await goTo(page, '?');
    await expect(page.getByRole('dialog')).toBeVisible();
  },
};

async function resize({ app, page }: StartedApp, size: string): Promise<void> {
  const [width = 0, height = 0] = size.split('x').map(Number);
  await app.evaluate(
    ({ BrowserWindow }, content) => BrowserWindow.getAllWindows()[0]?.setContentSize(content.width, content.height),
    { width, height },
  );
  await page.waitForFunction((wanted) => window.innerWidth === wanted, width);
}

async function keep(page: Page, name: string): Promise<void> {
  if (!FOLDER) return;
  const folder = path.resolve(ROOT, FOLDER);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}

test('the welcome has nothing that axe objects to, in either theme', async () => {
  const place = await temporaryFolder('welcome');
  const started = await startApp(path.join(place.folder, 'data'));
  try {
    for (const theme of ['light', 'dark'] as const) {
      await started.page.emulateMedia({ colorScheme: theme });
      await expect(started.page.getByRole('button', { name: 'Try it without keys' })).toBeVisible();
      await keep(started.page, `welcome-1280x800-${theme}`);
      expect(await violations(started.page)).toEqual([]);
    }
  } finally {
    await started.app.close();
    await place.remove();
  }
});

test('no screen has anything that axe objects to, in either theme', async () => {
  test.setTimeout(300_000);
  const place = await temporaryFolder('screens');
  const started = await startApp(path.join(place.folder, 'data'), ['--demo']);
  try {
    const { page, problems } = started;
    await keep(page, 'start-1280x800-light');
    await page.getByRole('row').filter({ hasText: 'Replace Travis CI' }).first().click();
    await expect(page.getByText('8/8').first()).toBeVisible({ timeout: 200_000 });
    const found: Record<string, Violation[]> = {};
    for (const size of SIZES) {
      await resize(started, size);
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        for (const [name, open] of Object.entries(SCREENS)) {
          await open(page);
          await keep(page, `${name}-${size}-${theme}`);
          const wrong = await violations(page);
          if (wrong.length > 0) found[`${name} ${size} ${theme}`] = wrong;
        }
        await page.keyboard.press('Escape');
      }
    }
    expect(found).toEqual({});
    expect(problems).toEqual([]);
  } finally {
    await started.app.close();
    await place.remove();
  }
});
