import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CDPSession, expect, test } from '@playwright/test';
import { pressChord, type StartedApp, startApp, temporaryFolder } from './app.ts';
import { seedChange } from './seeds/clones.ts';
import { longConversation, settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

const JAPANESE = '\u65e5\u672c\u8a9e';

test.describe('what a person types', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let data: string;
  let started: StartedApp;
  let keyboard: CDPSession;

  test.beforeAll(async () => {
    place = await temporaryFolder('typing');
    data = path.join(place.folder, 'data');
    await seedJob(data, {
      title: 'Rename it',
      runs: 2,
      fill: async ({ records, folder, runs }) => {
        for (const run of runs) {
          const changeset = await seedChange(folder, run, { 'a.js': 'let a = 1;\n', 'b.js': 'let b;\n' }, (tree) => {
            writeFileSync(path.join(tree, 'a.js'), 'let renamed = 1;\n');
            writeFileSync(path.join(tree, 'b.js'), 'let other;\n');
          });
          value(
            await records.record(
              run.id,
              ...longConversation(3),
              { kind: 'changeset_ready', changeset },
              settled('changed', '2 files changed.'),
            ),
          );
        }
      },
    });
    started = await startApp(data);
    keyboard = await started.page.context().newCDPSession(started.page);
    await started.page.getByRole('row').filter({ hasText: 'Rename it' }).click();
  });
  test.afterAll(async () => {
    await started?.app.close();
    await place.remove();
  });
  test.beforeEach(() => resize(1280));

  const resize = async (width: number): Promise<void> => {
    await started.app.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setContentSize(to, 800),
      width,
    );
    await started.page.waitForFunction((wanted) => window.innerWidth === wanted, width);
  };
  const openRun = async (name: string) => {
    await started.page.getByRole('row').filter({ hasText: name }).click();
    const run = started.page.getByRole('region', { name: 'Run' });
    await expect(run.getByText(name).first()).toBeVisible();
    return run;
  };

  test('a comment on a line is composed, and outlives every change of what stands around it', async () => {
    const { page } = started;
    const run = await openRun('service-000');
    await run.getByRole('tab', { name: 'Changes' }).click();
    await expect(run.getByText('renamed')).toBeVisible();
    await page.keyboard.press('n');
    await page.keyboard.press('l');
    const comment = page.getByRole('textbox', { name: 'Comment on line 1 of a.js' });
    await expect(comment).toBeFocused();
    await keyboard.send('Input.imeSetComposition', { text: JAPANESE, selectionStart: 3, selectionEnd: 3 });
    const taken = { key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 229 };
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...taken });
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...taken });
    await expect(comment).toHaveValue(JAPANESE);
    await keyboard.send('Input.insertText', { text: JAPANESE });
    await expect(comment).toHaveValue(JAPANESE);

    await test.step('split and unified', async () => {
      const layout = () =>
        page.evaluate(() => JSON.parse(localStorage.getItem('cody-batch.ui.1') ?? '{}').diffLayout as string);
      const before = await layout();
      await page.keyboard.press('ControlOrMeta+k');
      await page.keyboard.type('unified');
      await page.keyboard.press('Enter');
      await expect.poll(layout).not.toBe(before);
      await expect(comment).toHaveValue(JAPANESE);
    });
    await test.step('a wide window and a narrow one', async () => {
      await resize(1700);
      await expect(run.getByRole('tab', { name: 'Changes' })).toHaveCount(0);
      await expect(comment).toHaveValue(JAPANESE);
      await resize(900);
      await expect(comment).toHaveValue(JAPANESE);
      await resize(1280);
    });
    await test.step('another tab, and another run', async () => {
      await run.getByRole('tab', { name: 'Conversation' }).click();
      await expect(comment).toHaveCount(0);
      await run.getByRole('tab', { name: 'Changes' }).click();
      await expect(comment).toHaveValue(JAPANESE);
      await openRun('service-001');
      await expect(comment).toHaveCount(0);
      await openRun('service-000');
      await run.getByRole('tab', { name: 'Changes' }).click();
      await expect(comment).toHaveValue(JAPANESE);
    });
    await comment.press('ControlOrMeta+Enter');
    await expect(run.getByRole('note', { name: 'Comment on line 1 of a.js' })).toContainText(JAPANESE);
    await expect(run.getByText('1 line comment')).toBeVisible();
  });

  test('a comment and a reason wait for the run that they were written for, also over a restart', async () => {
    const { page } = started;
    const run = await openRun('service-001');
    const comment = run.getByRole('textbox', { name: 'Comment for the session' });
    await comment.fill('Rename the tests, too.');
    const asked = await openRun('service-000');
    await expect(comment).toHaveValue('');
    await asked.getByRole('button', { name: /^Reject/ }).click();
    const reason = page.getByRole('dialog').getByRole('textbox', { name: 'Reason' });
    await reason.fill('The old name is public.');
    await page.keyboard.press('Escape');
    await expect(reason).toHaveCount(0);

    await started.app.close();
    started = await startApp(data);
    keyboard = await started.page.context().newCDPSession(started.page);
    // The window comes back to where it was.
    const again = started.page;
    await (await openRun('service-000')).getByRole('button', { name: /^Reject/ }).click();
    await expect(again.getByRole('dialog').getByRole('textbox', { name: 'Reason' })).toHaveValue(
      'The old name is public.',
    );
    await again.keyboard.press('ControlOrMeta+Enter');
    await expect(again.getByText('Rejected: The old name is public.')).toBeVisible();
    const other = await openRun('service-001');
    await expect(other.getByRole('textbox', { name: 'Comment for the session' })).toHaveValue('Rename the tests, too.');
  });

  test('words are found in a conversation with a Cyrillic keyboard', async () => {
    const { page } = started;
    const run = await openRun('service-001');
    await run.getByRole('tab', { name: 'Conversation' }).click();
    await expect(run.getByText('Look at all of it.')).toBeVisible();
    // On a Russian layout this key writes a Cyrillic letter.
    const find = { key: '\u0430', code: 'KeyF', modifiers: 2 };
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...find });
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...find });
    const field = page.getByRole('textbox', { name: 'Find in the conversation' });
    await expect(field).toBeFocused();
    await keyboard.send('Input.insertText', { text: 'step 2' });
    await expect(run.getByText(/of 1$/)).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(run.getByText('1 of 1')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(field).toHaveCount(0);
    await expect(run).toBeVisible();
  });

  test('a setting is saved when it is left, however it is left, and only if it may be so', async () => {
    const { page } = started;
    const settings = async () => {
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await pressChord(page, 'gs');
      await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    };
    const leaveByKey = async () => {
      await page.keyboard.press('ControlOrMeta+n');
      await expect(page.getByRole('heading', { level: 1, name: 'New job' })).toBeVisible();
      await page.keyboard.press('Escape');
      await settings();
    };
    const sessions = page.getByRole('spinbutton', { name: 'Sessions at the same time' });
    const github = page.getByRole('textbox', { name: 'GitHub API' });
    const editor = page.getByRole('textbox', { name: 'Command', exact: true });
    await settings();
    await sessions.fill('7');
    await sessions.press('Tab');
    await leaveByKey();
    await expect(sessions).toHaveValue('7');

    await sessions.fill('9');
    await leaveByKey();
    await expect(sessions).toHaveValue('9');
    await editor.fill('  subl {file}:{line}  ');
    await leaveByKey();
    await expect(editor).toHaveValue('subl {file}:{line}');

    await sessions.fill('0');
    await expect(page.getByText('A number from 1 to 64.')).toBeVisible();
    await github.fill('no address');
    await expect(page.getByText('A whole address, such as https://host/path.')).toBeVisible();
    await leaveByKey();
    await expect(sessions).toHaveValue('9');
    await expect(github).toHaveValue('https://api.github.com');
    await github.fill('  https://github.example.com/api/v3 ');
    await github.press('Enter');
    await expect(github).toHaveValue('https://github.example.com/api/v3');

    const branch = page.getByRole('textbox', { name: 'Branch', exact: true });
    await branch.pressSequentially('ours/renamed');
    await expect(branch).toHaveValue('ours/renamed');
    const dollars = page.getByRole('spinbutton', { name: 'Per repository' });
    await dollars.press('ControlOrMeta+a');
    await dollars.press('Backspace');
    await dollars.pressSequentially('0.75');
    await expect(dollars).toHaveValue('0.75');
    await leaveByKey();
    await expect(branch).toHaveValue('ours/renamed');
    await expect(dollars).toHaveValue('0.75');
    expect(started.problems).toEqual([]);
  });

  test('links that were copied from a page are taken for where they lead', async () => {
    const { page } = started;
    await page.keyboard.press('ControlOrMeta+n');
    await expect(page.getByRole('textbox', { name: 'Instruction' })).toBeVisible();
    const link = (name: string) => `<li><a href="http://127.0.0.1:1/acme/${name}">${name}</a></li>`;
    await page.evaluate((html) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'api\nweb');
      clipboardData.setData('text/html', html);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, link('api') + link('web'));
    await expect(page.getByText('acme/web', { exact: true })).toBeVisible();
    await expect(page.getByText('acme/api', { exact: true })).toBeVisible();
  });
});
