import { expect, it } from 'vitest';
import { failure, ok } from '../../../shared/errors.ts';
import { got } from '../../git/testing/world.ts';
import type { EngineOptions } from '../contract.ts';
import { CLAUDE_KEY, GITHUB_TOKEN } from '../testing/engine-options.ts';
import { startWorld } from '../testing/world.ts';

type Demo = Awaited<ReturnType<NonNullable<EngineOptions['startDemo']>>>;

/** An engine whose demo is set up when the test says so. */
async function demoWorld() {
  const set = Promise.withResolvers<Demo>();
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: { startDemo: () => set.promise },
  });
  const engine = await world.start();
  const notices = async () => got(await engine.app.state({})).notices.map(({ level, text }) => [level, text]);
  return { world, engine, notices, set: set.resolve };
}

it('says that the samples are being set up; who asks again meanwhile gets the same job', async () => {
  const { world, engine, notices, set } = await demoWorld();
  const asked = [engine.demo.start({}), engine.demo.start({})];
  expect(await notices()).toContainEqual(['info', 'Setting up the sample repositories…']);
  set(
    ok({
      anthropicUrl: 'http://127.0.0.1:1',
      githubUrl: world.hub.apiUrl,
      anthropicKey: CLAUDE_KEY,
      githubToken: GITHUB_TOKEN,
      repos: [`${world.hub.webUrl}/acme/one`],
      title: 'The demo',
      prompt: 'Do it.',
      check: null,
    }),
  );
  const [first, second] = (await Promise.all(asked)).map(got);
  expect(second).toEqual(first);
  expect(got(await engine.app.state({})).jobs.map(({ job }) => job.title)).toEqual(['The demo']);
  expect(await notices()).not.toContainEqual(['info', 'Setting up the sample repositories…']);
  await engine.jobEnded(first!.jobId);
});

it('says why the demo could not be set up', async () => {
  const { engine, notices, set } = await demoWorld();
  set(failure('session_start_failed', 'The demo could not start.', { next: 'Free some space.' }));
  expect((await engine.demo.start({})).ok).toBe(false);
  expect(await notices()).toContainEqual(['error', 'The demo could not start.']);
});
