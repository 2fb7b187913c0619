import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { ModelRequestRecord } from '../src/demo/model-server.ts';
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

/** On the clock of the journals' `arrivedMs`. */
const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

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
  const underWay = () => world.journal.model.filter(({ step, endedMs }) => step > 0 && endedMs === null);
  /** Does something in the middle of an answer: in the same turn of the event loop that saw one. */
  const whileAnAnswerIsUnderWay = (
    work: (answers: readonly ModelRequestRecord[]) => void,
    wanted: (answer: ModelRequestRecord) => boolean = () => true,
  ) =>
    expect
      .poll(
        () => {
          const answers = underWay().filter(wanted);
          if (answers.length === 0) return false;
          work(answers);
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

  test('keeps its data folder to itself, and goes on after the computer slept', async () => {
    await test.step('a second start says so and leaves', async () => {
      // However long the second start takes, the first one is in the middle of its job.
      await whileAnAnswerIsUnderWay(() => network.hold());
      const second = start(true);
      expect(await second.ended).toBe(1);
      expect(second.output()).toContain(`Cody Batch is already running with its data in ${dataOf(place.folder)}.`);
      expect(app.hasEnded()).toBe(false);
      network.release();
    });
    await test.step('the computer sleeps', async () => {
      let asleep: number[] = [];
      let before = 0;
      await whileAnAnswerIsUnderWay(() => {
        asleep = [app.pid, ...descendantsOf(app.pid).map(({ pid }) => pid)];
        for (const pid of asleep) process.kill(pid, 'SIGSTOP');
        before = world.journal.model.length;
      });
      // The answer comes to its end, and nobody reads it.
      await expect.poll(underWay).toEqual([]);
      expect(world.journal.model.length).toBeLessThanOrEqual(before + CONCURRENCY);
      for (const pid of asleep.reverse()) process.kill(pid, 'SIGCONT');
    });
    await expectGoodEnd();
  });

  test('goes on after a network that lost every byte, and after one in which nobody could be reached', async () => {
    const counts = () => [world.journal.model.length, world.journal.git.length, world.journal.github.length];
    const seen = world.journal.model;
    let lost: ModelRequestRecord | undefined;
    let lostAt = 0;
    await test.step('every byte is lost for a while, and nobody is told', async () => {
      let before: number[] = [];
      await whileAnAnswerIsUnderWay(([answer]) => {
        lost = answer;
        lostAt = monotonicMs();
        network.cut();
        before = counts();
      });
      // The answer was sent to its end, and is lost.
      await expect.poll(underWay).toEqual([]);
      await expect.poll(network.lost).toBeGreaterThan(0);
      // What was on its way may still have arrived; nothing new did.
      const after = counts();
      expect(after.map((count, index) => count - (before[index] ?? 0) <= CONCURRENCY)).toEqual([true, true, true]);
      expect(app.hasEnded()).toBe(false);
      network.heal();
    });
    let unreached: ModelRequestRecord | undefined;
    let unreachedAt = 0;
    await test.step('neither model nor git server can be reached: it waits, and says so', async () => {
      let closing = Promise.resolve();
      let said = 0;
      // The same session has been answered what was lost, and has gone on.
      const wentOn = ({ thread, step }: ModelRequestRecord) =>
        lost !== undefined && thread === lost.thread && step > lost.step;
      await whileAnAnswerIsUnderWay(([answer]) => {
        unreached = answer;
        unreachedAt = monotonicMs();
        said = app.output().length;
        closing = world.close();
      }, wentOn);
      await closing;
      await expect.poll(() => app.output().slice(said)).toMatch(/again|reach/i);
      // It has asked in vain, and asks again.
      const asked = network.unreached();
      await expect.poll(network.unreached).toBeGreaterThan(asked);
      expect(app.hasEnded()).toBe(false);
      world = await openWorld();
    });
    const runs = await expectGoodEnd(seen, [lostAt, lostAt, unreachedAt, unreachedAt]);
    const inThread = new Set(seen.filter(({ thread }) => thread === lost?.thread).map(({ requestId }) => requestId));
    const own = runs.find(({ events }) =>
      events.some(({ body }) => body.kind === 'step_completed' && inThread.has(body.requestId ?? '')),
    );
    const failed = own?.events.flatMap(({ body }) => (body.kind === 'request_failed' ? [body.step] : []));
    expect(failed).toEqual(expect.arrayContaining([lost?.step, unreached?.step]));
  });
});
