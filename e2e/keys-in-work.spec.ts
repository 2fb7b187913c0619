import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { SAMPLES } from '../src/demo/samples.ts';
import { startDemoWorld } from '../src/demo/world.ts';
import { pasteList, saveKeys, startApp, temporaryFolder } from './app.ts';

const LEAKED = `${'ghp_'}0123456789abcdefghijklmnopqrstuvwxyz`;
const samples = SAMPLES.filter(({ expected }) => expected.pullRequest).slice(0, 1);
const name = `${samples[0]?.owner}/${samples[0]?.name}`;

test('what looks like a key starts no job, and leaves in a change only with a word of its own', async () => {
  const place = await temporaryFolder('keys');
  const data = path.join(place.folder, 'data');
  const world = await startDemoWorld({ folder: path.join(place.folder, 'world'), samples, delayMs: 1 });
  const { app, page, problems } = await startApp(data, [
    ...['--anthropic-url', world.anthropicUrl],
    ...['--github-url', world.githubUrl],
  ]);
  try {
    const run = page.getByRole('region', { name: 'Run' });

    await test.step('keys, and a list', async () => {
      await saveKeys(page, { claude: world.anthropicKey, github: world.githubToken });
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      await pasteList({ app, page }, world.repos.join('\n'));
      await expect(page.getByText(name.split('/')[1] ?? '').first()).toBeVisible();
    });

    await test.step('an instruction with a key in it says so, runs nothing, and is kept without it', async () => {
      const instruction = page.getByRole('textbox', { name: 'Instruction' });
      await instruction.fill(`${world.prompt}\nUse ${LEAKED}.`);
      await expect(page.getByText('Take out what looks like a key or token in the instruction.')).toBeVisible();
      const start = page.getByRole('button', { name: 'Run on 1 repository' });
      await expect(start).toBeDisabled();
      const kept = () => readFile(path.join(data, 'drafts.json'), 'utf8').catch(() => '');
      await expect.poll(kept).toContain('Travis');
      expect(await kept()).not.toContain(LEAKED);
      await instruction.fill(world.prompt);
      await expect(start).toBeEnabled();
      await start.click();
      await expect(page.getByText('1/1').first()).toBeVisible();
    });

    await test.step('a key that comes into the change by hand is named', async () => {
      await page.getByRole('row').filter({ hasText: name }).click();
      await run.getByRole('tab', { name: 'Changes' }).click();
      await run.getByRole('button', { name: 'Edit the change to .github/workflows/ci.yml' }).click();
      await page.getByRole('menuitem', { name: 'Edit the file by hand' }).click();
      const text = page.getByRole('textbox', { name: /^Text of / });
      await text.fill(`# ${LEAKED}\n${await text.inputValue()}`);
      // Closed by mistake, it is there when it is opened again.
      await page.keyboard.press('Escape');
      await run.getByRole('button', { name: 'Edit the change to .github/workflows/ci.yml' }).click();
      await page.getByRole('menuitem', { name: 'Edit the file by hand' }).click();
      await expect(text).toHaveValue(new RegExp(`^# ${LEAKED}`));
      await page.keyboard.press('ControlOrMeta+Enter');
      await expect(run.getByText('.github/workflows/ci.yml, line 1: it looks like a key or token')).toBeVisible();
    });

    await test.step('a comment with one goes out only after a yes to that very comment', async () => {
      const field = run.getByRole('textbox', { name: 'Comment' });
      await field.fill(`The old one was ${LEAKED}.`);
      await field.press('ControlOrMeta+Enter');
      const question = page.getByRole('alertdialog', { name: 'This looks like a key or token' });
      await expect(question.getByText('stands in the message')).toBeVisible();
      await question.getByRole('button', { name: 'Go back' }).click();
      await expect(question).toBeHidden();
      await expect(field).toHaveValue(new RegExp(LEAKED));
      await field.fill('');
    });

    await test.step('it cannot be published before somebody says so for this repository', async () => {
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press('e');
      await page.keyboard.press('o');
      const dialog = page.getByRole('dialog', { name: 'Open pull requests' });
      const word = dialog.getByRole('checkbox', { name: 'Publish it with what looks like a key' });
      const open = dialog.getByRole('button', { name: /^Open (the|a|\d+)? ?pull request/ });
      await expect(word).not.toBeChecked();
      await expect(dialog.getByText(/ci\.yml, line 1: it looks like a key/)).toBeVisible();
      await expect(open).toBeDisabled();
      await page.keyboard.press('ControlOrMeta+Enter');
      await expect(dialog).toBeVisible();
      await word.click();
      await expect(open).toBeEnabled();
      await word.click();
      await expect(open).toBeDisabled();
      expect(world.pulls).toEqual([]);
      await word.click();
      await open.click();
      await expect(run.getByRole('button', { name: /^#1/ })).toBeVisible();
      expect(world.pulls).toHaveLength(1);
    });
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await world.close();
    await place.remove();
  }
});
