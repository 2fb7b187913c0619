import type { Bench, Group } from '../lib/bench.ts';
import { figuresOf, type SessionFigures } from '../lib/figures.ts';
import { type Host, startHost } from '../lib/host.ts';
import { live } from '../lib/live.ts';
import { peakMemory } from '../lib/memory.ts';
import { makeRepository } from '../lib/repository.ts';
import { type Row, rowOf } from '../lib/rows.ts';

const STEPS = 40;
const TOGETHER = 8;
const STEPS_TOGETHER = 10;

const UNITS: Record<keyof SessionFigures, string> = {
  firstRequestMs: 'ms',
  stepMs: 'ms',
  firstRequestTokens: 'tokens',
  cacheReadShare: '%',
  inputEquivalents: 'tokens',
  uploadMb: 'MB',
};
const FIGURES = Object.keys(UNITS) as (keyof SessionFigures)[];

/** One session at a time: how soon it asks, what a step costs it, what it sends; beside it the bare SDK loop. */
export const session: Group = {
  name: 'session',
  about: 'one session of 40 steps, and a bare SDK loop beside it; memory of a session process at 8',
  async measure(bench) {
    const place = bench.folder('session');
    const repository = bench.folder('repository');
    makeRepository(repository);
    const host = await startHost(bench.tools.electron, bench.programs.host, place);
    try {
      const measured = { sessions: [] as SessionFigures[], bare: [] as SessionFigures[] };
      const once = async (who: 'sessions' | 'bare') => oneSession(bench, host, repository, who);
      // Whatever is loaded or compiled for the first time is no part of the figures.
      for (const who of ['bare', 'sessions'] as const) await once(who);
      for (let run = 0; run < bench.runs; run += 1) {
        // Side by side, so that a busy machine slows both.
        const pair = await bench.calm.measure(async () => ({
          bare: await once('bare'),
          sessions: await once('sessions'),
        }));
        measured.bare.push(pair.bare);
        measured.sessions.push(pair.sessions);
      }
      const memory: number[] = [];
      for (let run = 0; run < bench.runs; run += 1) memory.push(await memoryOfOne(bench, host, repository));
      const next = await nextRun(bench, host, repository);
      return [...rowsOf(measured.sessions, measured.bare, memory), ...next];
    } finally {
      await host.stop();
    }
  },
};

async function oneSession(
  bench: Bench,
  host: Host,
  repository: string,
  who: 'sessions' | 'bare',
): Promise<SessionFigures> {
  const { lived, requests } = await live(bench, host, repository, { who, count: 1, steps: STEPS }, (work) => work());
  return figuresOf(requests, lived[0]?.forkedMs ?? Number.NaN);
}

async function memoryOfOne(bench: Bench, host: Host, repository: string): Promise<number> {
  const { around } = await live(
    bench,
    host,
    repository,
    { who: 'sessions', count: TOGETHER, steps: STEPS_TOGETHER },
    (work) => peakMemory(host.pid, TOGETHER, work),
  );
  return around.perSessionMb;
}

/** A second run of the same job, in another repository: what it finds in the cache. The same each time, so measured once. */
async function nextRun(bench: Bench, host: Host, repository: string): Promise<Row[]> {
  const work = { who: 'sessions', count: 1, steps: STEPS, rounds: 2 } as const;
  const { requests } = await live(bench, host, repository, work, (go) => go());
  const own = requests.slice(STEPS);
  const [first] = own;
  if (!first) throw new Error('the second run asked nothing');
  const { cacheReadShare } = figuresOf(own, Number.NaN);
  return [
    rowOf('session.nextRun.firstRequestRead', 'tokens', [first.usage.cache_read_input_tokens ?? 0]),
    rowOf('session.nextRun.cacheReadShare', '%', [cacheReadShare]),
  ];
}

function rowsOf(
  sessions: readonly SessionFigures[],
  bare: readonly SessionFigures[],
  memory: readonly number[],
): Row[] {
  const ratio = (figure: keyof SessionFigures): number[] =>
    sessions.map((each, run) => each[figure] / (bare[run]?.[figure] ?? Number.NaN));
  return [
    ...FIGURES.map((figure) =>
      rowOf(
        `session.${figure}`,
        UNITS[figure],
        sessions.map((each) => each[figure]),
      ),
    ),
    rowOf('session.pssMb', 'MB', memory),
    rowOf(
      'bare.firstRequestMs',
      'ms',
      bare.map((each) => each.firstRequestMs),
    ),
    rowOf(
      'bare.stepMs',
      'ms',
      bare.map((each) => each.stepMs),
    ),
    rowOf(
      'bare.inputEquivalents',
      'tokens',
      bare.map((each) => each.inputEquivalents),
    ),
    rowOf('session.firstRequestRatio', 'x bare', ratio('firstRequestMs')),
    rowOf('session.stepRatio', 'x bare', ratio('stepMs')),
  ];
}
