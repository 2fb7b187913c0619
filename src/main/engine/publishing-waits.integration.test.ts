import { expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import { manualClock } from '../clock-manual.ts';
import { got } from '../git/testing/world.ts';
import { createGitHub } from '../github/create-github.ts';
import { startWorld, until } from './testing/world.ts';

it('what waits for its host keeps no look at others waiting, and its host is left alone by new runs, too', async () => {
  const clock = manualClock();
  let isLimited = true;
  const world = await startWorld({
    repos: Object.fromEntries(['r0', 'r1', 'r2', 'r3', 'r4'].map((name) => [name, { 'readme.md': 'old\n' }])),
    settings: { branch: 'cody-batch/do-it' },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: {
      clock,
      createGitHub: (options) => {
        const github = createGitHub(options);
        const wait = () => failure('github_rate_limited', 'Less, please.', { retryAt: clock.now() + 3_600_000 });
        return {
          ...github,
          openPullRequest: async (request) => (isLimited ? wait() : github.openPullRequest(request)),
        };
      },
    },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const ids = (await engine.jobEnded(jobId)).map(({ id }) => id);
  const steps = async () => (await world.runsOf(engine, jobId)).map(({ publication }) => publication.step);

  // As many as go at once.
  got(await engine.runs.openPullRequests({ runIds: ids.slice(0, 4) }));
  await until(async () => (await steps()).filter((step) => step === 'waiting').length === 4);
  expect(got(await engine.runs.publishPlan({ runIds: ids.slice(4) }))).toMatchObject([{ action: 'open' }]);

  const later = await world.create(engine, { repos: ['r4'] });
  await until(async () => got(await engine.app.state({})).held !== null);
  expect(got(await engine.app.state({})).held).toMatch(
    /asks everybody to wait until \d\d:\d\d: its rate limit is used up/,
  );
  expect((await world.runsOf(engine, later)).map(({ status }) => status)).toEqual(['queued']);

  isLimited = false;
  const ended = engine.jobEnded(later);
  await clock.advance(3_600_000);
  await engine.jobEnded(jobId);
  expect(await steps()).toEqual(['idle', 'idle', 'idle', 'idle', 'idle']);
  expect(world.hub.pulls).toHaveLength(4);
  expect((await ended).map(({ outcome }) => outcome)).toEqual(['changed']);
}, 60_000);
