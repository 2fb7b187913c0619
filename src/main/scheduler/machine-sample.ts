import { statfs } from 'node:fs';
import { statfs as askDisk } from 'node:fs/promises';
import os from 'node:os';
import { performance } from 'node:perf_hooks';

/** The state of the machine at one moment. */
export interface MachineSample {
  cores: number;
  /** Runnable processes over the last minute; null where the system does not count them (Windows). */
  load: number | null;
  /** Share of all cores' time used since the previous sample: 0 to 1. */
  cpuBusy: number;
  /** Share of time that the main process was busy since the previous sample: 0 to 1. */
  mainBusy: number;
  /** Memory available without swapping, in bytes; null where the system does not report it (macOS). */
  freeMemory: number | null;
  totalMemory: number;
  /** Bytes free on the disk of the data folder; null until they are known. */
  freeDisk: number | null;
  totalDisk: number;
}

/** Space on the disk of the data folder, in bytes. */
export interface DiskSpace {
  free: number;
  total: number;
}

/** What the engine asks about the machine that it runs on. */
export interface Machine {
  /** Its current state, for the decision whether new runs wait. Shares are measured since the previous call. */
  sample(): MachineSample;
  /** Null when the disk does not report it. */
  disk(): Promise<DiskSpace | null>;
}

/** An idle machine: it never holds a run back. */
export const CALM_MACHINE: Machine = {
  sample: () => ({
    cores: 2,
    load: 0,
    cpuBusy: 0,
    mainBusy: 0,
    freeMemory: 8e9,
    totalMemory: 8e9,
    freeDisk: 100e9,
    totalDisk: 100e9,
  }),
  disk: async () => ({ free: 100e9, total: 100e9 }),
};

/**
 * The machine that a folder lies on. With CODY_BATCH_MACHINE=calm it is taken to be healthy and idle: for tests, pictures
 * and measurements, which must not depend on what else the machine does.
 */
export function machineOf(folder: string, environment: Record<string, string | undefined>): Machine {
  if (environment.CODY_BATCH_MACHINE === 'calm') return CALM_MACHINE;
  return { sample: sampler(folder), disk: async () => spaceOf(await askDisk(folder).catch(() => null)) };
}

const spaceOf = (found: { bavail: number; bsize: number; blocks: number } | null): DiskSpace | null =>
  found && { free: found.bavail * found.bsize, total: found.blocks * found.bsize };

function sampler(folder: string): () => MachineSample {
  let cpu = cpuTimes();
  let loop = performance.eventLoopUtilization();
  let disk: DiskSpace | null = null;
  // A disk that does not answer must not block: each sample uses the figure that the previous one requested.
  const measureDisk = () =>
    statfs(folder, (error, found) => {
      disk = error ? null : spaceOf(found);
    });
  measureDisk();
  return () => {
    measureDisk();
    const before = cpu;
    cpu = cpuTimes();
    const all = cpu.all - before.all;
    const loopBefore = loop;
    loop = performance.eventLoopUtilization();
    return {
      cores: os.availableParallelism(),
      load: os.platform() === 'win32' ? null : (os.loadavg()[0] ?? null),
      cpuBusy: all > 0 ? 1 - (cpu.idle - before.idle) / all : 0,
      mainBusy: performance.eventLoopUtilization(loop, loopBefore).utilization,
      // macOS has hardly any free page even when healthy. On Linux this is MemAvailable.
      freeMemory: os.platform() === 'darwin' ? null : os.freemem(),
      totalMemory: os.totalmem(),
      freeDisk: disk?.free ?? null,
      totalDisk: disk?.total ?? 0,
    };
  };
}

function cpuTimes(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of os.cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}
