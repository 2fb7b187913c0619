import { statfs } from 'node:fs';
import os from 'node:os';
import { performance } from 'node:perf_hooks';
import type { MachineSample } from './machine-governor.ts';

/** Looks at this machine and at the disk of a folder. Shares are those of the time since the look before. */
export function machineSampler(folder: string): () => MachineSample {
  let cpu = cpuTimes();
  let loop = performance.eventLoopUtilization();
  let disk: { free: number; total: number } | null = null;
  // A disk that does not answer must block nobody: its figure is the one that the look before asked for.
  const lookAtDisk = () =>
    statfs(folder, (error, found) => {
      disk = error ? null : { free: found.bavail * found.bsize, total: found.blocks * found.bsize };
    });
  lookAtDisk();
  return () => {
    lookAtDisk();
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
      // macOS keeps hardly a page free on a healthy machine. On Linux this is MemAvailable.
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
