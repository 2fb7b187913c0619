import path from 'node:path';
import { expect, test } from '@playwright/test';
import { oldText } from '../src/shared/messages/message.ts';
import { pressChord, shot, startApp, temporaryFolder } from './app.ts';
import { settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

test('jobs that were paused by their budget or by bad endings say why, and offer what goes on', async () => {
  const place = await temporaryFolder('control');
  const data = path.join(place.folder, 'data');
  const WORDS = 'The session could not do it: there is no Travis file here.';
  await seedJob(data, {
    title: 'Badly asked',
    runs: 5,
    fill: async ({ records, job, runs }) => {
      const why = `3 runs in a row brought nothing, and each of them cost money. The last one: ${WORDS}`;
      value(
        await records.changeJob(job.id, (before) => ({
          ...before,
          paused: { by: 'breaker', reason: oldText(why), offer: 'prompt', at: Date.now() },
        })),
      );
      for (const run of runs.slice(2)) value(await records.record(run.id, settled('failed', WORDS)));
    },
  });
  await seedJob(data, {
    title: 'Nobody answers',
    runs: 1,
    fill: async ({ records, job, runs }) => {
      value(await records.changeJob(job.id, (before) => ({ ...before, paused: null })));
      const [waiting] = runs;
      if (!waiting) throw new Error('no run');
      const error = { code: 'github_unreachable', message: 'Could not reach github.com.' } as const;
      const reason = { code: 'trying_again', parameters: { message: error.message } } as const;
      value(
        await records.record(
          waiting.id,
          { kind: 'interrupted', error },
          { kind: 'queued', reason: 'resume', attempt: 1, promptVersion: 1 },
          { kind: 'waiting', reason, until: Date.now() + 50 * 60_000 },
        ),
      );
    },
  });
  await seedJob(data, {
    title: 'Too dear',
    runs: 4,
    settings: { dayBudgetUsd: 20 },
    fill: async ({ records, job, runs }) => {
      const reason = 'The budget of this job is used up. Raise it to go on.';
      value(
        await records.changeJob(job.id, (before) => ({
          ...before,
          settings: { ...before.settings, budgetUsd: 2 },
          paused: { by: 'budget', reason: oldText(reason), at: Date.now(), limit: 'job_budget' },
        })),
      );
      const end = { kind: 'turn_finished', report: null, error: null, status: 'stopped', limit: 'job_budget' } as const;
      for (const run of runs.slice(2)) {
        value(await records.record(run.id, { ...end, turnId: 'turn_1' as never }));
        value(await records.record(run.id, settled('stopped', 'Stopped at the budget of the job.')));
      }
    },
  });
  const { app, page, problems } = await startApp(data);
  try {
    await test.step('three bad endings: what they were, and an offer to revise the prompt', async () => {
      await page.getByRole('row').filter({ hasText: 'Badly asked' }).click();
      await expect(page.getByText('3 runs in a row brought nothing')).toBeVisible();
      await shot(page, 'breaker');
      await page.getByRole('button', { name: 'Revise the prompt' }).click();
      const dialog = page.getByRole('dialog', { name: 'Prompt, version 1' });
      await expect(dialog).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    });
    await test.step('whom nobody answered says so, and does not have to wait', async () => {
      await pressChord(page, 'gj');
      await page.getByRole('row').filter({ hasText: 'Nobody answers' }).click();
      const row = page.getByRole('row').filter({ hasText: 'service-000' });
      await expect(row).toContainText(/Could not reach github\.com\. Trying again in \d+:\d\d\./);
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await shot(page, `try-now-${scheme}`);
      }
      await row.getByRole('button', { name: 'Try now' }).click();
      await expect(row).not.toContainText('Trying again in');
      await expect(row.getByRole('button', { name: 'Try now' })).toHaveCount(0);
      await expect(page.getByRole('region', { name: 'Run' })).toHaveCount(0);
    });
    await test.step('a budget that was met can be raised, and the job goes on', async () => {
      await pressChord(page, 'gj');
      await page.getByRole('row').filter({ hasText: 'Too dear' }).click();
      await expect(page.getByText('The budget of this job is used up.')).toBeVisible();
      await page.getByRole('button', { name: 'Raise the limit' }).click();
      const dialog = page.getByRole('dialog', { name: 'Budget' });
      await expect(dialog.getByLabel('Each day, all jobs')).toHaveValue('20');
      await shot(page, 'budget');
      await dialog.getByLabel('Whole job').fill('5');
      await dialog.getByLabel('Each day, all jobs').fill('30');
      await page.getByRole('button', { name: 'Save the budget' }).click();
      // It goes on at once, with what had stopped.
      await expect(page.getByText('The budget of this job is used up.')).toBeHidden();
      await expect(page.getByText('of $5.00')).toBeVisible();
      await expect(page.getByRole('row').filter({ hasText: 'stopped' })).toHaveCount(0);
    });
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await place.remove();
  }
});

test('before the computer sleeps nothing new starts, and the window says so', async () => {
  const place = await temporaryFolder('sleep');
  const { app, page, problems } = await startApp(path.join(place.folder, 'data'));
  const power = (event: 'suspend' | 'resume') =>
    app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event);
  const words = page.getByText('The computer is about to sleep; work goes on when it wakes up.');
  try {
    await expect(page.getByRole('button', { name: 'Try it without keys' })).toBeVisible();
    await power('suspend');
    // The welcome stays until the demo's job is there: no empty list of jobs shows in between.
    const headings = await page.evaluateHandle(() => {
      const seen = new Set<string>();
      const note = () => document.querySelectorAll('h1').forEach((heading) => void seen.add(heading.textContent));
      new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
      return seen;
    });
    await page.getByRole('button', { name: 'Try it without keys' }).click();
    await expect(words.first()).toBeVisible();
    const rows = page.getByRole('row').filter({ has: page.getByRole('checkbox') });
    await expect(rows.filter({ hasText: 'waiting' })).toHaveCount(8);
    const passed = await headings.evaluate((seen) => [...seen]);
    expect(passed.length).toBeGreaterThan(0);
    expect(passed).not.toContain('Jobs');
    await shot(page, 'sleep');
    await power('resume');
    await expect(words).toHaveCount(0);
    // What waited has begun and gets on, or has ended since: on a quick machine that is soon.
    await expect(rows.filter({ hasText: 'waiting' })).not.toHaveCount(8);
    await expect(rows.filter({ hasText: /running|checks pass/ }).first()).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await place.remove();
  }
});
