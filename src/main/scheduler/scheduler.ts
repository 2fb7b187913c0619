import type { JobId, RunId } from '../../shared/ids.ts';
import type { Job } from '../../shared/job.ts';
import type { Run } from '../../shared/run.ts';
import type { Clock } from '../lib/clock.ts';
import type { Records } from '../store/contract.ts';
import { createAlarm } from './alarm.ts';
import type { Gate } from './gates/gate.ts';
import type { Held } from './gates/held.ts';
import type { Lane, OpenLane, StopReason } from './lanes.ts';
import { nextWakeUp, pickNext } from './pick.ts';

/** Starts the work of each lane in order, as long as slots are free and gates are open. */
export interface Scheduler {
  open(lane: Lane): OpenLane;
  /** Something changed that may let work begin. */
  schedule(): void;
}

export interface SchedulerOptions {
  records: Pick<Records, 'runs'>;
  clock: Clock;
  /** In the order in which they are checked. */
  gates: readonly Gate[];
  onDefect: (error: unknown) => unknown;
}

interface Active {
  jobId: JobId;
  controller: AbortController;
  done: Promise<void>;
}

/** Most gates (load, memory, disk) open without an event, so closed ones are checked this often. */
const RECHECK_MS = 5_000;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const openLanes: ((now: number) => void)[] = [];
  const schedule = (now = options.clock.now()) => {
    for (const scheduleLane of openLanes) scheduleLane(now);
  };
  return {
    open: (lane) => openLane(lane, options, schedule, (scheduleLane) => openLanes.push(scheduleLane)),
    schedule: () => schedule(),
  };
}

function openLane(
  lane: Lane,
  { records, clock, gates, onDefect }: SchedulerOptions,
  scheduleAll: (now?: number) => void,
  onOpen: (schedule: (now: number) => void) => void,
): OpenLane {
  const own = gates.filter(({ lanes }) => lanes.includes(lane.name));
  const active = new Map<RunId, Active>();
  let started = false;

  const begin = (run: Run) => {
    const controller = new AbortController();
    const done = lane
      .go(run, controller.signal)
      .catch((error: unknown) => void onDefect(error))
      .finally(() => {
        active.delete(run.id);
        scheduleAll();
      });
    active.set(run.id, { jobId: run.jobId, controller, done });
  };

  const keptJob = (job: Job): Held | null =>
    firstClosed(own, (gate) => (gate.keeps === 'job' ? gate.check(job) : null));
  const keptRun = (run: Run): Held | null =>
    firstClosed(own, (gate) => (gate.keeps === 'run' ? gate.check(run) : null));
  const keptLane = (next: Run): Held | null => {
    const beside = { name: lane.name, working: active.size };
    return firstClosed(own, (gate) => (gate.keeps === 'lane' ? gate.check(next, beside) : null));
  };

  /** Starts what may start; returns the gate that holds back the rest, or null. */
  const fillSlots = (now: number): Held | null => {
    const jobs = lane.jobs().map((job) => ({ job, runs: records.runs(job.id) }));
    // Checked once per job, which may have hundreds of runs.
    const keptJobs = new Map<JobId, Held | null>();
    /** Why the first blocked run was skipped; later runs may overtake it. */
    let passed: Held | null = null;
    const mayStart = (job: Job, run: Run) => {
      if (!keptJobs.has(job.id)) keptJobs.set(job.id, keptJob(job));
      const held = keptJobs.get(job.id) ?? keptRun(run);
      if (held) lane.refused?.(run, held);
      passed ??= held;
      return held === null;
    };
    let held: Held | null = null;
    while (held === null && active.size < lane.slots()) {
      const next = pickNext(jobs, active, now, lane.wants, mayStart);
      if (!next) {
        held = passed;
        break;
      }
      held = keptLane(next);
      if (held === null) begin(next);
    }
    wakeUps.setFor(nextWakeUp(jobs, active, now, lane.wants));
    rechecks.setFor(held === null ? null : Math.min(held.until ?? Infinity, clock.now() + RECHECK_MS));
    return held;
  };
  const schedule = (now: number) => {
    const held = started ? fillSlots(now) : null;
    lane.onScheduled?.(held);
  };
  const wakeUps = createAlarm(clock, schedule);
  const rechecks = createAlarm(clock, schedule);
  onOpen(schedule);

  return {
    start() {
      started = true;
      schedule(clock.now());
    },
    isStarted: () => started,
    isActive: (runId) => active.has(runId),
    working: () => active.size,
    activeOf: (jobId) => [...active.values()].some((work) => work.jobId === jobId),
    end(runId, why) {
      const work = active.get(runId);
      work?.controller.abort(why);
      return work?.done ?? null;
    },
    keptJob,
    async stop() {
      started = false;
      for (const alarm of [wakeUps, rechecks]) alarm.setFor(null);
      const working = [...active.values()];
      for (const { controller } of working) controller.abort('quit' satisfies StopReason);
      await Promise.all(working.map(({ done }) => done));
      lane.onScheduled?.(null);
    },
  };
}

/** The first closed gate. */
function firstClosed(gates: readonly Gate[], ask: (gate: Gate) => Omit<Held, 'code'> | null): Held | null {
  for (const gate of gates) {
    const closed = ask(gate);
    if (closed) return { code: gate.code, ...closed };
  }
  return null;
}
