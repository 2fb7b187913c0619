import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type AppError, failed, failure } from '../../../shared/errors.ts';
import { failureOf, runText } from '../../../shared/run-text.ts';
import { got } from '../../git/testing/world.ts';
import { createGitHub } from '../../github/create-github.ts';
import { manualClock } from '../../lib/clock-manual.ts';
import { storePaths } from '../../store/paths.ts';
import { startWorld, until } from '../testing/world.ts';

const HOUR_MS = 3_600_000;

/** A host that may refuse to open or to show pull requests, and changed runs that nobody has published. */
async function changedWorld(names: readonly string[]) {
  const clock = manualClock();
  const host: { refuses: (() => AppError) | null; asked: number; atCommit: () => Promise<void> } = {
    ...{ refuses: null, asked: 0 },
    atCommit: async () => {},
  };
  const limit = (): AppError => ({
    ...{ code: 'github_rate_limited', message: 'Less, please.' },
    retryAt: clock.now() + HOUR_MS,
  });
  const world = await startWorld({
    repos: Object.fromEntries(names.map((name) => [name, { 'readme.md': 'old\n' }])),
    settings: { branch: 'cody-batch/do-it' },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: {
      clock,
      createGitHub: (options) => {
        const github = createGitHub(options);
        const orRefuse = <T, A extends unknown[]>(ask: (...given: A) => T) => {
          return (...given: A) => {
            host.asked += 1;
            return host.refuses ? Promise.resolve(failed(host.refuses())) : ask(...given);
          };
        };
        const me: typeof github.me = async () => host.atCommit().then(() => github.me());
        return { ...github, me, openPullRequest: orRefuse(github.openPullRequest), refresh: orRefuse(github.refresh) };
      },
    },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const ids = (await engine.jobEnded(jobId)).map(({ id }) => id);
  const steps = async (of = engine) => (await world.runsOf(of, jobId)).map(({ publication }) => publication.step);
  return { clock, host, limit, world, engine, jobId, ids, steps };
}

it('what waits for its host keeps no look at others waiting, and its host is left alone by new runs, too', async () => {
  const { clock, host, limit, world, engine, jobId, ids, steps } = await changedWorld(['r0', 'r1', 'r2', 'r3', 'r4']);
  // As many as go at once.
  host.refuses = limit;
  got(await engine.runs.openPullRequests({ runIds: ids.slice(0, 4) }));
  await until(async () => (await steps()).filter((step) => step === 'waiting').length === 4);
  expect(got(await engine.runs.publishPlan({ runIds: ids.slice(4) }))).toMatchObject([{ action: 'open' }]);

  const later = await world.create(engine, { repos: ['r4'] });
  await until(async () => got(await engine.app.state({})).held !== null);
  expect(got(await engine.app.state({})).held).toMatchObject({ code: 'host_asks_to_wait' });
  expect((await world.runsOf(engine, later)).map(({ status }) => status)).toEqual(['queued']);

  host.refuses = null;
  const ended = engine.jobEnded(later);
  await clock.advance(HOUR_MS);
  await engine.jobEnded(jobId);
  expect(await steps()).toEqual(['idle', 'idle', 'idle', 'idle', 'idle']);
  expect(world.hub.pulls).toHaveLength(4);
  expect((await ended).map(({ outcome }) => outcome)).toEqual(['changed']);
});

it('a wait outlasts a restart, with what it means for others, and a job can be removed meanwhile', async () => {
  const { clock, host, limit, world, engine, jobId, ids, steps } = await changedWorld(['r0', 'r1']);
  host.refuses = limit;
  got(await engine.runs.openPullRequests({ runIds: ids.slice(0, 1) }));
  await until(async () => (await steps())[0] === 'waiting');
  await engine.stop();

  host.refuses = null;
  const second = await world.start();
  got(await second.runs.openPullRequests({ runIds: ids.slice(1) }));
  await clock.advance(HOUR_MS / 2);
  expect([await steps(second), host.asked]).toEqual([['waiting', 'requested'], 1]);
  const copy = await world.crashCopy('copy');
  await clock.advance(HOUR_MS / 2);
  await second.jobEnded(jobId);
  expect([await steps(second), world.hub.pulls.length]).toEqual([['idle', 'idle'], 2]);

  clock.jump(-HOUR_MS / 2);
  const third = await world.start(copy);
  expect(await steps(third)).toEqual(['waiting', 'requested']);
  got(await third.jobs.remove({ jobId }));
  expect(got(await third.app.state({})).jobs).toEqual([]);
});

it('a look at pull requests that hears a limit holds for all, and none is made before its end', async () => {
  const { clock, host, limit, engine, jobId, ids, steps } = await changedWorld(['r0', 'r1']);
  got(await engine.runs.openPullRequests({ runIds: ids.slice(0, 1) }));
  await engine.jobEnded(jobId);
  host.refuses = limit;
  const look = () => engine.runs.refreshPullRequests({ runIds: ids });
  expect(await look()).toMatchObject({ ok: false, error: { message: 'Less, please.' } });
  const { asked } = host;
  const refused = { code: 'github_rate_limited', retryAt: clock.now() + HOUR_MS };
  expect(await look()).toMatchObject({ ok: false, error: refused });
  got(await engine.runs.openPullRequests({ runIds: ids.slice(1) }));
  expect([await steps(), host.asked]).toEqual([['idle', 'requested'], asked]);

  host.refuses = null;
  await clock.advance(HOUR_MS);
  expect((await engine.jobEnded(jobId)).map(runText)).toEqual(['pull request #1 is open', 'pull request #1 is open']);
  expect(await look()).toMatchObject({ ok: true });
});

it('a standing order that goes off calls off what it asked for and is not out yet, and nothing that a person asked for', async () => {
  const { clock, host, world, engine } = await changedWorld(['r0', 'r1']);
  host.refuses = () => failure('github_unreachable', 'Nobody answers.').error;
  const jobId = await world.create(engine, { settings: { openPullRequests: true } });
  const publications = async () => (await world.runsOf(engine, jobId)).map(({ publication }) => publication);
  const steps = async () => (await publications()).map(({ step }) => step);
  await until(async () => (await steps()).join() === 'waiting,waiting');
  const [first] = await world.runsOf(engine, jobId);
  got(await engine.runs.cancel({ runIds: [first!.id] }));
  got(await engine.runs.openPullRequests({ runIds: [first!.id] }));
  await until(async () => (await steps()).join() === 'waiting,waiting');

  const { settings } = got(await engine.jobs.open({ jobId })).summary.job;
  const order = async (openPullRequests: boolean) =>
    got(await engine.jobs.setOptions({ jobId, settings: { ...settings, openPullRequests } }));
  got(await engine.jobs.pause({ jobId }));
  await order(false);
  expect((await steps())[1]).toBe('failed');
  // Undo.
  await order(true);
  got(await engine.jobs.resume({ jobId }));
  await until(async () => (await steps()).join() === 'waiting,waiting');

  got(await engine.jobs.pause({ jobId }));
  await order(false);
  host.refuses = null;
  got(await engine.jobs.resume({ jobId }));
  await clock.advance(HOUR_MS);
  const runs = await engine.jobEnded(jobId);
  expect(runs.map(({ publication }) => publication.step)).toEqual(['idle', 'failed']);
  expect(failureOf(runs[1]!)?.message).toBe('Called off before its pull request was opened.');

  // Another order, long after, opens nothing of what was there before.
  await order(true);
  await engine.jobEnded(jobId);
  expect([await steps(), world.hub.pulls.length]).toEqual([['idle', 'failed'], 1]);

  // The last moment before a push.
  const created = world.create(engine, { repos: ['r0'], settings: { openPullRequests: true } });
  host.atCommit = async () =>
    void got(
      await engine.jobs.setOptions({ jobId: await created, settings: { ...settings, openPullRequests: false } }),
    );
  const [late] = await engine.jobEnded(await created);
  expect(failureOf(late!)?.message).toBe('Called off before its pull request was opened.');
  expect(await world.kindsOf(engine, late!.id)).not.toContain('publication_started');
});

it('an end that cannot be saved is shown, and is no reason to try for ever', async () => {
  const { host, world, engine, jobId, ids } = await changedWorld(['r0']);
  const log = storePaths(path.join(world.folder, 'data')).events(ids[0]!);
  host.refuses = () => {
    // A folder where the log should be: nothing can be saved.
    renameSync(log, `${log}.kept`);
    mkdirSync(log);
    return failure('github_forbidden', 'No right.').error;
  };
  got(await engine.runs.openPullRequests({ runIds: ids }));
  const [run] = await engine.jobEnded(jobId);
  expect([failureOf(run!)?.message, host.asked]).toEqual(['No right.', 1]);
});
