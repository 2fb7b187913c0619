import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { SAMPLES } from '../src/demo/samples.ts';
import { type DemoWorld, startDemoWorld } from '../src/demo/world.ts';
import { killApp, type StartedApp, shot, startApp, temporaryFolder } from './app.ts';

/** Drops files on the window as a person does: real paths, through Chromium's own input. */
async function dropFiles(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 300, data });
  }
  await session.detach();
}

const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const ending = ({ expected }: (typeof SAMPLES)[number]): string => JSON.stringify(expected);
const endings = SAMPLES.map(ending);
/** One for each ending that a sample can promise; review.spec.ts runs all of them in the demo. */
const samples = SAMPLES.filter((sample, index) => endings.indexOf(ending(sample)) === index);
const publishable = samples.find(({ expected }) => expected.pullRequest);
const first = `${publishable?.owner}/${publishable?.name}`;

test.describe('the main job, in the real window', () => {
  let world: DemoWorld;
  let started: StartedApp;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  const open = () =>
    startApp(path.join(place.folder, 'data'), ['--anthropic-url', world.anthropicUrl, '--github-url', world.githubUrl]);

  test.beforeAll(async () => {
    place = await temporaryFolder('main-job');
    world = await startDemoWorld({ folder: path.join(place.folder, 'world'), samples, delayMs: 1 });
    started = await open();
  });
  test.afterAll(async () => {
    await started.app.close();
    await world.close();
    await place.remove();
  });

  test('from a dropped list to an open pull request, and on after a kill', async () => {
    const { page } = started;

    await test.step('the first start asks for keys and checks each with a live call', async () => {
      await page.getByLabel('Claude API key').fill('sk-ant-wrong');
      await page.getByRole('button', { name: 'Check and save' }).first().click();
      await expect(page.getByRole('alert')).toContainText('not accepted');
      await page.getByLabel('Claude API key').fill(world.anthropicKey);
      await page.getByRole('button', { name: 'Check and save' }).first().click();
      await expect(page.getByLabel('Claude API key')).toHaveCount(0);
      await page.getByLabel('GitHub token').fill(world.githubToken);
      await page.getByRole('button', { name: 'Check and save' }).click();
      await expect(page.getByLabel('GitHub token')).toHaveCount(0);
      await page.getByRole('button', { name: 'Start', exact: true }).click();
    });

    await test.step('a dropped file becomes cards and named rejections', async () => {
      const list = path.join(place.folder, 'repositories.txt');
      writeFileSync(list, [...world.repos, 'not a repository', world.repos[0]].join('\n'));
      await dropFiles(page, [list]);
      await expect(page.getByText(`${world.repos.length} repositories`).first()).toBeVisible();
      await expect(page.getByText(`line ${world.repos.length + 1}`, { exact: false }).first()).toBeVisible();
    });

    await test.step('a prompt, and Run', async () => {
      await page.getByRole('textbox', { name: 'Instruction' }).fill(world.prompt);
      const run = page.getByRole('button', { name: `Run on ${world.repos.length} repositories` });
      await expect(
        page.getByText(/^Up to \$\d+\.00 \(\d+ × \$2\.00\)\. .*Code is sent to Claude through /),
      ).toBeVisible();
      await page.getByRole('button', { name: 'Options' }).click();
      const limit = page.getByRole('spinbutton', { name: 'Per repository' });
      await limit.fill('0.01');
      await expect(page.getByText(/^Options, per repository: Too small for one request/)).toBeVisible();
      await expect(run).toBeDisabled();
      await shot(page, 'limit');
      await limit.fill('40');
      await expect(page.getByText(/^It may cost up to \$\d+\.00: give it a budget first\.$/)).toBeVisible();
      await shot(page, 'budget');
      await page.getByRole('button', { name: 'Budget of $50.00' }).click();
      await expect(page.getByText(/^Up to \$50\.00 \(the budget of the job\)\. /)).toBeVisible();
      await shot(page, 'costs');
      await run.click();
      await expect(page.getByRole('row').filter({ hasText: first })).toBeVisible();
    });

    await test.step('every run settles as its sample promises', async () => {
      const done = page.getByText(`${world.repos.length}/${world.repos.length}`).first();
      await expect(done).toBeVisible();
    });

    await test.step('the conversation in both readings', async () => {
      await rowOf(page, first).click();
      const run = page.getByRole('region', { name: 'Run' });
      await expect(run.getByRole('heading').filter({ hasText: first })).toBeVisible();
      const conversation = run.getByRole('tab', { name: 'Conversation' });
      await conversation.click();
      await expect(run.getByText(/Looked at|Read/).first()).toBeVisible();
      await page.keyboard.press('v');
      await expect(run.getByText('read_file').first()).toBeVisible();
      await page.keyboard.press('v');
    });

    await test.step('the diff, and a patch that git apply accepts', async () => {
      const run = page.getByRole('region', { name: 'Run' });
      const changes = run.getByRole('tab', { name: 'Changes' });
      if (await changes.isVisible()) await changes.click();
      await expect(run.getByText('ci.yml').first()).toBeVisible();
      const file = path.join(place.folder, 'change.patch');
      await started.app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath });
      }, file);
      await run.getByRole('button', { name: 'Save patch' }).click();
      await expect.poll(() => existsSync(file)).toBe(true);
      const repository = path.join(place.folder, 'world', 'repositories', `${first}.git`);
      const copy = path.join(place.folder, 'copy');
      execFileSync('git', ['clone', '--quiet', repository, copy]);
      execFileSync('git', ['apply', '--check', file], { cwd: copy });
      expect(readFileSync(file, 'utf8')).toContain('ci.yml');
    });

    await test.step('one click opens the pull request, a second one opens none', async () => {
      const run = page.getByRole('region', { name: 'Run' });
      await run.getByRole('button', { name: 'Open pull request' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByText(first)).toBeVisible();
      await dialog.getByRole('button', { name: 'Open 1 pull request' }).click();
      await expect(run.getByRole('button', { name: /^#1/ })).toBeVisible();
      const pulls = world.pulls.filter((pull) => pull.repository === first);
      expect(pulls).toHaveLength(1);
      await expect(run.getByRole('button', { name: 'Open pull request' })).toHaveCount(0);
    });

    await test.step('a comment brings a new change for a look, and a click updates that pull request', async () => {
      const run = page.getByRole('region', { name: 'Run' });
      const repository = path.join(place.folder, 'world', 'repositories', `${first}.git`);
      const head = () => {
        const [pull, ...others] = world.pulls.filter(({ repository }) => repository === first);
        expect(others).toEqual([]);
        return execFileSync('git', ['-C', repository, 'rev-parse', `refs/heads/${pull?.head}`], { encoding: 'utf8' });
      };
      const before = head();
      await run
        .getByRole('textbox', { name: 'Comment for the session' })
        .fill('Please also mention the supported versions in the readme');
      await run.getByRole('button', { name: 'Send' }).click();
      const update = run.getByRole('button', { name: 'Update pull request #1' });
      await expect(update).toBeVisible();
      await expect(rowOf(page, first)).toContainText('review');
      await shot(page, 'newer');
      expect(head()).toBe(before);
      await update.click();
      await page.getByRole('dialog').getByRole('button', { name: 'Update 1 pull request' }).click();
      await expect.poll(head).not.toBe(before);
      await expect(update).toHaveCount(0);
      await expect(run.getByRole('button', { name: /^#1/ })).toBeVisible();
      await shot(page, 'updated');
    });

    await test.step('after a kill everything is there', async () => {
      await killApp(started.app);
      started = await open();
      const again = started.page;
      await again.getByText('Replace Travis CI with a GitHub Actions workflow').first().click();
      // Whether its group is folded depends on how much of the place was on disk by then; a filter shows it.
      await again.getByRole('toolbar', { name: 'Rows' }).getByRole('textbox', { name: 'Filter' }).fill(first);
      await rowOf(again, first).click();
      const run = again.getByRole('region', { name: 'Run' });
      await expect(run.getByRole('button', { name: /^#1/ })).toBeVisible();
      await expect(run.getByText('ci.yml').first()).toBeVisible();
      expect(world.pulls.filter((pull) => pull.repository === first)).toHaveLength(1);
    });
  });
});
