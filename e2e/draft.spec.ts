import path from 'node:path';
import { expect, test } from '@playwright/test';
import { pasteList, shot, startApp, temporaryFolder } from './app.ts';
import { seedJob } from './seeds/paused-job.ts';

test('a job that is being written survives a restart; a recipe asks for what it leaves open', async () => {
  const place = await temporaryFolder('draft');
  const data = path.join(place.folder, 'data');
  await seedJob(data, { title: 'An earlier one', runs: 1, fill: async () => undefined });
  let started = await startApp(data);
  const note = /^For this recipe the change may touch lock files, and commands may reach registry\.npmjs\.org/;
  try {
    const write = async () => {
      const { page } = started;
      // Keys are heard once the window is drawn.
      await expect(page.getByRole('button', { name: 'New job' }).first()).toBeVisible();
      await page.keyboard.press('ControlOrMeta+n');
      const instruction = page.getByRole('textbox', { name: 'Instruction' });
      await expect(instruction).toBeVisible();
      return { page, instruction };
    };

    const first = await write();
    // Who cannot be reached is not checked: nothing speaks against the repository.
    await pasteList(started, 'http://127.0.0.1:1/acme/one.git\n');
    await expect(first.page.getByText(/^Not checked: Could not reach 127\.0\.0\.1:1\./)).toBeVisible();
    await expect(first.page.getByText(/will be left out/)).toHaveCount(0);
    await expect(first.page.getByRole('button', { name: 'Run on 1 repository' })).toBeVisible();
    await shot(first.page, 'unreachable');
    await first.page.getByRole('button', { name: 'Try now' }).click();
    await expect(first.page.getByText(/^Not checked: /)).toBeVisible();
    await first.page.getByRole('button', { name: 'Clear', exact: true }).click();
    await first.page.getByRole('button', { name: 'Recipes' }).click();
    await first.page.getByRole('menuitem', { name: 'Upgrade a dependency' }).click();
    await expect(first.instruction).toHaveValue(/^Upgrade \{\{package\}\}/);
    await first.page.getByRole('textbox', { name: 'Package' }).fill('zod');
    await first.page.getByRole('textbox', { name: 'Version' }).fill('4.6.7');
    await expect(first.page.getByRole('textbox', { name: 'Title' })).toHaveAttribute(
      'placeholder',
      /^Upgrade zod to version 4.6.7/,
    );
    await expect(first.page.getByText(note)).toBeVisible();

    await first.page.getByRole('button', { name: 'Recipes' }).click();
    await first.page.getByRole('menuitem', { name: 'Save this instruction as a recipe' }).click();
    await first.page.getByRole('textbox', { name: 'Name' }).fill('Our upgrade');
    await first.page.getByRole('button', { name: 'Save the recipe' }).click();
    await expect(first.page.getByRole('dialog')).toHaveCount(0);
    await started.app.close();

    started = await startApp(data);
    const second = await write();
    await expect(second.instruction).toHaveValue(/^Upgrade \{\{package\}\}/);
    await expect(second.page.getByRole('textbox', { name: 'Package' })).toHaveValue('zod');
    await expect(second.page.getByText(note)).toBeVisible();
    await second.page.getByRole('button', { name: 'Recipes' }).click();
    await second.page.getByRole('menuitem', { name: 'Refactor a pattern' }).click();
    await expect(second.page.getByText(note)).toHaveCount(0);
    await second.instruction.fill('Something else');
    await expect(second.page.getByRole('textbox', { name: 'Package' })).toHaveCount(0);
    await second.page.getByRole('button', { name: 'Recipes' }).click();
    await second.page.getByRole('menuitem', { name: 'Our upgrade' }).click();
    await expect(second.page.getByRole('textbox', { name: 'Version' })).toHaveValue('4.6.7');
    await expect(second.page.getByText(note)).toBeVisible();
    expect(started.problems).toEqual([]);
  } finally {
    await started.app.close();
    await place.remove();
  }
});

test('a setting that is being typed is saved when the window closes, and when the app quits', async () => {
  const place = await temporaryFolder('setting');
  const data = path.join(place.folder, 'data');
  await seedJob(data, { title: 'An earlier one', runs: 1, fill: async () => undefined });
  let started = await startApp(data);
  const open = async () => {
    const { page } = started;
    await expect(page.getByRole('button', { name: 'New job' }).first()).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    return page.getByRole('textbox', { name: 'Command', exact: true });
  };
  try {
    const first = await open();
    await first.fill('code -g {file}:{line}');
    const gone = new Promise((resolve) => started.app.process().once('exit', resolve));
    await started.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await gone;

    started = await startApp(data);
    const second = await open();
    await expect(second).toHaveValue('code -g {file}:{line}');
    await second.fill('subl {file}:{line}');
    await started.app.close();

    started = await startApp(data);
    await expect(await open()).toHaveValue('subl {file}:{line}');
  } finally {
    await started.app.close();
    await place.remove();
  }
});
