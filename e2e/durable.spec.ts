import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { DemoWorld } from '../src/demo/world.ts';
import { type LossyNetwork, lossyNetwork } from '../src/main/testing/lossy-network.ts';
import { temporaryFolder } from './app.ts';
import { pushesOf, startCrashWorld } from './crash/crash-world.ts';
import { readFacts } from './crash/facts.ts';
import { dataOf, type HeadlessApp, startHeadless } from './crash/headless-app.ts';
import { descendantsOf } from './crash/processes.ts';
import { problemsOf, referenceOf } from './crash/verdict.ts';

const REPOSITORIES = 3;
/** Slow enough that answers are met on their way. */
const PACE_MS = 20;
const CONCURRENCY = 2;

/** The same world, reached through a network that can be cut. */
async function behind(network: LossyNetwork, world: DemoWorld): Promise<DemoWorld> {
  const githubUrl = await network.through(world.githubUrl);
  const origin = new URL(githubUrl).origin;
  return {
    ...world,
    anthropicUrl: await network.through(world.anthropicUrl),
    githubUrl,
    repos: world.repos.map((line) => line.replace(new URL(line).origin, origin)),
  };
}

test.describe('a headless job', () => {
  test.skip(process.platform !== 'linux', 'processes are found in /proc');
  // Each has a world and an app of its own: all workers share them.
  test.describe.configure({ mode: 'parallel' });
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let world: DemoWorld;
  let network: LossyNetwork;
  /** The world as the app reaches it. */
  let reached: DemoWorld;
  let app: HeadlessApp;
  const openWorld = () => startCrashWorld(path.join(place.folder, 'world'), PACE_MS, REPOSITORIES);
  const start = (goOn: boolean) =>
    startHeadless({ world: reached, folder: place.folder, goOn, concurrency: CONCURRENCY });
  const underWay = () => world.journal.model.filter(({ step, endedMs }) => step > 0 && endedMs === null).length;
  /** Does something in the middle of an answer: in the same turn of the event loop that saw one. */
  const whileAnAnswerIsUnderWay = (work: () => void) =>
    expect
      .poll(
        () => {
          if (underWay() === 0) return false;
          work();
          return true;
        },
        { intervals: [20] },
      )
      .toBe(true);

  test.beforeEach(async () => {
    place = await temporaryFolder('durable');
    world = await openWorld();
    network = lossyNetwork();
    reached = await behind(network, world);
    app = start(false);
  });
  test.afterEach(async () => {
    app.kill();
    await app.ended;
    await network.close();
    await world.close();
    await place.remove();
  });

  /** Ended well, nothing lost and nothing doubled; `earlier`: what it asked of a world that is gone. */
  const expectGoodEnd = async (earlier: DemoWorld['journal']['model'] = [], kills: readonly number[] = []) => {
    expect(await app.ended, app.output()).toBe(0);
    const runs = readFacts(dataOf(place.folder));
    expect(runs.map(({ repo, row }) => [repo, row.outcome])).toHaveLength(REPOSITORIES);
    const requests = [...earlier, ...world.journal.model];
    const pushes = pushesOf(path.join(place.folder, 'world'));
    expect(problemsOf({ runs, requests, kills, pulls: world.pulls, pushes }, referenceOf(runs))).toEqual([]);
    return runs;
  };

  test('keeps its data folder to itself: a second start says so and leaves', async () => {
    // However long the second start takes, the first one is in the middle of its job.
    await whileAnAnswerIsUnderWay(() => network.hold());
    const second = start(true);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Cody Batch is already running with its data in ${dataOf(place.folder)}.`);
    expect(app.hasEnded()).toBe(false);
    network.release();
    await expectGoodEnd();
  });

  test('goes on after the computer slept', async () => {
    let asleep: number[] = [];
    let before = 0;
    await whileAnAnswerIsUnderWay(() => {
      asleep = [app.pid, ...descendantsOf(app.pid).map(({ pid }) => pid)];
      for (const pid of asleep) process.kill(pid, 'SIGSTOP');
      before = world.journal.model.length;
    });
    // The answer comes to its end, and nobody reads it.
    await expect.poll(underWay).toBe(0);
    expect(world.journal.model.length).toBeLessThanOrEqual(before + CONCURRENCY);
    for (const pid of asleep.reverse()) process.kill(pid, 'SIGCONT');
    await expectGoodEnd();
  });

  test('goes on after a network that lost every byte for a while, and nobody was told', async () => {
    const counts = () => [world.journal.model.length, world.journal.git.length, world.journal.github.length];
    let lostAt = 0;
    let before: number[] = [];
    await whileAnAnswerIsUnderWay(() => {
      lostAt = Number(process.hrtime.bigint()) / 1e6;
      network.cut();
      before = counts();
    });
    // The answer was sent to its end, and is lost.
    await expect.poll(underWay).toBe(0);
    await expect.poll(network.lost).toBeGreaterThan(0);
    // What was on its way may still have arrived; nothing new did.
    const after = counts();
    expect(after.map((count, index) => count - (before[index] ?? 0) <= CONCURRENCY)).toEqual([true, true, true]);
    expect(app.hasEnded()).toBe(false);
    network.heal();
    const runs = await expectGoodEnd([], [lostAt, lostAt]);
    const lost = runs.flatMap(({ events }) => events).filter(({ body }) => body.kind === 'request_failed');
    console.log(`${lost.length} requests were asked again after the network was back`);
    expect(lost.length).toBeGreaterThan(0);
  });

  test('waits while neither model nor git server can be reached, says so, and goes on', async () => {
    const seen = world.journal.model;
    let lostAt = 0;
    let closing = Promise.resolve();
    await whileAnAnswerIsUnderWay(() => {
      lostAt = Number(process.hrtime.bigint()) / 1e6;
      closing = world.close();
    });
    await closing;
    await expect.poll(() => app.output()).toMatch(/again|reach/i);
    // It has asked in vain, and asks again.
    const asked = network.unreached();
    await expect.poll(network.unreached).toBeGreaterThan(asked);
    expect(app.hasEnded()).toBe(false);
    world = await openWorld();
    const runs = await expectGoodEnd(seen, [lostAt, lostAt]);
    const failures = runs.flatMap(({ events }) => events.filter(({ body }) => body.kind === 'request_failed'));
    expect(failures.length).toBeGreaterThan(0);
  });
});
