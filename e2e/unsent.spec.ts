import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { killApp, type StartedApp, shot, startApp, temporaryFolder } from './app.ts';
import { seedChange } from './seeds/clones.ts';
import { longConversation, settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

const WORDS = {
  comment: 'Rename the tests, too.',
  line: 'This name is taken.',
  edit: 'let byHand = 1;\n',
  reason: 'The old name is public.',
  prompt: 'Rename it, and say so in the read me.',
  instruction: 'Delete what nobody calls.',
};

test.describe('what was typed and not sent', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let data: string;
  let started: StartedApp;

  test.beforeAll(async () => {
    place = await temporaryFolder('unsent');
    data = path.join(place.folder, 'data');
    await seedJob(data, {
      title: 'Rename it',
      runs: 3,
      fill: async ({ records, folder, runs }) => {
        for (const run of runs) {
          const changeset = await seedChange(folder, run, { 'a.js': 'let a = 1;\n' }, (tree) =>
            writeFileSync(path.join(tree, 'a.js'), 'let renamed = 1;\n'),
          );
          value(
            await records.record(
              run.id,
              ...longConversation(1),
              { kind: 'changeset_ready', changeset },
              settled('changed', '1 file changed.'),
            ),
          );
        }
      },
    });
    started = await startApp(data);
    await started.page.getByRole('row').filter({ hasText: 'Rename it' }).click();
  });
  test.afterAll(async () => {
    await started?.app.close();
    await place.remove();
  });

  const row = (name: string) => started.page.getByRole('row').filter({ hasText: name });
  const openRun = async (name: string) => {
    await row(name).click();
    const run = started.page.getByRole('region', { name: 'Run' });
    await expect(run.getByText(name).first()).toBeVisible();
    return run;
  };
  const kept = (): string => {
    try {
      return readFileSync(path.join(data, 'drafts.json'), 'utf8');
    } catch {
      return '';
    }
  };
  const comment = () => started.page.getByRole('textbox', { name: 'Comment for the session' });
  const lineComment = () => started.page.getByRole('textbox', { name: 'Comment on line 1 of a.js' });
  const dialog = () => started.page.getByRole('dialog');
  const openEdit = async () => {
    const run = await openRun('service-001');
    await expect(run.getByText('renamed')).toBeVisible();
    await started.page.keyboard.press('Shift+I');
    return dialog().getByRole('textbox', { name: 'Text of a.js' });
  };
  const openReason = async () => {
    await (await openRun('service-001')).getByRole('button', { name: /^Reject/ }).click();
    return dialog().getByRole('textbox', { name: 'Reason' });
  };
  const openPrompt = async () => {
    await started.page.getByRole('button', { name: 'More about this job' }).click();
    await started.page.getByRole('menuitem', { name: 'Show or revise the prompt' }).click();
    return dialog().getByRole('textbox', { name: 'Prompt' });
  };
  const openNewJob = async () => {
    await started.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await started.page.keyboard.press('ControlOrMeta+n');
    return started.page.getByRole('textbox', { name: 'Instruction' });
  };
  const openJobs = () =>
    started.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Jobs/ }).click();
  const openTheJob = async () => {
    await openJobs();
    await row('Rename it').click();
  };

  test('survives Escape, a click elsewhere, another run, and the death of the app', async () => {
    const { keyboard } = started.page;
    const run = await openRun('service-000');
    await expect(run.getByText('renamed')).toBeVisible();
    await keyboard.press('n');
    await keyboard.press('l');
    await lineComment().fill(WORDS.line);
    await comment().fill(WORDS.comment);
    await comment().press('Escape');

    await (await openEdit()).fill(WORDS.edit);
    await keyboard.press('Escape');
    await expect(dialog()).toHaveCount(0);
    await (await openReason()).fill(WORDS.reason);
    await started.page.mouse.click(4, 400);
    await expect(dialog()).toHaveCount(0);
    await (await openPrompt()).fill(WORDS.prompt);
    await keyboard.press('Escape');
    await expect(dialog()).toHaveCount(0);
    await (await openNewJob()).fill(WORDS.instruction);

    for (const words of Object.values(WORDS)) await expect.poll(kept).toContain(JSON.stringify(words).slice(1, -1));
    await killApp(started.app);
    started = await startApp(data);
    await expect(await openNewJob()).toHaveValue(WORDS.instruction);
    await openJobs();
    await expect(row('Draft: Delete what nobody calls.')).toContainText('0 repositories');
    await shot(started.page, 'jobs-with-drafts');
    await row('Draft:').click();
    await expect(started.page.getByRole('textbox', { name: 'Instruction' })).toHaveValue(WORDS.instruction);
    await openTheJob();
    for (const name of ['service-000', 'service-001'])
      await expect(row(name).getByRole('img', { name: 'Something is not sent yet' })).toBeVisible();
    await expect(row('service-002').getByRole('img', { name: 'Something is not sent yet' })).toHaveCount(0);
    await shot(started.page, 'rows-with-drafts');

    await openRun('service-000');
    await expect(lineComment()).toHaveValue(WORDS.line);
    await expect(comment()).toHaveValue(WORDS.comment);
    await expect(await openEdit()).toHaveValue(WORDS.edit);
    await started.page.keyboard.press('Escape');
    await expect(await openReason()).toHaveValue(WORDS.reason);
    await started.page.keyboard.press('Escape');
    await expect(await openPrompt()).toHaveValue(WORDS.prompt);
    await started.page.keyboard.press('Escape');
    await expect(dialog()).toHaveCount(0);
  });

  test('is thrown away only by somebody who says so twice, or can be taken back', async () => {
    const { page } = started;
    const sure = page.getByRole('alertdialog');
    await openEdit();
    await dialog().getByRole('button', { name: 'Discard my edit' }).click();
    await shot(page, 'discard');
    await sure.getByRole('button', { name: 'Keep it' }).click();
    const text = dialog().getByRole('textbox', { name: 'Text of a.js' });
    await expect(text).toHaveValue(WORDS.edit);
    await dialog().getByRole('button', { name: 'Discard my edit' }).click();
    await sure.getByRole('button', { name: 'Discard' }).click();
    await expect(text).toHaveValue('let renamed = 1;\n');
    await page.keyboard.press('Escape');
    await openPrompt();
    await dialog().getByRole('button', { name: 'Discard' }).click();
    await sure.getByRole('button', { name: 'Discard' }).click();
    await expect(dialog()).toHaveCount(0);
    await expect.poll(kept).not.toContain(WORDS.prompt);

    await openRun('service-000');
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(lineComment()).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(lineComment()).toHaveValue(WORDS.line);
    // By now only runs of it hold something.
    await openJobs();
    await expect(row('Rename it').getByRole('img', { name: 'Something is not sent yet' })).toBeVisible();

    const instruction = await openNewJob();
    await page.getByRole('button', { name: 'Recipes' }).click();
    await page.getByRole('menuitem', { name: 'Upgrade a dependency' }).click();
    await expect(instruction).toHaveValue(/^Upgrade \{\{package\}\}/);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(instruction).toHaveValue(WORDS.instruction);
    await expect(page.getByRole('textbox', { name: 'Package' })).toHaveCount(0);
  });

  test('goes with its job, and no key that was pasted among it is written down', async () => {
    const { page } = started;
    const key = `${'ghp_'}0123456789abcdefghijklmnopqrstuvwxyz`;
    await (await openNewJob()).fill(`Use ${key}, please.`);
    await expect.poll(kept).toMatch(/Use [^"]*, please\./);
    expect(kept()).not.toContain(key);
    await openTheJob();
    await page.getByRole('button', { name: 'More about this job' }).click();
    await page.getByRole('menuitem', { name: 'Delete the job' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the job' }).click();
    await expect.poll(kept).not.toContain(WORDS.comment);
    expect(kept()).not.toContain(WORDS.line);
    expect(kept()).toContain(', please.');
    expect(started.problems).toEqual([]);
  });
});
