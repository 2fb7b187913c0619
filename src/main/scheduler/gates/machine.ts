import type { Clock } from '../../lib/clock.ts';
import type { MachineSample } from '../machine-sample.ts';
import type { Gate, GateDeps } from './gate.ts';

/** Holds back new runs while the machine is under pressure. Running sessions are never touched. */
export interface MachineGovernor {
  /** Why no run should start beside the `working` ones, in words, or null. */
  holdBack(working: number): string | null;
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
  words(sample: MachineSample): string;
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
    words: ({ freeDisk }) => `The disk is nearly full: ${bytes(freeDisk ?? 0)} are free.`,
  },
  {
    name: 'memory',
    holds: ({ freeMemory, totalMemory }, before) => {
      const least = Math.max(400 * MB, Math.min(0.1 * totalMemory, 2 * GB));
      return freeMemory !== null && freeMemory < least * (before ? 1.25 : 1);
    },
    allowed: () => 1,
    words: ({ freeMemory, totalMemory }) =>
      `The machine is short of memory: ${bytes(freeMemory ?? 0)} of ${bytes(totalMemory)} are free.`,
  },
  {
    name: 'processor',
    // The load average covers a whole minute: it counts only while the cores are still busy.
    holds: ({ cores, load, cpuBusy }, before) =>
      load === null
        ? cpuBusy >= (before ? 0.85 : 0.95)
        : load >= cores * (before ? 1.2 : 1.5) && cpuBusy >= (before ? 0.7 : 0.9),
    allowed: ({ cores }) => cores,
    words: ({ cores, load, cpuBusy }) =>
      `The machine is busy: ${load === null ? `its processor is used to ${percent(cpuBusy)}` : `load ${load.toFixed(1)} on ${cores === 1 ? '1 core' : `${cores} cores`}`}.`,
  },
  {
    name: 'main',
    holds: ({ mainBusy }, before) => mainBusy >= (before ? 0.7 : 0.9),
    allowed: ({ cores }) => cores,
    words: ({ mainBusy }) => `The app itself is busy: its main process works ${percent(mainBusy)} of the time.`,
  },
];

/** The pressures that apply now, given those of the previous sample. Pure. */
export function pressuresOf(sample: MachineSample, before: ReadonlySet<PressureName>): Set<PressureName> {
  return new Set(PRESSURES.filter(({ name, holds }) => holds(sample, before.has(name))).map(({ name }) => name));
}

/** Why no run should start beside the `working` ones, in words, or null. Pure. */
export function pressureText(
  sample: MachineSample,
  pressures: ReadonlySet<PressureName>,
  working: number,
): string | null {
  const pressure = PRESSURES.find(({ name, allowed }) => pressures.has(name) && working >= allowed(sample));
  return pressure?.words(sample) ?? null;
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
      return pressureText(last.sample, last.pressures, working);
    },
  };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const bytes = (count: number): string =>
  count < GB ? `${Math.round(count / MB)} MB` : `${(count / GB).toFixed(count < 10 * GB ? 1 : 0)} GB`;

export function machineGate({ clock, machine }: Pick<GateDeps, 'clock' | 'machine'>): Gate {
  const governor = createMachineGovernor(clock, machine.sample);
  return {
    code: 'machine',
    lanes: ['execute'],
    keeps: 'lane',
    check(_next, { working }) {
      const words = governor.holdBack(working);
      return words === null ? null : { words };
    },
  };
}
