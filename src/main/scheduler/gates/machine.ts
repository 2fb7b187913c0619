import type { HoldReason } from '../../../shared/messages/holds.ts';
import type { Clock } from '../../lib/clock.ts';
import type { MachineSample } from '../machine-sample.ts';
import type { Gate, GateDeps } from './gate.ts';

/** Holds back new runs while the machine is under pressure. Running sessions are never touched. */
export interface MachineGovernor {
  /** Why no run should start beside the `working` ones, or null. */
  holdBack(working: number): HoldReason | null;
}

const MB = 1e6;
const GB = 1e9;
/** Below this a run could not even save its events. */
const LEAST_DISK = GB;

/** Bytes that should stay free on a disk of this size: 5 %, but neither less than 1 GB nor more than 5 GB. */
export const leastFreeDisk = (totalDisk: number): number => Math.max(LEAST_DISK, Math.min(0.05 * totalDisk, 5 * GB));

type PressureName = 'processor' | 'main' | 'memory' | 'disk';
interface Pressure {
  name: PressureName;
  /** Does it apply? `before`: it did at the previous sample; hysteresis makes it harder to leave than to enter. */
  holds(sample: MachineSample, before: boolean): boolean;
  /** Runs that may be active all the same. */
  allowed(sample: MachineSample): number;
  reason(sample: MachineSample): HoldReason;
}

/**
 * Sessions mostly wait for the network, so one per core does not hurt a busy machine, and the load of other programs must
 * not block runs for ever. Memory and disk are different: there a second run can break the first.
 */
const PRESSURES: readonly Pressure[] = [
  {
    name: 'disk',
    holds: ({ freeDisk, totalDisk }, before) =>
      freeDisk !== null && freeDisk < leastFreeDisk(totalDisk) * (before ? 1.1 : 1),
    allowed: ({ freeDisk }) => ((freeDisk ?? 0) < LEAST_DISK ? 0 : 1),
    reason: ({ freeDisk }) => ({ code: 'disk_nearly_full', parameters: { free: bytes(freeDisk ?? 0) } }),
  },
  {
    name: 'memory',
    holds: ({ freeMemory, totalMemory }, before) => {
      const least = Math.max(400 * MB, Math.min(0.1 * totalMemory, 2 * GB));
      return freeMemory !== null && freeMemory < least * (before ? 1.25 : 1);
    },
    allowed: () => 1,
    reason: ({ freeMemory, totalMemory }) => ({
      code: 'memory_short',
      parameters: { free: bytes(freeMemory ?? 0), total: bytes(totalMemory) },
    }),
  },
  {
    name: 'processor',
    // The load average covers a whole minute: it counts only while the cores are still busy.
    holds: ({ cores, load, cpuBusy }, before) =>
      load === null
        ? cpuBusy >= (before ? 0.85 : 0.95)
        : load >= cores * (before ? 1.2 : 1.5) && cpuBusy >= (before ? 0.7 : 0.9),
    allowed: ({ cores }) => cores,
    reason: ({ cores, load, cpuBusy }) => ({
      code: 'processor_busy',
      parameters: { cores, load: load === null ? null : rounded(load, 0.1), busy: load === null ? share(cpuBusy) : 1 },
    }),
  },
  {
    name: 'main',
    holds: ({ mainBusy }, before) => mainBusy >= (before ? 0.7 : 0.9),
    allowed: ({ cores }) => cores,
    reason: ({ mainBusy }) => ({ code: 'main_process_busy', parameters: { busy: share(mainBusy) } }),
  },
];

/** The pressures that apply now, given those of the previous sample. Pure. */
export function pressuresOf(sample: MachineSample, before: ReadonlySet<PressureName>): Set<PressureName> {
  return new Set(PRESSURES.filter(({ name, holds }) => holds(sample, before.has(name))).map(({ name }) => name));
}

/** Why no run should start beside the `working` ones, or null. Pure. */
export function pressureReason(
  sample: MachineSample,
  pressures: ReadonlySet<PressureName>,
  working: number,
): HoldReason | null {
  const pressure = PRESSURES.find(({ name, allowed }) => pressures.has(name) && working >= allowed(sample));
  return pressure?.reason(sample) ?? null;
}

/** How long a sample is used. */
const SAMPLE_MS = 2_000;

/** The governor over a way to measure the machine, which it does only when a run could start. */
export function createMachineGovernor(clock: Clock, measure: () => MachineSample): MachineGovernor {
  let last: { sample: MachineSample; at: number; pressures: Set<PressureName> } | null = null;
  return {
    holdBack(working) {
      const at = clock.now();
      if (!last || at - last.at >= SAMPLE_MS || at < last.at) {
        const sample = measure();
        last = { sample, at, pressures: pressuresOf(sample, last?.pressures ?? new Set()) };
      }
      return pressureReason(last.sample, last.pressures, working);
    },
  };
}

/** As exactly as people are told: windows are notified when a figure changes. */
const rounded = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(2));
const share = (value: number): number => rounded(value, 0.01);
const bytes = (count: number): number => rounded(count, count < GB ? MB : count < 10 * GB ? GB / 10 : GB);

export function machineGate({ clock, machine }: Pick<GateDeps, 'clock' | 'machine'>): Gate {
  const governor = createMachineGovernor(clock, machine.sample);
  return {
    code: 'machine',
    lanes: ['execute'],
    keeps: 'lane',
    check(_next, { working }) {
      const reason = governor.holdBack(working);
      return reason === null ? null : { reason };
    },
  };
}
