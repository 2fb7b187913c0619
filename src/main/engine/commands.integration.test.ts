import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Push } from '../../shared/ipc.ts';
import { commitTo, git, got } from '../git/testing/world.ts';
import { CALM_MACHINE } from '../scheduler/machine-sample.ts';
import { startWorld, until } from './testing/world.ts';

const REPOS = { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } };
const KEY = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
const OTHER = {
  model: 'claude-haiku-4-5',
  branch: 'fix/other',
  baseBranch: 'release',
  check: { mode: 'command', command: 'true' },
  openPullRequests: true,
} as const;
const changes = () => ({ edit: { 'readme.md': 'new\n' } });

describe('commands', () => {
  it('a window that listens ends up with what a snapshot says, in order and in few pushes', async () => {
    const world = await startWorld({ repos: REPOS, script: changes });
    const engine = await world.start();
    const pushes: Push[] = [];
    engine.onPush((push) => pushes.push(push));
    const jobId = await world.create(engine);
    const [first] = await world.runsOf(engine, jobId);
    await engine.threads.watch({ runId: first!.id });
    await engine.jobEnded(jobId);
    const { runs, summary } = got(await engine.jobs.open({ jobId }));
    await until(() => pushes.some((push) => push.type === 'jobs' && push.jobs[0]?.endedAt === summary.endedAt));

    const rows = new Map(pushes.flatMap((push) => (push.type === 'runs' ? push.runs : [])).map((run) => [run.id, run]));
    expect([...rows.values()].sort((a, b) => a.position - b.position)).toEqual(runs);
    expect(pushes.findLast((push) => push.type === 'jobs')).toEqual({ type: 'jobs', jobs: [summary] });
    const events = pushes.flatMap((push) => (push.type === 'events' ? push.events : []));
    expect(new Set(pushes.flatMap((push) => (push.type === 'events' ? [push.runId] : [])))).toEqual(
      new Set([first!.id]),
    );
    const saved = got(await engine.runs.events({ runId: first!.id, after: 0 })).events;
    expect(events).toEqual(saved.slice(saved.length - events.length));
    expect(pushes.filter((push) => push.type === 'runs').length).toBeLessThan(saved.length * 2);
  });

  it('saves patches that apply, one file each', async () => {
    const world = await startWorld({ repos: REPOS, script: changes });
    const engine = await world.start();
    const jobId = await world.create(engine);
    const runs = await engine.jobEnded(jobId);
    const out = path.join(world.folder, 'out');
    const saved = got(
      await engine.savePatches(
        runs.map((run) => run.id),
        out,
      ),
    );
    expect(readdirSync(out).sort()).toEqual(['acme-one.patch', 'acme-two.patch']);
    const tree = path.join(world.folder, 'fresh');
    git(world.folder, 'clone', '-q', path.join(world.folder, 'hub/repositories/acme/one.git'), tree);
    execFileSync('git', ['apply', '--check', saved[0]!.file!], { cwd: tree });
    expect(engine.patchName(runs[0]!.id)).toBe(path.basename(saved[0]!.file!));
    got(await engine.savePatch(runs[0]!.id, path.join(out, 'chosen.patch')));
    expect(readFileSync(path.join(out, 'chosen.patch'), 'utf8')).toContain('+new');
    expect(got(await engine.treeFolder(runs[0]!.id))).toContain(runs[0]!.id);
    expect(got(await engine.runs.changeset({ runId: runs[0]!.id }))).toMatchObject({ files: [{ path: 'readme.md' }] });
  });

  it('remembers a decision, and forgets it when the change is another one', async () => {
    const world = await startWorld({
      repos: { one: REPOS.one },
      script: ({ source }) => ({ edit: { 'readme.md': source === 'person' ? 'newer\n' : 'new\n' } }),
    });
    const engine = await world.start();
    const jobId = await world.create(engine);
    const [run] = await engine.jobEnded(jobId);
    got(await engine.runs.review({ runIds: [run!.id], decision: 'approved', note: 'Good.' }));
    expect((await world.runsOf(engine, jobId))[0]?.review).toMatchObject({
      decision: 'approved',
      note: 'Good.',
      tree: run!.changeset!.tree,
    });
    got(await engine.runs.comment({ runIds: [run!.id], text: 'Newer.' }));
    const [after] = await engine.jobEnded(jobId);
    expect(after?.review.decision).toBe('none');
  });

  it('runs that have not begun take the newest prompt; retries do too', async () => {
    const world = await startWorld({ repos: REPOS, appSettings: { concurrency: 1 }, script: changes });
    const engine = await world.start();
    const jobId = await world.create(engine);
    got(await engine.jobs.pause({ jobId }));
    const [, second] = await world.runsOf(engine, jobId);
    got(await engine.jobs.revisePrompt({ jobId, text: 'Do it better.' }));
    got(await engine.runs.reorder({ runIds: [second!.id], before: null }));
    got(await engine.jobs.resume({ jobId }));
    const runs = await engine.jobEnded(jobId);
    expect(runs.map(({ promptVersion }) => promptVersion)).toEqual([1, 2]);
    got(await engine.runs.retry({ runIds: [runs[0]!.id] }));
    expect((await engine.jobEnded(jobId)).map(({ promptVersion }) => promptVersion)).toEqual([2, 2]);
    expect(world.sessions.turns.map(({ text }) => text)).toEqual(['Do it.', 'Do it better.', 'Do it better.']);
  });

  it('other options hold for runs that start or are retried later, over a restart; a name and the archive are kept, too', async () => {
    const world = await startWorld({ repos: REPOS, appSettings: { concurrency: 1, reviewLimit: 1 }, script: changes });
    for (const name of world.names)
      commitTo(path.join(world.folder, `hub/repositories/acme/${name}.git`), { 'readme.md': 'old\n' }, 'release');
    const engine = await world.start();
    const jobId = await world.create(engine, { settings: { model: 'claude-opus-5-5' } });
    // The second one waits for the review of the first.
    await until(async () => (await world.runsOf(engine, jobId))[0]?.status === 'settled');
    const jobOf = async (at: typeof engine) => got(await at.jobs.open({ jobId })).summary.job;
    const { settings } = await jobOf(engine);
    expect(await engine.jobs.setOptions({ jobId, settings: { ...settings, branch: `fix/${KEY}` } })).toMatchObject({
      error: { code: 'key_in_text' },
    });
    const other = { ...settings, ...OTHER, limits: { ...settings.limits, steps: 7 } };
    got(await engine.jobs.setOptions({ jobId, settings: other }));
    expect(await engine.jobs.setArchived({ jobId, archived: true })).toMatchObject({ error: { code: 'not_allowed' } });

    const crashed = await world.crashCopy('crashed');
    const again = await world.start(crashed);
    await engine.stop();
    expect((await jobOf(again)).settings).toEqual(other);
    const [waited] = await world.runsOf(again, jobId);
    got(await again.runs.review({ runIds: [waited!.id], decision: 'approved', note: '' }));
    const [first, second] = await again.jobEnded(jobId);
    const models = () => world.sessions.starts.map(({ runId, model }) => [runId, model]);
    expect(models()).toEqual([
      [first!.id, settings.model],
      [second!.id, OTHER.model],
    ]);
    expect([first!.baseBranch, second!.baseBranch]).toEqual(['main', OTHER.baseBranch]);
    expect(world.sessions.starts.at(-1)).toMatchObject({ checkCommand: 'true', limits: other.limits });
    // What was finished under another order waits for a person.
    const opened = [first!, second!].map(({ publication }) => publication.pullRequest?.branch ?? null);
    expect(opened).toEqual([null, OTHER.branch]);
    got(await again.runs.retry({ runIds: [first!.id] }));
    const [retried] = await again.jobEnded(jobId);
    expect(models().at(-1)).toEqual([first!.id, OTHER.model]);
    expect(retried?.publication.pullRequest?.branch).toBe(OTHER.branch);

    got(await again.jobs.rename({ jobId, title: 'Another name' }));
    got(await again.jobs.setArchived({ jobId, archived: true }));
    await again.stop();
    const last = await world.start(crashed);
    expect(await jobOf(last)).toMatchObject({ title: 'Another name', archived: true });
    got(await last.jobs.setArchived({ jobId, archived: false }));
    expect((await jobOf(last)).archived).toBe(false);
  });

  it('removes a job with its clones, also while it works', async () => {
    const world = await startWorld({ repos: REPOS, script: () => ({ end: 'hang' }) });
    const engine = await world.start();
    const pushes: Push[] = [];
    engine.onPush((push) => pushes.push(push));
    const jobId = await world.create(engine);
    await until(() => world.sessions.turns.length === 2);
    got(await engine.jobs.remove({ jobId }));
    expect(got(await engine.app.state({})).jobs).toEqual([]);
    expect(pushes).toContainEqual({ type: 'job_removed', jobId });
    expect(existsSync(path.join(world.folder, 'data/clones', jobId))).toBe(false);
    expect(await engine.jobs.open({ jobId })).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  it('gives free places to the job of the higher priority', async () => {
    let hung = false;
    const world = await startWorld({
      repos: REPOS,
      appSettings: { concurrency: 1 },
      script: () => {
        if (hung) return changes();
        hung = true;
        return { end: 'hang' };
      },
    });
    const engine = await world.start();
    const older = await world.create(engine);
    await until(() => world.sessions.turns.length === 1);
    const newer = await world.create(engine);
    got(await engine.jobs.setPriority({ jobId: newer, priority: 'high' }));
    expect(got(await engine.jobs.open({ jobId: newer })).summary.job.settings.priority).toBe('high');
    const [first, second] = await world.runsOf(engine, older);
    got(await engine.runs.cancel({ runIds: [first!.id] }));
    await Promise.all([engine.jobEnded(older), engine.jobEnded(newer)]);
    const fast = (await world.runsOf(engine, newer)).map(({ id }) => id);
    expect(world.sessions.turns.map(({ runId }) => runId)).toEqual([first!.id, ...fast, second!.id]);
  });

  it('waits when enough results await review', async () => {
    const world = await startWorld({
      repos: { ...REPOS, three: REPOS.one },
      appSettings: { concurrency: 1, reviewLimit: 1 },
      script: changes,
    });
    const engine = await world.start();
    const pushes: Push[] = [];
    engine.onPush((push) => pushes.push(push));
    const jobId = await world.create(engine);
    const noticed = async () => got(await engine.app.state({})).notices.find(({ id }) => id === 'review limit')?.text;
    await until(async () => (await noticed()) !== undefined);
    expect(await noticed()).toBe('1 result awaits review, so no new run is started.');
    const reason = { code: 'results_await_review', parameters: { results: 1, working: 0, limit: 1 } };
    expect(got(await engine.app.state({})).held).toEqual(reason);
    expect(pushes).toContainEqual({ type: 'held', reason });
    const [first] = await world.runsOf(engine, jobId);
    got(await engine.runs.review({ runIds: [first!.id], decision: 'rejected', note: '' }));
    await until(() => world.sessions.turns.length === 2);
  });

  it('a busy machine holds back all runs but one per core, says why, and lets them go later', async () => {
    let load = 9;
    const world = await startWorld({
      repos: { ...REPOS, three: REPOS.one },
      appSettings: { concurrency: 8 },
      script: () => ({ end: 'hang' }),
      engine: { machine: { ...CALM_MACHINE, sample: () => ({ ...CALM_MACHINE.sample(), load, cpuBusy: load / 9 }) } },
    });
    const engine = await world.start();
    const jobId = await world.create(engine);
    const statuses = async () => (await world.runsOf(engine, jobId)).map(({ status }) => status);
    await until(async () => (await statuses()).filter((status) => status === 'running').length === 2);
    expect(await statuses()).toEqual(['running', 'running', 'queued']);
    expect(got(await engine.app.state({})).held).toEqual({
      code: 'processor_busy',
      parameters: { cores: 2, load: 9, busy: 1 },
    });
    load = 0;
    await until(async () => (await statuses())[2] !== 'queued');
    expect(got(await engine.app.state({})).held).toBeNull();
    got(await engine.jobs.cancel({ jobId }));
    await engine.jobEnded(jobId);
  });

  it('settings are kept, but not what the command line holds', async () => {
    const world = await startWorld({ repos: REPOS, script: changes });
    const first = await world.start();
    const { settings } = got(await first.app.state({}));
    got(await first.settings.update({ settings: { ...settings, theme: 'dark', concurrency: 9 } }));
    expect(got(await first.app.state({})).settings).toMatchObject({ theme: 'dark', concurrency: 2 });
    await first.stop();
    const second = await world.start(undefined, { settingsOverrides: {} });
    expect(got(await second.app.state({})).settings).toMatchObject({
      theme: 'dark',
      concurrency: 4,
      githubUrl: 'https://api.github.com',
    });
  });

  it('preflight tells what each repository is', async () => {
    const world = await startWorld({ repos: { ...REPOS, locked: REPOS.one }, script: changes });
    const engine = await world.start();
    const folder = path.join(world.folder, 'local');
    mkdirSync(folder);
    git(folder, 'init', '-q');
    const cards = got(
      await engine.repos.preflight({
        repos: [
          world.repo('one'),
          world.repo('locked'),
          world.repo('ghost'),
          { kind: 'local', path: folder, name: 'local' },
          { kind: 'local', path: `${folder}-gone`, name: 'gone' },
        ],
      }),
    );
    expect(cards.map(({ state, canPush, canOpenPullRequest }) => [state, canPush, canOpenPullRequest])).toEqual([
      ['ready', true, true],
      ['warning', false, false],
      ['blocked', null, false],
      // Without a commit there is nothing to clone.
      ['blocked', null, false],
      ['blocked', null, false],
    ]);
  });
});
