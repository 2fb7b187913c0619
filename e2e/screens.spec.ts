import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { Job } from '../src/shared/job.ts';
import type { WindowApi } from '../src/shared/window-api.ts';
import { ROOT, type StartedApp, saveKeys, startApp, temporaryFolder } from './app.ts';
import { faintFields } from './field-borders.ts';
import { emptyLooks, type Look, manyLooks, oneLooks, twelveLooks } from './screen-list.ts';
import { type HeldWorld, startHeldWorld } from './seeds/held-world.ts';
import { repositoryName } from './seeds/names.ts';
import { openSeedStore } from './seeds/store.ts';
import { seedMany, seedOne, seedTwelve } from './seeds/worlds.ts';

/** Every screen in seeded states, with 0, 1, 12 and 500 rows: axe looks at each, or `npm run screenshots` keeps them. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FOLDER = process.env.SCREENSHOTS_FOLDER;
const SIZES = FOLDER ? ['1280x800', '1600x1000', '900x600'] : ['1280x800'];

// Each has an app of its own: all workers share them.
test.describe.configure({ mode: 'parallel' });

interface Violation {
  id: string;
  targets: string[];
}
/** All that axe knows, or, where it has looked at the same page in other colours, what depends on them. */
const EVERYTHING = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong on the page as it is now. The page's CSP lets no script in, so it comes through the debugger. */
async function violations(page: Page, runOnly: readonly string[]): Promise<Violation[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> };
    };
    const found = await axe.run({
      runOnly,
      // Of what is well one example is enough: a selector for each node of it takes most of the time.
      resultTypes: ['violations'],
    });
    return found.violations.map(({ id, nodes }) => ({
      id,
      targets: nodes.map(({ target }) => target.join(' ')).slice(0, 5),
    }));
  }, runOnly);
}

async function resize({ app, page }: StartedApp, size: string): Promise<void> {
  const [width = 0, height = 0] = size.split('x').map(Number);
  await app.evaluate(
    ({ BrowserWindow }, content) => BrowserWindow.getAllWindows()[0]?.setContentSize(content.width, content.height),
    { width, height },
  );
  await page.waitForFunction((wanted) => window.innerWidth === wanted, width);
}

/** What is drawn late (rows that came into sight, a diff in its colours) has been drawn: the page has nothing left to do. */
const drawn = (page: Page) =>
  page.evaluate(async () => {
    for (let pause = 0; pause < 4; pause += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 500 }));
    }
  });

async function keep(page: Page, name: string): Promise<void> {
  const folder = path.resolve(ROOT, FOLDER ?? '');
  mkdirSync(folder, { recursive: true });
  await drawn(page);
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}

/** Comes to each look in turn, and takes its pictures or lets axe look at it. */
async function lookAtAll(started: StartedApp, looks: readonly Look[]): Promise<void> {
  const found: Record<string, Violation[]> = {};
  const only = process.env.SCREENSHOTS_ONLY?.split(',');
  for (const look of looks) {
    if (only && !only.some((part) => look.name.includes(part))) continue;
    await look.open(started.page, started);
    for (const size of SIZES) {
      await resize(started, size);
      for (const theme of ['light', 'dark'] as const) {
        // Without motion nothing is looked at while it still fades from one theme to the other.
        await started.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        if (FOLDER) await keep(started.page, `${look.name}-${size}-${theme}`);
        else {
          const wrong = await violations(started.page, theme === 'light' ? EVERYTHING : COLOURS);
          const faint = await faintFields(started.page);
          if (faint.length > 0) wrong.push({ id: 'field-border', targets: faint });
          if (wrong.length > 0) found[`${look.name} ${theme}`] = wrong;
        }
      }
    }
    await resize(started, SIZES[0] ?? '');
  }
  expect(found).toEqual({});
  expect(started.problems).toEqual([]);
}

/** Starts the app on a seeded folder, looks, and cleans up. */
async function inWorld(
  seed: (data: string) => Promise<readonly Look[]>,
  prepare: (started: StartedApp) => Promise<void> = async () => undefined,
  args: string[] = [],
  name = 'screens',
): Promise<void> {
  const place = await temporaryFolder(name);
  const data = path.join(place.folder, 'data');
  const looks = await seed(data);
  const started = await startApp(data, args);
  try {
    await prepare(started);
    await lookAtAll(started, looks);
  } finally {
    await started.app.close();
    await place.remove();
  }
}

const resume = (page: Page, jobId: string | undefined) =>
  page.evaluate(
    (input) =>
      (globalThis as unknown as { api: WindowApi }).api.invoke('jobs.resume', input as never) as Promise<unknown>,
    { jobId },
  );

/** In a world whose model falls silent in mid-sentence: sessions really run, and none of them gets on. */
async function inHeldWorld(
  names: readonly string[],
  seed: (data: string, world: HeldWorld) => Promise<Job>,
  looks: readonly Look[],
): Promise<void> {
  const place = await temporaryFolder('held');
  const world = await startHeldWorld(path.join(place.folder, 'world'), names);
  let job: Job | undefined;
  try {
    await inWorld(
      async (data) => {
        job = await seed(data, world);
        return looks;
      },
      async (started) => {
        const { page } = started;
        await saveKeys(page, { claude: world.claudeKey, github: world.token });
        expect(await resume(page, job?.id)).toMatchObject({ ok: true });
        // On a busy machine only as many start as it has cores.
        await expect.poll(() => world.holding()).toBeGreaterThan(1);
      },
      ['--anthropic-url', world.anthropicUrl, '--github-url', world.githubUrl],
    );
  } finally {
    await world.close();
    await place.remove();
  }
}

test('before the first job, and the welcome', () =>
  inWorld(async (data) => {
    await (await openSeedStore(data)).close();
    return emptyLooks;
  }));

test('one job with one result', () =>
  inWorld(async (data) => {
    await seedOne(data);
    return oneLooks;
  }));

test('twelve rows, in the middle of a run', () => {
  const names = ['api', 'worker', 'gateway', 'schema', 'cli', 'events', 'sdk'].map((part) => `billing-${part}`);
  return inHeldWorld(names, seedTwelve, twelveLooks);
});

test('500 rows', () => {
  const names = Array.from({ length: 500 }, (_, index) => repositoryName(index));
  return inHeldWorld(names, seedMany, manyLooks);
});
