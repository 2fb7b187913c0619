import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DemoWorld } from '../../src/demo/world.ts';
import type { RunId } from '../../src/shared/ids.ts';
import { pushesOf, startCrashWorld } from './crash-world.ts';
import { countJobs, oddFiles, readFacts, readLogs } from './facts.ts';
import { dataOf, type HeadlessApp, startHeadless } from './headless-app.ts';
import { descendantsOf, type LivingProcess, leftIn, remaining, sessionsOf } from './processes.ts';
import { lostRequests, problemsOf, type Reference, referenceOf } from './verdict.ts';

const CONCURRENCY = 4;
/** An app that has been killed takes its processes with it: only what stays for ever is met by this limit, however busy the machine. */
const LONGEST_AFTER_DEATH_MS = 60_000;
const PACE_MS = 4;
const LONGEST_JOB_MS = 400_000;
/** The breaker pauses a job when sessions die three times in a row, and that is not what is tested here. */
const WORKER_KILLS_PER_START = 2;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export interface JobReport {
  kills: { main: number; worker: number };
  starts: number;
  /** Requests for answers, and how many of their answers a kill took. */
  requests: number;
  lost: number;
  /** Steps that the sessions took; interrupted tool calls are looked at again, so there may be some more. */
  steps: number;
  events: number;
  /** From a kill of main to the end of its last process, the longest. */
  slowestDeathMs: number;
  problems: string[];
}

/** Runs the job to its end without disturbing it: what all others are compared with. */
export async function undisturbed(
  folder: string,
  repositories?: number,
): Promise<{ reference: Reference; report: JobReport }> {
  const calm = { kills: 0, random: () => 0, reference: null, paceMs: 0 };
  const { reference, ...report } = await crashJob({ folder, repositories, ...calm });
  return { reference, report };
}

interface CrashOptions {
  folder: string;
  /** Kills at most; the job may end before. */
  kills: number;
  random: () => number;
  /** Null: nothing to compare with yet. */
  reference: Reference | null;
  /** Ms between two pieces of an answer: slow enough that kills meet answers on their way. */
  paceMs: number;
  /** All twelve when it is left out. */
  repositories: number | undefined;
}

/** One job on twelve repositories whose app is killed again and again, and started again, until the job is done. */
async function crashJob(options: CrashOptions): Promise<JobReport & { reference: Reference }> {
  const { folder } = options;
  const worldFolder = path.join(folder, 'world');
  const data = dataOf(folder);
  const world = await startCrashWorld(worldFolder, options.paceMs, options.repositories);
  const report: JobReport = {
    kills: { main: 0, worker: 0 },
    ...{ starts: 0, requests: 0, lost: 0, steps: 0, events: 0, slowestDeathMs: 0, problems: [] },
  };
  const kills: number[] = [];
  const deaths: Promise<void>[] = [];
  const history = createHistory(report.problems);
  let app: HeadlessApp | null = null;
  try {
    for (let isOver = false; !isOver; ) {
      app = startHeadless({ world, folder, goOn: countJobs(data) > 0, concurrency: CONCURRENCY });
      report.starts += 1;
      const left = { ...options, kills: options.kills - kills.length };
      isOver = await disturb(app, world, left, { kills, deaths, report });
      history.look(data);
    }
    const code = await app?.ended;
    await Promise.all(deaths);
    if (code !== 0) report.problems.push(`the last start ended with exit code ${code}:\n${app?.output().slice(-1500)}`);
    const left = await leftIn(data, LONGEST_AFTER_DEATH_MS);
    if (left.length > 0) report.problems.push(`processes are left: ${left.join(' | ')}`);
    if (countJobs(data) !== 1) report.problems.push(`${countJobs(data)} jobs are stored`);
    const odd = oddFiles(data);
    if (odd.length > 0) report.problems.push(`files are left: ${odd.join(', ')}`);
    const runs = readFacts(data);
    const requests = world.journal.model.filter(({ path: at }) => at === '/v1/messages');
    report.requests = requests.length;
    report.lost = lostRequests({ runs, requests }).length;
    report.events = runs.reduce((sum, run) => sum + run.events.length, 0);
    report.steps = runs.reduce((sum, run) => sum + run.row.steps, 0);
    const reference = referenceOf(runs);
    const aftermath = { runs, requests, kills, pulls: world.pulls, pushes: pushesOf(worldFolder) };
    report.problems.push(...problemsOf(aftermath, options.reference ?? reference));
    return { ...report, reference };
  } finally {
    app?.kill();
    await world.close();
  }
}

/** Kills main or its sessions until main is dead or the job is done; answers whether it is done. */
async function disturb(
  app: HeadlessApp,
  world: DemoWorld,
  { kills: atMost, random }: CrashOptions,
  { kills, deaths, report }: { kills: number[]; deaths: Promise<void>[]; report: JobReport },
): Promise<boolean> {
  for (let done = 0; done < atMost; done += 1) {
    const workers = done < WORKER_KILLS_PER_START && random() < 0.4;
    await nextMoment(app, world, random);
    if (app.hasEnded()) return true;
    const victim = workers ? pick(sessionsOf(app.pid), random) : undefined;
    if (victim) {
      kills.push(monotonicMs());
      process.kill(victim.pid, 'SIGKILL');
      report.kills.worker += 1;
      continue;
    }
    const family = descendantsOf(app.pid);
    kills.push(monotonicMs());
    app.kill();
    report.kills.main += 1;
    await app.ended;
    const dying = watchDeaths(family, report);
    // Whoever starts the app again at once meets what the dead one has left behind.
    if (random() < 0.5) await dying;
    deaths.push(dying);
    return false;
  }
  const isOver = await Promise.race([app.ended.then(() => true), wait(LONGEST_JOB_MS, false, { ref: false })]);
  if (!isOver) report.problems.push(`the job did not end in ${LONGEST_JOB_MS / 1000} s:\n${app.output().slice(-1500)}`);
  return true;
}

async function watchDeaths(family: LivingProcess[], report: JobReport): Promise<void> {
  const diedAt = performance.now();
  const left = await remaining(family, LONGEST_AFTER_DEATH_MS);
  report.slowestDeathMs = Math.max(report.slowestDeathMs, performance.now() - diedAt);
  if (left.length > 0) report.problems.push(`outlived the app: ${left.join(' | ')}`);
}

/**
 * Waits for a random moment: any time, or the moment just after the model, the git server or the pull requests were
 * asked for something, because that is where things are lost or doubled.
 */
async function nextMoment(app: HeadlessApp, world: DemoWorld, random: () => number): Promise<void> {
  const kind = random();
  const count = (): number => {
    if (kind < 0.6) return world.journal.model.length;
    if (kind < 0.8) return world.journal.git.filter(({ service }) => service === 'write').length;
    return world.journal.github.filter(({ method }) => method === 'POST').length;
  };
  if (kind < 0.4) return void (await sooner(app, 150 + random() * 3500));
  const longest = performance.now() + 1000 + random() * 3000;
  const before = count();
  while (count() === before && performance.now() < longest && !app.hasEnded()) await wait(2);
  await sooner(app, random() * 60);
}

const sooner = (app: HeadlessApp, ms: number) => Promise.race([app.ended, wait(ms, undefined, { ref: false })]);
const pick = <T>(list: readonly T[], random: () => number): T | undefined => list[Math.floor(random() * list.length)];

/** Watches that no finished line of a log ever changes or goes. */
function createHistory(problems: string[]) {
  let seen = new Map<RunId, string[]>();
  return {
    look(data: string) {
      const present = readLogs(data);
      for (const [runId, lines] of seen) {
        const now = present.get(runId) ?? [];
        const lost = lines.findIndex((line, index) => now[index] !== line);
        if (lost !== -1) problems.push(`${runId}: line ${lost + 1} of its log changed or went`);
      }
      seen = present;
    },
  };
}

/** Kills `kills` times over as many jobs as that takes; `say` hears of each job. */
export async function campaign(options: {
  folder: string;
  kills: number;
  /** Kills of one job at most: a job that is never left alone would not end. */
  killsPerJob: number;
  seed: number;
  reference: Reference;
  repositories: number | undefined;
  say: (report: JobReport) => void;
}): Promise<JobReport[]> {
  const random = seededRandom(options.seed);
  const reports: JobReport[] = [];
  for (let left = options.kills; left > 0; ) {
    const report = await crashJob({
      folder: path.join(options.folder, `job-${reports.length + 1}`),
      kills: Math.min(left, options.killsPerJob),
      random,
      reference: options.reference,
      paceMs: PACE_MS,
      repositories: options.repositories,
    });
    options.say(report);
    reports.push(report);
    const done = report.kills.main + report.kills.worker;
    // A job in which nothing could be killed would go on for ever.
    if (done === 0) throw new Error('the job ended before anything was killed');
    left -= done;
  }
  return reports;
}
