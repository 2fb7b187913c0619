import path from 'node:path';
import { expect, test } from '@playwright/test';
import { SAMPLES } from '../src/demo/samples.ts';
import type { Job } from '../src/shared/job.ts';
import type { WindowApi } from '../src/shared/window-api.ts';
import { holdUndo, pressChord, type StartedApp, shot, startApp, temporaryFolder } from './app.ts';

const changed = SAMPLES.filter(({ expected }) => expected.outcome === 'changed').length;

test.describe('review by group, in the real window', () => {
  let started: StartedApp;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;

  test.beforeAll(async () => {
    place = await temporaryFolder('review');
    started = await startApp(path.join(place.folder, 'data'), ['--demo']);
  });
  test.afterAll(async () => {
    await started.app.close();
    await place.remove();
  });

  test('groups, decisions with undo, and edits of a change', async () => {
    const { page, problems } = started;
    const shots = async (name: string) => {
      if (!process.env.CODY_BATCH_SHOTS) return;
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await shot(page, `${name}-${scheme}`);
      }
    };
    const groups = page.getByRole('grid', { name: 'Groups of changes' });
    const run = page.getByRole('region', { name: 'Run' });
    const heading = run.getByRole('heading', { level: 2 });

    await test.step('the demo runs to its end', async () => {
      await expect(page.getByText(`${SAMPLES.length}/${SAMPLES.length}`).first()).toBeVisible();
    });

    await test.step('Review shows groups, and every changed run in one of them', async () => {
      await pressChord(page, 'gr');
      await expect(groups).toBeVisible();
      await expect(groups.getByRole('button', { expanded: true }).first()).toBeVisible();
      // Before they are compared, they are rows.
      await expect(groups.getByRole('button', { name: /^Comparing / })).toHaveCount(0);
      const titles = await groups.getByRole('button').allInnerTexts();
      const counted = titles
        .filter((title) => !/^\s*\d+ without a change|^(Approve|Review) \d/.test(title))
        // A change like no other is named by what it does.
        .map((title) => Number(/^\s*(\d+) (alike|similar|outliers?)/.exec(title)?.[1] ?? 1));
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(changed);
      await shots('groups');
    });

    await test.step('a group that is not the same all over is decided one by one: E approves and goes on; undo takes it back', async () => {
      await expect(groups.getByRole('button', { name: /^Review \d+$/ }).first()).toBeVisible();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await expect(run).toBeVisible();
      // The diff is drawn in colours, and nothing was refused on the way to them.
      await expect(run.locator('diffs-container span[style*="--diffs-token-dark"]').first()).toBeAttached();
      await shots('member');
      const opened = (await heading.textContent()) ?? '';
      await page.keyboard.press('Shift+E');
      await page.keyboard.press('e');
      await expect(page.getByText(`Approved ${opened}`, { exact: true })).toBeVisible();
      await holdUndo(page);
      await expect(heading).not.toHaveText(opened);
      await expect(page.getByText(`${changed - 1} runs · 1 ready to open`)).toBeVisible();
      await expect(groups.getByText('approved', { exact: true }).first()).toBeVisible();
      await page.keyboard.press('Control+z');
      await expect(groups.getByText('approved', { exact: true })).toHaveCount(0);

      // What was approved, and nothing else, can be opened from here.
      await groups.getByRole('row').filter({ hasText: opened }).click();
      await expect(heading).toHaveText(opened);
      await page.keyboard.press('e');
      await expect(heading).not.toHaveText(opened);
      await shots('approved');
      await page.getByRole('button', { name: 'Open 1 pull request', exact: true }).click();
      await expect(page.getByRole('dialog').getByRole('button', { name: /^Open \d+ pull requests?/ })).toBeVisible();
      await shots('open-approved');
      await page.getByRole('button', { name: 'Not now' }).click();
    });

    await test.step('R asks for the reason, in a field where letters are no commands, and Undo takes it back', async () => {
      await page.keyboard.press('r');
      await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Reason' })).toBeFocused();
      await page.keyboard.type('one more reason');
      await shots('reject');
      await page.keyboard.press('Control+Enter');
      await holdUndo(page);
      await expect(run.getByText('Rejected: one more reason')).toBeVisible();
      await expect(run.getByRole('button', { name: 'Take back the rejection' })).toBeVisible();
      await page.keyboard.press('Control+z');
      await expect(run.getByText('Rejected: one more reason')).toHaveCount(0);
    });

    await test.step('a discarded file is gone from the change, and Undo brings it back', async () => {
      const menus = run.getByRole('button', { name: /^Edit the change to / });
      const name = (await menus.first().getAttribute('aria-label')) ?? '';
      const menu = run.getByRole('button', { name, exact: true });
      await menu.click();
      await shots('file-menu');
      await page.getByRole('menuitem', { name: 'Discard the change to this file' }).click();
      await expect(page.getByText(/^Discarded the change to /)).toBeVisible();
      // The focus is back at the button of the menu; its words are not.
      await expect(page.getByRole('tooltip')).toHaveCount(0);
      await holdUndo(page);
      await expect(run.getByText(/edited by you, not checked since/i)).toBeVisible();
      await expect(menu).toHaveCount(0);
      await expect(menus.first()).toBeVisible();
      await shots('discarded');
      await page.keyboard.press('Control+z');
      await expect(menu).toBeVisible();
      await expect(run.getByText(/checks pass/i)).toBeVisible();
    });

    await test.step('a file edited by hand, checked again', async () => {
      await run.getByRole('button', { name: 'Edit the change to .github/workflows/ci.yml' }).click();
      await page.getByRole('menuitem', { name: 'Edit the file by hand' }).click();
      const text = page.getByRole('textbox', { name: /^Text of / });
      await text.fill(`# by hand\n${await text.inputValue()}`);
      await shots('edit');
      await page.keyboard.press('Control+Enter');
      await expect(run.getByText('# by hand').first()).toBeVisible();
      await run.getByRole('tab', { name: 'Checks' }).click();
      await run.getByRole('button', { name: 'Run again' }).click();
      await expect(run.getByText(/edited by you, not checked since/i)).toHaveCount(0);
      await shots('checked-again');
    });

    await test.step('a check that does not end is followed line by line, and stopped', async () => {
      const setCheck = (command: string | null) =>
        page.evaluate(async (command) => {
          const { api } = globalThis as unknown as { api: WindowApi };
          const state = (await api.invoke('app.state', {})) as { value: { jobs: { job: Job }[] } };
          const job = state.value.jobs[0]?.job;
          if (!job) throw new Error('no job');
          const check = command === null ? { mode: 'detect' } : { mode: 'command', command };
          return api.invoke('jobs.setOptions', { jobId: job.id, settings: { ...job.settings, check } } as never);
        }, command);
      expect(await setCheck('echo one line; tail -f /dev/null')).toMatchObject({ ok: true });
      await run.getByRole('button', { name: 'Run again' }).click();
      const live = run.getByRole('region', { name: 'Check that runs' });
      await expect(live.getByText('one line', { exact: true })).toBeVisible();
      await shots('check-runs');
      await live.getByRole('button', { name: 'Stop' }).click();
      await expect(page.getByText('Stopped the check: what it said before stays', { exact: true })).toBeVisible();
      await expect(live).toHaveCount(0);
      expect(await setCheck(null)).toMatchObject({ ok: true });
    });

    await test.step('comments on lines are collected and sent as one turn', async () => {
      await run.getByRole('tab', { name: 'Changes' }).click();
      await expect(run.getByText('# by hand').first()).toBeVisible();
      await page.keyboard.press('n');
      await page.keyboard.press('l');
      const comment = page.getByRole('textbox', { name: /^Comment on line / });
      await comment.fill('Say why.');
      await page.keyboard.press('Control+Enter');
      await expect(run.getByText('1 line comment')).toBeVisible();
      await shots('line-comment');
      await run.getByRole('button', { name: 'Send back' }).click();
      await expect(run.getByText('1 line comment')).toHaveCount(0);
      await run.getByRole('tab', { name: 'Conversation' }).click();
      await expect(run.getByText(/, line \d+( before the change)?: Say why\./).first()).toBeVisible();
    });
    await test.step('after a decision and an edit, only what is new can be shown', async () => {
      // The scripted model had nothing to do for that comment: said where the reviewer looks.
      const answer = run.getByText(/files? changed, checks pass; your comment led to no further change/i);
      await expect(answer.first()).toBeVisible();
      await shots('answered');
      const decided = (await heading.textContent()) ?? '';
      await run.getByRole('tab', { name: 'Changes' }).click();
      await run
        .getByRole('button', { name: /^Approve( E)?$/ })
        .first()
        .click();
      await expect(heading).not.toHaveText(decided);
      await groups.getByRole('row').filter({ hasText: decided }).click();
      await expect(run.getByRole('button', { name: /^Approved/ })).toBeVisible();
      await run.getByRole('button', { name: 'Edit the change to .github/workflows/ci.yml' }).click();
      await page.getByRole('menuitem', { name: 'Edit the file by hand' }).click();
      const text = page.getByRole('textbox', { name: /^Text of / });
      await text.fill(`# once more\n${await text.inputValue()}`);
      await page.keyboard.press('Control+Enter');
      await expect(run.getByRole('button', { name: /^Approve( E)?$/ })).toBeVisible();
      await run.getByRole('radio', { name: 'New' }).click();
      await expect(run.getByText('1 file', { exact: true }).first()).toBeVisible();
      await expect(run.getByText('# once more').first()).toBeVisible();
      await shots('since');
    });

    await test.step('one note goes to all ticked runs, by keyboard, and becomes the next turn of each session', async () => {
      await page.keyboard.press('Escape');
      await pressChord(page, 'gj');
      await page.getByRole('row').filter({ hasText: 'Replace Travis CI' }).first().click();
      const rows = page.getByRole('grid', { name: 'Runs' });
      await expect(rows).toBeVisible();
      await page.keyboard.press('Control+a');
      await expect(page.getByText(`${changed} ticked`, { exact: true })).toBeVisible();
      // A note to two of them says the same as one to all, with a quarter of the turns.
      await page.keyboard.press('Escape');
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+ArrowDown');
      await expect(page.getByText('2 ticked', { exact: true })).toBeVisible();
      await page.keyboard.press('Shift+C');
      const note = page.getByRole('dialog').getByRole('textbox', { name: 'Note' });
      await expect(note).toBeFocused();
      await page.keyboard.type('Mention it in the changelog.');
      await shots('note');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByText('Sent to 2 sessions', { exact: true })).toBeVisible();
      await expect(note).toHaveCount(0);
      await shots('note-sent');
      await expect(page.getByText(`${SAMPLES.length}/${SAMPLES.length}`).first()).toBeVisible();
      await rows
        .getByRole('row')
        .filter({ has: page.getByRole('checkbox') })
        .first()
        .click();
      await run.getByRole('tab', { name: 'Conversation' }).click();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('"mention it in the changelog"');
      await expect(run.getByText(/^1 of \d+$/)).toBeVisible();
      await expect(run.getByText('Mention it in the changelog.').first()).toBeVisible();
      await shots('note-in-conversation');
    });
    expect(problems).toEqual([]);
  });
});
