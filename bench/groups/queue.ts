import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { JobLived } from '../host/job.ts';
import type { Bench, Group } from '../lib/bench.ts';
import { type GitServer, startGitServer } from '../lib/git-server.ts';
import { startHost } from '../lib/host.ts';
import { startModel } from '../lib/model.ts';
import { ownCpuS, pssMb, treeCpuS } from '../lib/proc.ts';
import { commandMs, drainMs, kbPerEvent, lastToTheFront, pauseOrResume, toTheFront } from '../lib/queue-alone.ts';
import { git, makeRepository } from '../lib/repository.ts';
import { type Row, rowOf } from '../lib/rows.ts';

const FEW = 8;
const MANY = 500;
/** Finished jobs behind the one that works. */
const HISTORY = 200;
const STEPS = 5;
const CONCURRENCY = 8;
const SAMPLE_MS = 250;
/** A job of 500 runs takes minutes: it is its own average. */
const MOST_LONG_RUNS = 1;

/** Whole jobs through the app's engine, few runs against many; and the queue alone, with runs that take no time. */
export const queue: Group = {
  name: 'queue',
  about: '8 and 500 runs of 5 steps through the whole engine; operations of the queue alone at 10 and 500 runs',
  async measure(bench) {
    const alone = await queueAlone(bench);
    const repositories = bench.folder('repositories');
    makeRepositories(bench, repositories);
    const server = await startGitServer(bench.tools.root, repositories);
    try {
      const few = await jobs(bench, server, FEW, bench.runs);
      const many = await jobs(bench, server, MANY, Math.min(bench.runs, MOST_LONG_RUNS));
      return [
        ...few.rows,
        ...many.rows,
        rowOf('queue.cpuPerRunRatio', 'x 8 runs', ratios(many.cpuPerRunS, few.cpuPerRunS)),
        ...alone,
      ];
    } finally {
      await server.stop();
    }
  },
};

const ratios = (values: readonly number[], bases: readonly number[]): number[] => {
  const base = rowOf('', '', bases).median;
  return values.map((value) => value / base);
};

/** Every repository is the same bare one under a name of its own: to the app they are as many as there are names. */
function makeRepositories(bench: Bench, folder: string): void {
  const source = bench.folder('repository');
  makeRepository(source);
  const owner = path.join(folder, 'bench');
  mkdirSync(owner);
  git(source, 'clone', '-q', '--bare', source, path.join(owner, 'r000.git'));
  for (let number = 1; number < MANY; number += 1) symlinkSync('r000.git', path.join(owner, `${nameOf(number)}.git`));
}

const nameOf = (number: number): string => `r${String(number).padStart(3, '0')}`;

async function jobs(
  bench: Bench,
  server: GitServer,
  count: number,
  times: number,
): Promise<{ rows: Row[]; cpuPerRunS: number[] }> {
  const seen: SeenJob[] = [];
  for (let time = 0; time < times; time += 1)
    seen.push(await bench.calm.measure(() => oneJob(bench, server, count), 1));
  bench.say(`a job of ${count} runs: done`);
  const name = (figure: string): string => `queue.${count}.${figure}`;
  const cpuPerRunS = seen.map(({ cpuS }) => cpuS / count);
  return {
    cpuPerRunS,
    rows: [
      rowOf(
        name('wallS'),
        's',
        seen.map(({ lived }) => (lived.endedMs - lived.startedMs) / 1000),
      ),
      rowOf(name('cpuPerRunS'), 's', cpuPerRunS),
      rowOf(
        name('mainCpuPerRunMs'),
        'ms',
        seen.map(({ mainCpuS }) => (1000 * mainCpuS) / count),
      ),
      rowOf(
        name('mainDelayP99Ms'),
        'ms',
        seen.map(({ lived }) => lived.delayP99Ms),
      ),
      rowOf(
        name('mainDelayMaxMs'),
        'ms',
        seen.map(({ lived }) => lived.delayMaxMs),
      ),
      rowOf(
        name('mainPssMb'),
        'MB',
        seen.map(({ mainPssMb }) => mainPssMb),
      ),
      rowOf(
        name('pushesPerRun'),
        'pushes',
        seen.map(({ lived }) => lived.pushes / count),
      ),
    ],
  };
}

interface SeenJob {
  lived: JobLived;
  /** Of main and everything below it: sessions, git, commands. Not of the servers. */
  cpuS: number;
  mainCpuS: number;
  mainPssMb: number;
}

async function oneJob(bench: Bench, server: GitServer, count: number): Promise<SeenJob> {
  const place = bench.folder(`job-${count}`);
  const model = await startModel(bench.tools.root, STEPS);
  const host = await startHost(bench.tools.electron, bench.programs.host, place);
  let mainPssMb = 0;
  const sampling = setInterval(() => {
    mainPssMb = Math.max(mainPssMb, pssMb(host.pid));
  }, SAMPLE_MS);
  try {
    const before = { tree: treeCpuS(host.pid), main: ownCpuS(host.pid) };
    const lived = await host.perform<JobLived>({
      kind: 'job',
      worker: path.join(bench.tools.root, 'out/main/worker.js'),
      anthropicUrl: model.url,
      repos: Array.from({ length: count }, (_, number) => `${server.url}/bench/${nameOf(number)}.git`),
      concurrency: CONCURRENCY,
      folder: place,
    });
    if (lived.problem !== null) throw new Error(`a run did not work: ${lived.problem}`);
    return {
      lived,
      cpuS: treeCpuS(host.pid) - before.tree,
      mainCpuS: ownCpuS(host.pid) - before.main,
      mainPssMb,
    };
  } finally {
    clearInterval(sampling);
    await host.stop();
    await model.stop();
  }
}

/** What the queue and its store cost by themselves: per run, for what a person does, and for each event. */
async function queueAlone(bench: Bench): Promise<Row[]> {
  const measures: [name: string, unit: string, measure: () => Promise<number>][] = [
    ['10.msPerRun', 'ms', () => drainMs(bench.folder('queue'), 10, 0)],
    [`${MANY}.msPerRun`, 'ms', () => drainMs(bench.folder('queue'), MANY, 0)],
    [`10after${HISTORY}jobs.msPerRun`, 'ms', () => drainMs(bench.folder('queue'), 10, HISTORY)],
    ...[10, MANY].flatMap((count): typeof measures => [
      [`${count}.reorderMs`, 'ms', () => commandMs(bench.folder('queue'), count, toTheFront)],
      [`${count}.lastToFrontMs`, 'ms', () => commandMs(bench.folder('queue'), count, lastToTheFront)],
      [`${count}.pauseOrResumeMs`, 'ms', () => commandMs(bench.folder('queue'), count, pauseOrResume)],
    ]),
    ['kbPerEvent', 'KB', () => kbPerEvent(bench.folder('queue'), 0)],
    [`after${HISTORY}jobs.kbPerEvent`, 'KB', () => kbPerEvent(bench.folder('queue'), HISTORY)],
  ];
  const seen = new Map<string, number[]>();
  for (let time = 0; time < bench.runs; time += 1) {
    for (const [name, , measure] of measures)
      seen.set(name, [...(seen.get(name) ?? []), await bench.calm.measure(measure)]);
  }
  return measures.map(([name, unit]) => rowOf(`queue.alone.${name}`, unit, seen.get(name) ?? []));
}
