import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { SAMPLES } from '../src/demo/samples.ts';
import { startDemoWorld } from '../src/demo/world.ts';
import { lossyNetwork } from '../src/main/testing/lossy-network.ts';
import { holdUndo, pasteList, saveKeys, startApp, temporaryFolder } from './app.ts';

const samples = SAMPLES.filter(({ expected }) => expected.pullRequest).slice(0, 1);
const name = `${samples[0]?.owner}/${samples[0]?.name}`;

test('Undo while the pull request is being opened says what it cannot take back, and loses nothing', async () => {
  const place = await temporaryFolder('late-undo');
  const world = await startDemoWorld({ folder: path.join(place.folder, 'world'), samples, delayMs: 1 });
  const network = lossyNetwork();
  const githubUrl = await network.through(world.githubUrl);
  const { app, page, problems } = await startApp(path.join(place.folder, 'data'), [
    ...['--anthropic-url', world.anthropicUrl],
    ...['--github-url', githubUrl],
  ]);
  const run = page.getByRole('region', { name: 'Run' });
  const pulls = () => world.pulls.filter(({ repository }) => repository === name);
  const filesOfTheBranch = () => {
    const bare = path.join(place.folder, 'world/repositories', `${name}.git`);
    const branch = pulls()[0]?.head ?? '';
    return execFileSync('git', ['diff', '--name-only', `HEAD...${branch}`], { cwd: bare, encoding: 'utf8' });
  };
  try {
    let discarded = '';
    await test.step('a change with one file discarded, and approved', async () => {
      await saveKeys(page, { claude: world.anthropicKey, github: world.githubToken });
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      const repos = world.repos.map((line) => line.replace(new URL(line).origin, new URL(githubUrl).origin));
      await pasteList({ app, page }, repos.join('\n'));
      await expect(page.getByText(name.split('/')[1] ?? '').first()).toBeVisible();
      await page.getByRole('textbox', { name: 'Instruction' }).fill(world.prompt);
      await page.getByRole('button', { name: 'Run on 1 repository' }).click();
      await expect(page.getByText('1/1').first()).toBeVisible();
      await page.getByRole('row').filter({ hasText: name }).click();
      await run.getByRole('tab', { name: 'Changes' }).click();
      const menu = run.getByRole('button', { name: /^Edit the change to / }).last();
      discarded = ((await menu.getAttribute('aria-label')) ?? '').replace('Edit the change to ', '');
      await menu.click();
      await page.getByRole('menuitem', { name: 'Discard the change to this file' }).click();
      await expect(page.getByText(`Discarded the change to ${discarded}`, { exact: true })).toBeVisible();
      await holdUndo(page);
      await page.keyboard.press('e');
      await expect(page.getByText(`Approved ${name}`, { exact: true })).toBeVisible();
    });

    await test.step('its pull request is on the way, and the host does not answer', async () => {
      await page.keyboard.press('o');
      const dialog = page.getByRole('dialog', { name: 'Open pull requests' });
      await expect(dialog.getByText(name)).toBeVisible();
      await expect(dialog.getByRole('button', { name: /^Open (the|a|\d+)? ?pull request/ })).toBeEnabled();
      network.hold();
      await page.keyboard.press('ControlOrMeta+Enter');
      await expect(dialog).toBeHidden();
      await expect(page.getByRole('row').filter({ hasText: name }).getByText('publishing')).toBeVisible();
    });

    await test.step('Undo of the approval, and of the discarded file', async () => {
      await page.keyboard.press('ControlOrMeta+z');
      await expect(
        page.getByText('Too late for a change: on the way to a pull request, or at work again', { exact: true }),
      ).toBeVisible();
      await page.keyboard.press('ControlOrMeta+z');
      await expect(
        page.getByText('Not undone: the change is on its way to a pull request. Undo it when it is there.', {
          exact: true,
        }),
      ).toBeVisible();
      expect(pulls()).toEqual([]);
      await holdUndo(page);
    });

    await test.step('what was approved arrives as it was, and what could not be undone can be now', async () => {
      network.release();
      await expect(run.getByRole('button', { name: /^#1/ })).toBeVisible();
      expect(pulls()).toHaveLength(1);
      expect(filesOfTheBranch()).not.toContain(discarded);
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect(run.getByRole('button', { name: `Edit the change to ${discarded}`, exact: true })).toBeVisible();
      expect(pulls()).toHaveLength(1);
      expect(filesOfTheBranch()).not.toContain(discarded);
    });
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await network.close();
    await world.close();
    await place.remove();
  }
});
