import { availableParallelism } from 'node:os';
import type { Bench, Group } from '../lib/bench.ts';
import { startHost } from '../lib/host.ts';
import { type Live, live } from '../lib/live.ts';
import { peakMemory } from '../lib/memory.ts';
import { treeCpuS } from '../lib/proc.ts';
import { makeRepository } from '../lib/repository.ts';
import { type Row, rowOf } from '../lib/rows.ts';

const COUNTS = [1, 8, 32];
const STEPS = 10;

/** Many sessions at once, each a utility process of one Electron main: time, CPU and memory of all of it; bare loops beside them. */
export const parallel: Group = {
  name: 'parallel',
  about: '1, 8 and 32 sessions of 10 steps at once, in Electron utility processes; as many bare SDK loops beside them',
  async measure(bench) {
    const repository = bench.folder('repository');
    makeRepository(repository);
    const rows: Row[] = [];
    for (const count of COUNTS) rows.push(...(await together(bench, repository, count)));
    return rows;
  },
};

interface Timed {
  wallS: number;
  cpuS: number;
}

async function together(bench: Bench, repository: string, count: number): Promise<Row[]> {
  const sessions: Timed[] = [];
  const bare: Timed[] = [];
  const treeMb: number[] = [];
  const perSessionMb: number[] = [];
  // A main process of its own per count: what earlier sessions left in its memory would be counted.
  const host = await startHost(bench.tools.electron, bench.programs.host, bench.folder('parallel'));
  const workOf = (who: Live['who']): Live => ({ who, count, steps: STEPS });
  const timed = async (who: Live['who']): Promise<Timed> => {
    const { around } = await live(bench, host, repository, workOf(who), async (go) => {
      const cpuBefore = treeCpuS(host.pid);
      const startedAt = performance.now();
      await go();
      return { wallS: (performance.now() - startedAt) / 1000, cpuS: treeCpuS(host.pid) - cpuBefore };
    });
    return around;
  };
  try {
    for (const who of ['bare', 'sessions'] as const)
      await live(bench, host, repository, { ...workOf(who), count: 1 }, (go) => go());
    for (let run = 0; run < bench.runs; run += 1) {
      // Side by side, so that a busy machine slows both.
      const pair = await bench.calm.measure(async () => ({
        bare: await timed('bare'),
        sessions: await timed('sessions'),
      }));
      bare.push(pair.bare);
      sessions.push(pair.sessions);
    }
    for (let run = 0; run < bench.runs; run += 1) {
      const { around } = await live(bench, host, repository, workOf('sessions'), (go) =>
        peakMemory(host.pid, count, go),
      );
      treeMb.push(around.treeMb);
      perSessionMb.push(around.perSessionMb);
    }
  } finally {
    await host.stop();
  }
  bench.say(`${count} at once on ${availableParallelism()} cores: done`);
  const name = (figure: string): string => `parallel.${count}.${figure}`;
  const each = (times: readonly Timed[], figure: keyof Timed): number[] => times.map((time) => time[figure]);
  const ratios = sessions.map(({ cpuS }, run) => cpuS / (bare[run]?.cpuS ?? Number.NaN));
  return [
    rowOf(name('wallS'), 's', each(sessions, 'wallS')),
    rowOf(name('cpuS'), 's', each(sessions, 'cpuS')),
    rowOf(name('bareCpuS'), 's', each(bare, 'cpuS')),
    rowOf(name('cpuRatio'), 'x bare', ratios),
    rowOf(name('pssMb'), 'MB', treeMb),
    rowOf(name('pssPerSessionMb'), 'MB', perSessionMb),
  ];
}
