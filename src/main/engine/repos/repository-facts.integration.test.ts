import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RepositorySeed } from '../../../demo/github/answers.ts';
import type { PlanReason } from '../../../shared/messages/plans.ts';
import type { PullRequest } from '../../../shared/pull-request.ts';
import type { Run } from '../../../shared/run.ts';
import { failureOf } from '../../../shared/run-text.ts';
import { got } from '../../git/testing/world.ts';
import type { Engine } from '../contract.ts';
import { startWorld, type WorldOptions } from '../testing/world.ts';

type JobServices = Awaited<ReturnType<typeof startWorld>>;

/** Repositories that were looked at for a list, and nothing more. */
async function listed(count: number, given: Partial<WorldOptions> = {}) {
  const names = Array.from({ length: count }, (_, nth) => `r${nth}`);
  const world = await startWorld({
    repos: Object.fromEntries(names.map((name) => [name, { 'readme.md': 'old\n' }])),
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    ...given,
  });
  const engine = await world.start();
  const cards = got(await engine.repos.preflight({ repos: world.names.map(world.repo) }));
  expect(cards.map(({ state }) => state)).toEqual(world.names.map(() => 'ready'));
  return { world, engine };
}

/** The way of a person from there: start, look at the plan, open. */
async function toPullRequests(
  { world, engine }: { world: JobServices; engine: Engine },
  before?: (runs: Run[]) => unknown,
) {
  const jobId = await world.create(engine);
  const settled = await engine.jobEnded(jobId);
  await before?.([...settled]);
  const runIds = settled.map(({ id }) => id);
  const plans = got(await engine.runs.publishPlan({ runIds }));
  got(await engine.runs.openPullRequests({ runIds }));
  return { plans, runs: await engine.jobEnded(jobId) };
}
const pullsOf = (runs: readonly Run[]): (PullRequest | null)[] =>
  runs.map(({ publication }) => publication.pullRequest);
const only = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error('nothing there');
  return first;
};
const seedOf = ({ repositories }: JobServices): RepositorySeed => only(repositories);
const bareOf = ({ folder }: JobServices, name: string) => path.join(folder, 'hub/repositories/acme', `${name}.git`);
const asked = ({ hub }: JobServices, what: RegExp) =>
  hub.journal.map(({ method, path: at }) => `${method} ${at}`).filter((line) => what.test(line));

/** Each costs two seconds of processor time: CODY_BATCH_REPOSITORIES=50 counts as many as a platform team might list. */
const COUNT = Number(process.env.CODY_BATCH_REPOSITORIES ?? 8);

it(`${COUNT} repositories take at most four requests each from the list to the open pull request`, {
  timeout: 900_000,
}, async () => {
  const way = await listed(COUNT, { appSettings: { concurrency: 4 }, settings: { check: { mode: 'off' } } });
  const { runs } = await toPullRequests(way);
  expect(pullsOf(runs).filter((pull) => pull?.state === 'open')).toHaveLength(COUNT);
  const { journal } = way.world.hub;
  expect(journal.length).toBeLessThanOrEqual(4 * COUNT);
  expect(asked(way.world, /^GET \/repos\/acme\/r\d+$/)).toHaveLength(COUNT);
  expect(asked(way.world, /^GET \/user$/)).toHaveLength(1);
  expect(asked(way.world, /\/contents/)).toEqual(['GET /repos/acme/.github/contents']);
  // What is about to be written is looked at first, each time.
  expect(asked(way.world, /^GET \/repos\/acme\/r\d+\/pulls$/)).toHaveLength(COUNT);
});

describe('what has changed since the list was looked at', () => {
  it('a repository that was renamed before its clone is found under its new name', async () => {
    const { world, engine } = await listed(1);
    await renamed(world);
    const { runs } = await toPullRequests({ world, engine });
    expect(only(runs)).toMatchObject({ outcome: 'changed', repo: { name: 'uno' } });
    expect(only(pullsOf(runs))?.url).toContain('/acme/uno/pull/');
  });

  it('one that was renamed before its publication, too', async () => {
    const { world, engine } = await listed(1);
    const { plans, runs } = await toPullRequests({ world, engine }, () => renamed(world));
    expect(plans).toMatchObject([{ action: 'open' }]);
    expect(only(pullsOf(runs))?.url).toContain('/acme/uno/pull/');
  });

  it.each<[string, (seed: RepositorySeed) => void, PlanReason['code'], RegExp]>([
    ['archived', (seed) => Object.assign(seed, { archived: true }), 'repository_archived', /archived: save the patch/],
    ['taken from this account', (seed) => Object.assign(seed, { pushers: [] }), 'no_right_to_push', /No right to push/],
  ])('one that was %s takes no pull request, and says why', async (_name, change, code, why) => {
    const { world, engine } = await listed(1);
    const { runs } = await toPullRequests({ world, engine }, () => change(seedOf(world)));
    expect(failureOf(only(runs))).toMatchObject({ code: 'not_allowed', why: expect.stringMatching(why) });
    // What stands in the way is not believed for an hour.
    const [plan] = got(await engine.runs.publishPlan({ runIds: runs.map(({ id }) => id) }));
    expect(plan).toMatchObject({ action: 'patch_only', reason: { code } });
    Object.assign(seedOf(world), { archived: false, pushers: ['dev'] });
    const [again] = got(await engine.runs.publishPlan({ runIds: runs.map(({ id }) => id) }));
    expect(again).toMatchObject({ action: 'open' });
  });

  it('one that was deleted is not found, in the words of its host', async () => {
    const { world, engine } = await listed(1);
    const { runs } = await toPullRequests({ world, engine }, async () => {
      await rm(bareOf(world, 'r0'), { recursive: true });
      world.repositories.length = 0;
    });
    expect(failureOf(only(runs))).toMatchObject({ code: 'github_not_found' });
  });

  it('a token that takes the place of another asks for itself', async () => {
    const { world, engine } = await listed(1);
    const before = asked(world, /^GET \/repos\/acme\/r0$/).length;
    world.account.token = OTHER_TOKEN;
    got(await engine.keys.set({ name: 'github', value: OTHER_TOKEN }));
    got(await engine.repos.preflight({ repos: [world.repo('r0')] }));
    expect(asked(world, /^GET \/repos\/acme\/r0$/)).toHaveLength(before + 1);
  });
});

const OTHER_TOKEN = 'ghp_other0123456789abcdefABCDEF0123456789';

async function renamed(world: JobServices): Promise<void> {
  await rename(bareOf(world, 'r0'), bareOf(world, 'uno'));
  Object.assign(seedOf(world), { name: 'uno', formerNames: ['r0'] });
}
