import { describe, expect, it } from 'vitest';
import { manualClock } from '../../lib/clock-manual.ts';
import type { MachineSample } from '../machine-sample.ts';
import { CALM_MACHINE, machineOf } from '../machine-sample.ts';
import { createMachineGovernor, pressureReason, pressuresOf } from './machine.ts';

const GB = 1e9;
const CALM: MachineSample = {
  cores: 2,
  load: 0.4,
  cpuBusy: 0.2,
  mainBusy: 0.05,
  freeMemory: 4 * GB,
  totalMemory: 8 * GB,
  freeDisk: 60 * GB,
  totalDisk: 250 * GB,
};

const load = (value: number) => ({ code: 'processor_busy', parameters: { cores: 2, load: value, busy: 1 } });

describe('what strains the machine', () => {
  it.each<[string, Partial<MachineSample>, string[], string[]]>([
    ['nothing', {}, [], []],
    ['a load with busy cores', { load: 3.1, cpuBusy: 0.97 }, [], ['processor']],
    ['a load of the past', { load: 8, cpuBusy: 0.3 }, [], []],
    ['busy cores without a row before them', { load: 2, cpuBusy: 1 }, [], []],
    ['it takes more to leave', { load: 2.5, cpuBusy: 0.8 }, ['processor'], ['processor']],
    ['and less to stay away', { load: 2.5, cpuBusy: 0.8 }, [], []],
    ['no load average: the cores alone', { load: null, cpuBusy: 0.96 }, [], ['processor']],
    ['no load average, calm', { load: null, cpuBusy: 0.9 }, [], []],
    ['the main process', { mainBusy: 0.93 }, [], ['main']],
    ['the main process, still', { mainBusy: 0.75 }, ['main'], ['main']],
    ['little memory', { freeMemory: 0.7 * GB }, [], ['memory']],
    ['memory that has just come back', { freeMemory: 0.9 * GB }, ['memory'], ['memory']],
    ['a tenth of much memory is plenty', { freeMemory: 3 * GB, totalMemory: 64 * GB }, [], []],
    ['memory that nobody counts', { freeMemory: null }, ['memory'], []],
    ['a nearly full disk', { freeDisk: 4.9 * GB }, [], ['disk']],
    ['a nearly full small disk', { freeDisk: 1.4 * GB, totalDisk: 30 * GB }, [], ['disk']],
    ['5 % of a large disk is plenty', { freeDisk: 6 * GB, totalDisk: 4000 * GB }, [], []],
    ['several', { freeDisk: 0.5 * GB, freeMemory: 0.1 * GB }, [], ['disk', 'memory']],
  ])('%s', (_name, change, before, pressures) => {
    expect([...pressuresOf({ ...CALM, ...change }, new Set(before as never[]))]).toEqual(pressures);
  });

  it.each<[string, Partial<MachineSample>, number, object | null]>([
    ['calm', {}, 9, null],
    ['busy, a run per core works', { load: 3.4, cpuBusy: 1 }, 2, load(3.4)],
    ['busy, a core is left', { load: 3.4, cpuBusy: 1 }, 1, null],
    [
      'without load average',
      { load: null, cpuBusy: 0.97 },
      2,
      { code: 'processor_busy', parameters: { cores: 2, load: null, busy: 0.97 } },
    ],
    ['main', { mainBusy: 0.94 }, 4, { code: 'main_process_busy', parameters: { busy: 0.94 } }],
    ['memory', { freeMemory: 0.3 * GB }, 1, { code: 'memory_short', parameters: { free: 300e6, total: 8 * GB } }],
    ['memory, but nothing works', { freeMemory: 0.3 * GB }, 0, null],
    ['the disk', { freeDisk: 2 * GB }, 1, { code: 'disk_nearly_full', parameters: { free: 2 * GB } }],
    ['the disk, but nothing works', { freeDisk: 2 * GB }, 0, null],
    [
      'a full disk stops even the only run',
      { freeDisk: 0.4 * GB },
      0,
      { code: 'disk_nearly_full', parameters: { free: 400e6 } },
    ],
  ])('and why: %s', (_name, change, working, reason) => {
    const sample = { ...CALM, ...change };
    expect(pressureReason(sample, pressuresOf(sample, new Set()), working)).toEqual(reason);
  });
});

describe('the machine governor', () => {
  it('looks when asked, at most every two seconds, and remembers what held', async () => {
    const clock = manualClock();
    const samples: Partial<MachineSample>[] = [{ load: 4, cpuBusy: 1 }, { load: 2.6, cpuBusy: 0.8 }, { load: 1 }];
    let looks = 0;
    const governor = createMachineGovernor(clock, () => {
      looks += 1;
      return { ...CALM, ...samples.shift() };
    });
    expect(governor.holdBack(2)).toEqual(load(4.0));
    expect(governor.holdBack(1)).toBeNull();
    await clock.advance(1999);
    expect(governor.holdBack(2)).toEqual(load(4.0));
    expect(looks).toBe(1);
    await clock.advance(1);
    expect(governor.holdBack(2)).toEqual(load(2.6));
    await clock.advance(2000);
    expect(governor.holdBack(2)).toBeNull();
    expect(looks).toBe(3);
  });

  it('is healthy and idle for those who say so, whatever the machine does', async () => {
    const machine = machineOf('/nowhere', { CODY_BATCH_MACHINE: 'calm' });
    expect(createMachineGovernor(manualClock(), machine.sample).holdBack(64)).toBeNull();
    expect(await machine.disk()).toEqual(await CALM_MACHINE.disk());
    expect(await machineOf('/nowhere', {}).disk()).toBeNull();
    const real = await machineOf(process.cwd(), {}).disk();
    expect(real?.total).toBeGreaterThan(real?.free ?? Number.POSITIVE_INFINITY);
  });

  it('looks at the real machine', async () => {
    const look = machineOf(process.cwd(), {}).sample;
    let sample = look();
    // The disk answers in its own time.
    while (sample.freeDisk === null) {
      await new Promise((resolve) => setImmediate(resolve));
      sample = look();
    }
    expect(sample.cores).toBeGreaterThan(0);
    expect(sample.totalDisk).toBeGreaterThan(sample.freeDisk);
    expect(sample.totalMemory).toBeGreaterThan(sample.freeMemory ?? 0);
    for (const share of [sample.cpuBusy, sample.mainBusy]) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });
});
