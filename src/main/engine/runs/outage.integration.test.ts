import { expect, it } from 'vitest';
import { failure } from '../../../shared/errors.ts';
import { runText } from '../../../shared/run-text.ts';
import { got } from '../../git/testing/world.ts';
import { createGitHub } from '../../github/create-github.ts';
import { startWorld, until } from '../testing/world.ts';

it('waits for a host that does not answer, and opens the pull request then', async () => {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { openPullRequests: true },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  let refusals = 0;
  const engine = await world.start(undefined, {
    createGitHub: (options) => {
      const github = createGitHub(options);
      const openPullRequest: typeof github.openPullRequest = async (wanted) => {
        refusals += 1;
        if (refusals === 1) return failure('github_unreachable', 'Nobody answers.');
        return github.openPullRequest(wanted);
      };
      return { ...github, openPullRequest };
    },
  });
  const jobId = await world.create(engine);
  const [run] = await engine.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', waitingUntil: null, lastError: null });
  expect(run!.publication).toMatchObject({ step: 'idle', pullRequest: { number: 1 } });
  expect(await world.kindsOf(engine, run!.id)).not.toContain('publication_failed');
  expect(world.hub.pulls).toHaveLength(1);
});

it('a quit while a host does not answer: the next start opens the pull request', async () => {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { openPullRequests: true },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const first = await world.start(undefined, {
    createGitHub: (options) => ({
      ...createGitHub(options),
      openPullRequest: async () => failure('github_unreachable', 'Nobody answers.'),
    }),
  });
  const jobId = await world.create(first);
  const isWaiting = (action: string) => action === 'opening the pull request again after: Nobody answers.';
  await until(async () => (await world.runsOf(first, jobId)).every((run) => isWaiting(runText(run))));
  // A quit does not wait for the host; the next start goes on with what was asked for.
  await first.stop();
  const second = await world.start();
  const [run] = await second.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', publication: { pullRequest: { number: 1 } } });
  expect(got(await second.runs.events({ runId: run!.id, after: 0 })).events.at(-1)?.body.kind).toBe(
    'pull_request_saved',
  );
});

it('nobody who cancels or quits waits for a host that does not answer', async () => {
  const asked = Promise.withResolvers<void>();
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } },
    script: () => ({ report: { outcome: 'no_change_needed' } }),
  });
  let asking = 0;
  const engine = await world.start(undefined, {
    createGitHub: (options) => ({
      ...createGitHub(options),
      repository: () => {
        asking += 1;
        if (asking === 2) asked.resolve();
        return new Promise(() => undefined);
      },
    }),
  });
  const jobId = await world.create(engine);
  await asked.promise;
  const [one, two] = await world.runsOf(engine, jobId);
  got(await engine.runs.cancel({ runIds: [one!.id] }));
  expect((await world.runsOf(engine, jobId))[0]).toMatchObject({ status: 'settled', outcome: 'cancelled' });
  await engine.stop();
  const next = await world.start();
  const ended = await next.jobEnded(jobId);
  expect(ended.map(({ id, outcome }) => [id, outcome])).toEqual([
    [one!.id, 'cancelled'],
    [two!.id, 'unchanged'],
  ]);
});
