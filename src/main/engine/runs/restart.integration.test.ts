import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { got } from '../../git/testing/world.ts';
import { storePaths } from '../../store/paths.ts';
import { startWorld, until } from '../testing/world.ts';

const REPOS = { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } };

describe('after a kill', () => {
  it('runs go on in their threads, and nothing that was acknowledged is missing', async () => {
    let killed = false;
    const world = await startWorld({
      repos: REPOS,
      script: ({ continued }) =>
        killed ? { edit: { 'readme.md': continued ? 'continued\n' : 'anew\n' } } : { end: 'hang' },
    });
    const first = await world.start();
    const jobId = await world.create(first);
    await until(() => world.sessions.turns.length === 2);
    await until(async () => (await world.runsOf(first, jobId)).every((run) => run.action.code === 'thinking'));
    const before = await world.runsOf(first, jobId);
    const copy = await world.crashCopy('after-kill');
    killed = true;

    const second = await world.start(copy);
    const runs = await second.jobEnded(jobId);
    expect(runs.map(({ outcome, attempt }) => ({ outcome, attempt }))).toEqual([
      { outcome: 'changed', attempt: 2 },
      { outcome: 'changed', attempt: 2 },
    ]);
    for (const [index, run] of runs.entries()) {
      const events = got(await second.runs.events({ runId: run.id, after: 0 })).events;
      expect(events.slice(0, before[index]!.lastSeq)).toEqual(
        got(await first.runs.events({ runId: run.id, after: 0 })).events.slice(0, before[index]!.lastSeq),
      );
      expect(events.map(({ body }) => body.kind).filter((kind) => kind === 'cloned')).toHaveLength(1);
      expect(events.some(({ body }) => body.kind === 'interrupted')).toBe(true);
      expect(got(await second.runs.patch({ runId: run.id, path: null })).patch).toContain('+continued');
    }
  });

  it('a paused job stays paused, and resume goes on', async () => {
    const world = await startWorld({ repos: REPOS, script: () => ({ edit: { 'readme.md': 'new\n' } }) });
    const first = await world.start(undefined, { settingsOverrides: { githubUrl: world.hub.apiUrl, concurrency: 1 } });
    const jobId = await world.create(first);
    got(await first.jobs.pause({ jobId }));
    await first.jobEnded(jobId);
    await first.stop();
    const second = await world.start();
    const before = await world.runsOf(second, jobId);
    expect(before.filter(({ status }) => status === 'queued')).not.toEqual([]);
    got(await second.jobs.resume({ jobId }));
    expect((await second.jobEnded(jobId)).map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
  });

  it('a quit leaves runs at work, and the next start goes on with them', async () => {
    let quit = false;
    const world = await startWorld({
      repos: REPOS,
      script: () => (quit ? { edit: { 'readme.md': 'new\n' } } : { end: 'hang' }),
    });
    const first = await world.start();
    const jobId = await world.create(first);
    await until(() => world.sessions.turns.length === 2);
    await first.stop();
    quit = true;
    const second = await world.start();
    const runs = await second.jobEnded(jobId);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
  });

  it('tells of a damaged log, keeps it, and goes on with what is readable', async () => {
    const world = await startWorld({ repos: { one: REPOS.one }, script: () => ({ edit: { 'readme.md': 'new\n' } }) });
    const first = await world.start();
    const jobId = await world.create(first);
    const [run] = await first.jobEnded(jobId);
    await first.stop();
    const file = storePaths(path.join(world.folder, 'data')).events(run!.id);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"kind":"cloned"', '"kind":"clowned"'));
    const second = await world.start();
    expect(got(await second.runs.events({ runId: run!.id, after: 0 })).events).toHaveLength(3);
    const { notices } = got(await second.app.state({}));
    expect(notices.map(({ text: words }) => words)).toContainEqual(expect.stringContaining('was damaged'));
    expect(
      await readFile(notices.find(({ next }) => next)!.next!.replace(/^It was kept as |\.$/g, ''), 'utf8'),
    ).toContain('clowned');
  });
});

it('money: a job’s budget holds, the rest waits, and a higher one goes on in the same threads', async () => {
  const world = await startWorld({
    repos: { ...REPOS, three: REPOS.one, four: REPOS.one },
    settings: { budgetUsd: 1 },
    appSettings: { concurrency: 1 },
    script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.4, reserveUsd: 0.4 }),
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const before = await engine.jobEnded(jobId);
  expect(before.map(({ outcome, stoppedBy }) => [outcome, stoppedBy])).toEqual([
    ['changed', null],
    ['changed', null],
    ['stopped', 'job_budget'],
    [null, null],
  ]);
  const { summary } = got(await engine.jobs.open({ jobId }));
  expect(summary.job.paused).toMatchObject({ by: 'budget' });
  expect(summary.counts.costUsd).toBeCloseTo(0.8);
  got(await engine.jobs.setBudget({ jobId, budgetUsd: 2, runDollars: 2 }));
  const after = await engine.jobEnded(jobId);
  expect(after.map(({ outcome }) => outcome)).toEqual(['changed', 'changed', 'changed', 'changed']);
  expect(world.sessions.turns.filter(({ continued }) => continued)).toHaveLength(1);
});

it('money: the day’s budget stops every job, and a higher one goes on by itself, but not with what a person paused', async () => {
  const world = await startWorld({
    repos: REPOS,
    settings: { budgetUsd: null },
    appSettings: { concurrency: 1 },
    script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.4, reserveUsd: 0.4 }),
  });
  const engine = await world.start();
  const { settings } = got(await engine.app.state({}));
  const setDay = async (dayBudgetUsd: number | null) =>
    got(await engine.settings.update({ settings: { ...settings, dayBudgetUsd } }));
  await setDay(0.5);
  const jobId = await world.create(engine);
  const stopped = await engine.jobEnded(jobId);
  expect(stopped.map(({ outcome, stoppedBy }) => [outcome, stoppedBy])).toEqual([
    ['changed', null],
    ['stopped', 'day_budget'],
  ]);
  expect(got(await engine.jobs.open({ jobId })).summary.job.paused).toMatchObject({
    by: 'budget',
    reason: {
      code: 'budget_used_up',
      parameters: { limit: 'day_budget', refused: { limitUsd: 0.5, spentUsd: 0.4, needsUsd: 0.4 } },
    },
  });
  await setDay(0.4);
  expect((await engine.jobEnded(jobId))[1]?.outcome).toBe('stopped');
  got(await engine.jobs.pause({ jobId }));
  await setDay(0.6);
  expect((await engine.jobEnded(jobId))[1]?.outcome).toBe('stopped');
  got(await engine.jobs.resume({ jobId }));
  expect((await engine.jobEnded(jobId))[1]?.outcome).toBe('stopped');
  await setDay(null);
  expect((await engine.jobEnded(jobId)).map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
});

it('a wrong key pauses the job, and the right one goes on by itself', async () => {
  const world = await startWorld({ repos: REPOS, keys: {}, script: () => ({ edit: { 'readme.md': 'new\n' } }) });
  const engine = await world.start();
  const jobId = await world.create(engine);
  await engine.jobEnded(jobId);
  expect(got(await engine.jobs.open({ jobId })).summary.job.paused).toMatchObject({
    by: 'keys',
    reason: { code: 'failed_for_all', parameters: { failure: { message: expect.stringContaining('no key') } } },
  });
  expect(got(await engine.keys.set({ name: 'claude', value: 'sk-ant-new-0123456789' }))).toEqual({
    name: 'claude',
    present: true,
    account: 'checked',
    hint: '…6789',
  });
  expect((await engine.jobEnded(jobId)).map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
});
