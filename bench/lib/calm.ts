import { setTimeout as wait } from 'node:timers/promises';
import { machineCpuS, treeCpuS } from './proc.ts';

/** Cores that other programs may use before a measurement begins, and while it runs. */
const CALM_CORES = 0.15;
const DISTURBED_CORES = 0.2;
const WINDOW_MS = 400;
/** A machine that never rests is measured all the same, and the end says so. */
const PATIENCE_MS = 10_000;
const PATIENCE_IN_ALL_MS = 150_000;
const ATTEMPTS = 3;

/** Cores that other programs used, on average, while the benchmark measured. */
export interface Disturbance {
  readonly worstCores: number;
  readonly disturbed: number;
  readonly measurements: number;
}

export interface Calm {
  /**
   * Measures when the machine is calm. A measurement during which others worked is repeated, at most twice unless
   * `attempts` says otherwise; the least disturbed one counts.
   */
  measure<T>(work: () => Promise<T>, attempts?: number): Promise<T>;
  seen(): Disturbance;
}

/** Others' use of the machine between two moments. Our own is that of this process and everything that it started. */
function watchOthers(): () => number {
  const startedAt = performance.now();
  const machine = machineCpuS();
  const own = treeCpuS(process.pid);
  return () => {
    const seconds = (performance.now() - startedAt) / 1000;
    return Math.max(0, machineCpuS() - machine - (treeCpuS(process.pid) - own)) / seconds;
  };
}

/** Waits for calm, `patienceMs` at most. */
async function untilCalm(patienceMs: number): Promise<void> {
  const patientUntil = performance.now() + patienceMs;
  while (performance.now() < patientUntil) {
    const othersUsed = watchOthers();
    await wait(WINDOW_MS);
    if (othersUsed() < CALM_CORES) return;
  }
}

export function createCalm(): Calm {
  let worstCores = 0;
  let disturbed = 0;
  let measurements = 0;
  let patienceMs = PATIENCE_IN_ALL_MS;
  // Without /proc there is nothing to go by.
  const canWatch = process.platform === 'linux';
  return {
    async measure(work, attempts = ATTEMPTS) {
      if (!canWatch) return work();
      let best: { value: Awaited<ReturnType<typeof work>>; cores: number } | null = null;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const waitedFrom = performance.now();
        await untilCalm(Math.min(PATIENCE_MS, patienceMs));
        patienceMs -= performance.now() - waitedFrom;
        const othersUsed = watchOthers();
        const value = await work();
        const cores = othersUsed();
        if (best === null || cores < best.cores) best = { value, cores };
        if (best.cores < DISTURBED_CORES || patienceMs <= 0) break;
      }
      if (best === null) throw new Error('unreachable: there is at least one attempt');
      measurements += 1;
      if (best.cores >= DISTURBED_CORES) disturbed += 1;
      worstCores = Math.max(worstCores, best.cores);
      return best.value;
    },
    seen: () => ({ worstCores, disturbed, measurements }),
  };
}
