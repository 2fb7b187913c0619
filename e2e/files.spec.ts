import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { RunEventBody } from '../src/shared/events.ts';
import { ToolCallId, TurnId } from '../src/shared/ids.ts';
import { oldText } from '../src/shared/messages/message.ts';
import type { Run } from '../src/shared/run.ts';
import { PUSH_CHANNEL, type WindowApi } from '../src/shared/window-api.ts';
import { ROOT, shot, startApp, temporaryFolder } from './app.ts';
import { seedChange } from './seeds/clones.ts';
import { longConversation, settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';
import { checked } from './seeds/stories.ts';

const icon = (size: number) => readFileSync(path.join(ROOT, `resources/icons/${size}x${size}.png`));

/** A tool call that changed a file. */
function edited(file: string): RunEventBody[] {
  const call = { turnId: TurnId.parse('turn_1'), toolCallId: ToolCallId.parse('toolu_edit') };
  const input = { path: file };
  return [
    { kind: 'tool_started', ...call, step: 1, name: 'edit_file', input, title: oldText(`Editing ${file}`) },
    {
      kind: 'tool_finished',
      ...call,
      ok: true,
      content: 'edited',
      details: { kind: 'edit', path: file, action: 'edited', insertions: 20, deletions: 20, patch: '' },
      ms: 3,
    },
  ];
}

test('what can be done with the files of a change: gone through, commented, opened in the editor, compared', async () => {
  const place = await temporaryFolder('files');
  const data = path.join(place.folder, 'data');
  const editor = path.join(place.folder, 'editor');
  const said = path.join(place.folder, 'said');
  writeFileSync(editor, `#!/bin/sh\nprintf '%s' "$1" > "${said}.new"\nmv "${said}.new" "${said}"\n`);
  chmodSync(editor, 0o755);
  const lines = Array.from({ length: 40 }, (_, line) => `line ${line + 1}\n`);
  const long = Array.from({ length: 800 }, (_, line) => `row ${line + 1}\n`);
  const changedLong = long.map((line, index) => (index % 40 === 39 ? `new ${line}` : line));
  const tap = Array.from({ length: 300 }, (_, at) =>
    at === 149 ? 'not ok 150 - broken' : `ok ${at + 1} - works`,
  ).join('\n');
  const { job } = await seedJob(data, {
    title: 'New colours',
    runs: 1,
    settings: { editorCommand: `"${editor}" {file}:{line}` },
    fill: async ({ records, folder, runs }) => {
      const [run] = runs;
      if (!run) throw new Error('no run');
      const files = { 'a.txt': lines.join(''), 'logo.png': icon(16), 'long.txt': long.join(''), 'z.txt': 'z\n' };
      const read = await seedChange(folder, run, files, (tree) => {
        writeFileSync(path.join(tree, 'a.txt'), lines.toSpliced(24, 1, 'changed\n').join(''));
        writeFileSync(path.join(tree, 'logo.png'), icon(48));
        writeFileSync(path.join(tree, 'long.txt'), changedLong.join(''));
        writeFileSync(path.join(tree, 'z.txt'), 'y\n');
      });
      const doubts = [
        { code: 'key_in_line' as const, parameters: { path: 'long.txt', line: 400 } },
        { code: 'ended_without_report' as const, parameters: {} },
      ];
      const changeset = { ...read, doubts };
      value(
        await records.record(
          run.id,
          ...longConversation(1).toSpliced(-1, 0, ...edited('long.txt')),
          { kind: 'changeset_ready', changeset },
          checked('baseline', 0, 'ok'),
          checked('after', 1, tap),
          { kind: 'verdict_reached', verdict: 'newly_broken' },
          settled('changed', 'Changed all.'),
        ),
      );
    },
  });
  const { app, page, problems } = await startApp(data);
  const shots = async (name: string) => {
    if (!process.env.CODY_BATCH_SHOTS) return;
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await shot(page, `${name}-${scheme}`);
    }
  };
  try {
    await page.getByRole('row').filter({ hasText: 'New colours' }).click();
    await page.getByRole('row').filter({ hasText: 'service-000' }).click();
    const run = page.getByRole('region', { name: 'Run' });
    const current = run.getByRole('navigation', { name: 'Files of the changeset' }).locator('[aria-current]');
    await test.step('the tree says where one is, at the end of the change too, and by whatever means one got there', async () => {
      await expect(current).toContainText('a.txt');
      for (const name of ['logo.png', 'long.txt', 'z.txt']) {
        await page.keyboard.press(']');
        await expect(current).toContainText(name);
      }
      await run.getByText('new row 800').hover();
      await page.mouse.wheel(0, -200);
      await expect(current).toContainText('long.txt');
    });
    await test.step('what speaks against the change stands in one strip, and leads to its place', async () => {
      const strip = run.getByRole('region', { name: 'Things to look at' });
      await expect(strip.getByRole('listitem')).toHaveCount(3);
      await strip.getByRole('button', { name: /^long\.txt, line 400/ }).click();
      await expect(run.getByText('new row 400')).toBeInViewport();
      await shots('things-to-look-at');
      await strip.getByRole('button', { name: '3 things to look at' }).click();
      await expect(strip.getByRole('listitem')).toHaveCount(0);
    });
    await test.step('find counts the lines of the diff, goes to the first, and gives the focus back', async () => {
      await page.keyboard.press('Control+f');
      await page.keyboard.type('new row');
      const status = run.getByRole('search').getByRole('status');
      await expect(status).toHaveText('1 of 20');
      await expect(run.getByText('new row 40', { exact: true })).toBeInViewport();
      await page.keyboard.press('Enter');
      await expect(status).toHaveText('2 of 20');
      await expect(run.getByText('new row 80', { exact: true })).toBeInViewport();
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.press('Shift+Enter');
      await expect(status).toHaveText('20 of 20');
      await expect(run.getByText('new row 800', { exact: true })).toBeInViewport();
      await shots('find');
      await page.keyboard.press('Escape');
      await expect(run.getByRole('search')).toHaveCount(0);
    });
    await test.step('L comments on the hunk in sight, without another key before', async () => {
      await run.getByText('new row 800').hover();
      await page.mouse.wheel(0, -4000);
      await expect(run.getByText('new row 800')).not.toBeInViewport();
      await page.keyboard.press('l');
      const note = page.getByRole('textbox', { name: /^Comment on line \d+ of / });
      await expect(note).toBeFocused();
      await expect(note).toBeInViewport();
      await shots('line-note');
      await page.keyboard.press('Escape');
      await expect(note).toHaveCount(0);
    });
    await test.step('lines are wrapped until somebody wants them whole', async () => {
      const wrap = run.getByRole('button', { name: 'Wrap long lines' });
      await expect(wrap).toHaveAttribute('aria-pressed', 'true');
      await page.keyboard.press('Shift+W');
      await expect(wrap).toHaveAttribute('aria-pressed', 'false');
    });
    await test.step('the menu of a line copies its place and its hunk, and that of a file its path', async () => {
      const copied = () => app.evaluate(({ clipboard }) => clipboard.readText());
      await page.keyboard.press('[');
      await page.keyboard.press(']');
      await run.getByText('new row 40', { exact: true }).click({ button: 'right' });
      await shots('line-menu');
      await page.getByRole('menuitem', { name: 'Copy path:line' }).click();
      await expect.poll(copied).toBe('long.txt:40');
      await run.getByText('new row 40', { exact: true }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Copy hunk' }).click();
      await expect.poll(copied).toMatch(/^@@ -37,7 \+37,7 @@[\s\S]*-row 40\n\+new row 40\n/);
      await run.getByRole('button', { name: 'z.txt' }).first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Copy path', exact: true }).click();
      await expect.poll(copied).toBe('z.txt');
      await expect(current).toContainText('z.txt');
    });
    await test.step('a log opens at its first failure, and is searched as well', async () => {
      await run.getByRole('tab', { name: 'Checks' }).click();
      const log = run.getByRole('region', { name: /^Log of npm test after/ });
      await expect(log.getByText('not ok 150 - broken')).toBeInViewport();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('ok 1 -');
      const status = run.getByRole('search').getByRole('status');
      await expect(status).toHaveText('1 of 1');
      await expect(log.getByText('ok 1 - works')).toBeInViewport();
      await expect(run.getByRole('button', { name: 'Ask the session to fix it' })).toBeVisible();
      await shots('log');
      await page.keyboard.press('Escape');
      await run.getByRole('tab', { name: 'Changes' }).click();
    });
    await test.step('a file that the session changed leads from the conversation to its change', async () => {
      await run.getByRole('tab', { name: 'Conversation' }).click();
      await run.getByText('Look at all of it.').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Copy message' }).click();
      await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('Look at all of it.');
      await run.getByRole('button', { name: 'long.txt' }).click();
      await expect(current).toContainText('long.txt');
      await expect(run.getByText('new row 40', { exact: true })).toBeInViewport();
    });
    await test.step('what is shown while a comment is worked on is the previous version', async () => {
      const before = await page.evaluate(async (id) => {
        const { api } = globalThis as unknown as { api: WindowApi };
        return (await api.invoke('jobs.open', { jobId: id })) as { value: { runs: Run[] } };
      }, job.id);
      const push = (change: Partial<Run>) =>
        app.evaluate(
          ({ BrowserWindow }, { channel, message }) =>
            BrowserWindow.getAllWindows()[0]?.webContents.send(channel, message),
          {
            channel: PUSH_CHANNEL,
            message: { type: 'runs', jobId: job.id, runs: [{ ...before.value.runs[0], ...change }] },
          },
        );
      const lastSeq = (before.value.runs[0]?.lastSeq ?? 0) + 1;
      await push({ status: 'running', outcome: null, pendingComments: 1, lastSeq });
      await expect(
        run.getByText('Claude is working on your comment. The diff below is the previous version.'),
      ).toBeVisible();
      await shots('previous-version');
      await run.getByRole('button', { name: 'Watch' }).click();
      await expect(run.getByRole('region', { name: /^Conversation, / })).toBeVisible();
      await push({ lastSeq: lastSeq + 1 });
      await run.getByRole('tab', { name: 'Changes' }).click();
      await expect(run.getByRole('button', { name: 'Watch' })).toHaveCount(0);
    });
    await run.getByRole('button', { name: 'Fold a.txt' }).hover();
    await run.getByRole('button', { name: 'Open in editor' }).first().click();
    await expect.poll(() => existsSync(said)).toBe(true);
    expect(readFileSync(said, 'utf8')).toMatch(/\/tree\/a\.txt:25$/);

    await expect(run.getByText(/^\d+ (B|KB) → \d KB$/)).toBeVisible();
    await run.getByRole('button', { name: 'Compare' }).click();
    const dialog = page.getByRole('dialog', { name: 'logo.png' });
    await expect(dialog.getByText('16 × 16')).toBeVisible();
    await expect(dialog.getByText('48 × 48')).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await place.remove();
  }
});
