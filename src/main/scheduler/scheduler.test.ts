import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunId } from '../../shared/ids.ts';
import type { RepoRef } from '../../shared/repo.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { exampleJob, temporaryRecords } from '../store/testing.ts';
import type { Held } from './gates/held.ts';
import { hostGate } from './gates/host.ts';
import { createGates } from './gates/index.ts';
import { createHostHolds } from './host-holds.ts';
import type { Lane, LaneName } from './lanes.ts';
import { CALM_MACHINE } from './machine-sample.ts';
import { createRateGovernor } from './rate-governor.ts';
import { createScheduler } from './scheduler.ts';

const HOUR_MS = 3_600_000;
const on = (host: string, name: string): RepoRef => ({
  ...{ kind: 'remote', host, owner: 'acme', name },
  url: `https://${host}/acme/${name}.git`,
});

/** Runs `r0`, `r1` of github.com and `e2` of ghe.test; what begins in a lane goes on until it is told to end. */
async function lanesWorld() {
  const clock = manualClock();
  const { records, remove } = await temporaryRecords(clock);
  const { job, runs } = exampleJob(clock, 3);
  const repos = [on('github.com', 'r0'), on('github.com', 'r1'), on('ghe.test', 'e2')];
  await records.addJob(
    job,
    runs.map((run, index) => ({ ...run, repo: repos[index] ?? run.repo })),
  );
  const holds = createHostHolds(clock);
  const gates = [hostGate({ holds, clock })];
  const scheduler = createScheduler({ records, clock, gates, onDefect: (error) => expect.unreachable(String(error)) });
  const begun: string[] = [];
  const told: [LaneName, Held | null][] = [];
  const ends = new Map<RunId, () => void>();
  /** From when on a run wants to go in a lane. */
  const times = new Map<string, number>();
  const open = (name: LaneName, slots: number, more: Partial<Lane> = {}) => {
    const lane = scheduler.open({
      name,
      slots: () => slots,
      jobs: () => records.loadedJobs(),
      wants: (_job, run) => times.get(`${name} ${run.repo.name}`) ?? null,
      go: (run, signal) => {
        begun.push(`${name} ${run.repo.name}`);
        times.delete(`${name} ${run.repo.name}`);
        return new Promise((resolve) => {
          ends.set(run.id, resolve);
          signal.addEventListener('abort', () => resolve());
        });
      },
      onScheduled: (held) => told.push([name, held]),
      ...more,
    });
    lane.start();
    return lane;
  };
  const want = (lane: LaneName, names: readonly string[], at = 0) => {
    for (const name of names) times.set(`${lane} ${name}`, at);
    scheduler.schedule();
  };
  const lanes: ReturnType<typeof open>[] = [];
  onTestFinished(async () => {
    for (const lane of lanes) await lane.stop();
    await remove();
  });
  const openLane = (...given: Parameters<typeof open>) => {
    const lane = open(...given);
    lanes.push(lane);
    return lane;
  };
  return { clock, holds, begun, told, want, open: openLane, runs, ends };
}

describe('lanes', () => {
  it('have places of their own, and who waits for a time holds none', async () => {
    const w = await lanesWorld();
    w.open('execute', 1);
    w.open('publish', 1);
    w.want('publish', ['r0'], w.clock.now() + HOUR_MS);
    w.want('execute', ['r0', 'r1']);
    w.want('publish', ['r1']);
    expect(w.begun).toEqual(['execute r0', 'publish r1']);
    await w.clock.advance(HOUR_MS);
    // Its time has come, but not a place.
    expect(w.begun).toEqual(['execute r0', 'publish r1']);
    w.ends.get(w.runs[1]!.id)?.();
    await w.clock.advance(0);
    expect(w.begun).toEqual(['execute r0', 'publish r1', 'publish r0']);
  });

  it('what a host has asked of one holds in all of them, until its time and for that host alone', async () => {
    const w = await lanesWorld();
    for (const name of ['execute', 'publish'] as const) w.open(name, 4);
    const until = w.clock.now() + HOUR_MS;
    w.holds.add('github.com', until);
    w.want('execute', ['r0', 'e2']);
    w.want('publish', ['r1', 'e2']);
    // Executions need the host for their clones, and these have none yet.
    expect(w.begun).toEqual(['execute e2', 'publish e2']);
    expect(w.told.at(-1)).toEqual(['publish', expect.objectContaining({ code: 'host', until })]);
    await w.clock.advance(HOUR_MS);
    expect(w.begun).toEqual(['execute e2', 'publish e2', 'execute r0', 'publish r1']);
    expect(w.told.at(-1)).toEqual(['publish', null]);
  });

  it('may refuse what a gate keeps instead of letting it wait', async () => {
    const w = await lanesWorld();
    const refused: string[] = [];
    w.open('follow', 4, { refused: (run, { code }) => refused.push(`${run.repo.name} ${code}`) });
    w.holds.add('github.com', w.clock.now() + HOUR_MS);
    w.want('follow', ['r0']);
    expect([refused, w.begun]).toEqual([['r0 host'], []]);
  });

  it('begin nothing before they are started nor after they are stopped', async () => {
    const w = await lanesWorld();
    const lane = w.open('publish', 4);
    w.want('publish', ['r0']);
    await lane.stop();
    expect([lane.working(), lane.isActive(w.runs[0]!.id)]).toEqual([0, false]);
    w.want('publish', ['r1']);
    await w.clock.advance(HOUR_MS);
    expect(w.begun).toEqual(['publish r0']);
  });
});

describe('the gates', () => {
  const clock = manualClock();
  const holds = createHostHolds(clock);
  const gates = createGates({
    ...{ clock, holds, governor: createRateGovernor(clock, holds), machine: CALM_MACHINE },
    records: { awaitingReview: () => 9, spentToday: () => 9 },
    settings: () => ({ ...DEFAULT_SETTINGS, dayBudgetUsd: 9, reviewLimit: 9 }),
    disk: () => ({ code: 'clones_fill_quota', parameters: { usedGb: 21, quotaGb: 20 } }),
    power: (working) => (working > 0 ? { code: 'processor_slowed_down', parameters: { percent: 40 } } : null),
  });

  it('are asked in this order, those that others may pass first', () => {
    const asked = gates.map(({ code, keeps }) => `${code} keeps the ${keeps}`);
    expect(asked).toEqual([
      'day_budget keeps the job',
      'host keeps the run',
      'power keeps the lane',
      'review keeps the lane',
      'disk keeps the lane',
      'api keeps the lane',
      'machine keeps the lane',
    ]);
  });

  it('know which lanes they are for: a publication costs neither money nor a processor', () => {
    const of = (name: LaneName) => gates.filter(({ lanes }) => lanes.includes(name)).map(({ code }) => code);
    expect([of('publish'), of('follow')]).toEqual([['host', 'power'], ['host']]);
    const power = gates.find((gate) => gate.keeps === 'lane' && gate.code === 'power');
    const { runs } = exampleJob(clock, 1);
    const closedFor = (name: LaneName) =>
      power?.keeps === 'lane' && power.check(runs[0]!, { name, working: 3 }) !== null;
    expect([closedFor('execute'), closedFor('publish')]).toEqual([true, false]);
  });
});
