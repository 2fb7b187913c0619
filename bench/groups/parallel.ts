import { availableParallelism } from 'node:os';
import type { Bench, Group } from '../lib/bench.ts';
import { startHost } from '../lib/host.ts';
import { live } from '../lib/live.ts';
import { peakMemory } from '../lib/memory.ts';
import { treeCpuS } from '../lib/proc.ts';
import { makeRepository } from '../lib/repository.ts';
import { type Row, rowOf } from '../lib/rows.ts';

const COUNTS = [1, 8, 32];
const STEPS = 10;

/** Many sessions at once, each a utility process of one Electron main: time, CPU and memory of all of it. */
export const parallel: Group = {
  name: 'parallel',
  about: '1, 8 and 32 sessions of 10 steps at once, in Electron utility processes',
  async measure(bench) {
    const repository = bench.folder('repository');
    makeRepository(repository);
    const rows: Row[] = [];
    for (const count of COUNTS) rows.push(...(await together(bench, repository, count)));
    return rows;
  },
};

async function together(bench: Bench, repository: string, count: number): Promise<Row[]> {
  const wallS: number[] = [];
  const cpuS: number[] = [];
  const treeMb: number[] = [];
  const perSessionMb: number[] = [];
  // A main process of its own per count: what earlier sessions left in its memory would be counted.
  const host = await startHost(bench.tools.electron, bench.programs.host, bench.folder('parallel'));
  const work = { who: 'sessions', count, steps: STEPS } as const;
  try {
    await live(bench, host, repository, { ...work, count: 1 }, (go) => go());
    for (let run = 0; run < bench.runs; run += 1) {
      const timed = await bench.calm.measure(async () => {
        const { around } = await live(bench, host, repository, work, async (go) => {
          const cpuBefore = treeCpuS(host.pid);
          const startedAt = performance.now();
          await go();
          return { wallS: (performance.now() - startedAt) / 1000, cpuS: treeCpuS(host.pid) - cpuBefore };
        });
        return around;
      });
      wallS.push(timed.wallS);
      cpuS.push(timed.cpuS);
    }
    for (let run = 0; run < bench.runs; run += 1) {
      const { around } = await live(bench, host, repository, work, (go) => peakMemory(host.pid, count, go));
      treeMb.push(around.treeMb);
      perSessionMb.push(around.perSessionMb);
    }
  } finally {
    await host.stop();
  }
  bench.say(`${count} at once on ${availableParallelism()} cores: done`);
  const name = (figure: string): string => `parallel.${count}.${figure}`;
  return [
    rowOf(name('wallS'), 's', wallS),
    rowOf(name('cpuS'), 's', cpuS),
    rowOf(name('pssMb'), 'MB', treeMb),
    rowOf(name('pssPerSessionMb'), 'MB', perSessionMb),
  ];
}
