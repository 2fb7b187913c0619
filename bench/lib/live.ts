import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Lived, Task } from '../host/tasks.ts';
import type { Bench } from './bench.ts';
import type { Host } from './host.ts';
import { type AnsweredRequest, startModel } from './model.ts';
import { copiesOf } from './repository.ts';

/** One measurement: who works, on what, and how long. */
export interface Live {
  who: 'sessions' | 'bare';
  count: number;
  /** Model requests per session. */
  steps: number;
  /** How often, one after the other, with the same model: later ones find its cache warm. 1 when left out. */
  rounds?: number;
}

export interface Lives {
  lived: Lived[];
  requests: AnsweredRequest[];
}

/**
 * Lets sessions work with a model that has an empty cache, in fresh clones; each round's repository looks different.
 * @param around is given the work to start, so that it can time or sample exactly that
 */
export async function live<T>(
  { tools, programs, folder }: Bench,
  host: Host,
  repository: string,
  { who, count, steps, rounds = 1 }: Live,
  around: (work: () => Promise<unknown>) => Promise<T>,
): Promise<Lives & { around: T }> {
  const place = folder(who);
  const model = await startModel(tools.root, steps);
  const taskOf = (round: number): Task => {
    const clones = copiesOf(repository, path.join(place, `round-${round}`), count);
    for (const clone of clones) writeFileSync(path.join(clone, `ROUND-${round}.md`), '');
    const common = { anthropicUrl: model.url, clones };
    return who === 'sessions'
      ? {
          kind: 'sessions',
          worker: path.join(tools.root, 'out/main/worker.js'),
          folder: path.join(place, `runs-${round}`),
          ...common,
        }
      : { kind: 'bare', program: programs.bare, ...common };
  };
  const tasks = Array.from({ length: rounds }, (_, round) => taskOf(round + 1));
  try {
    const lived: Lived[] = [];
    const outcome = await around(async () => {
      for (const task of tasks) lived.push(...(await host.perform<Lived[]>(task)));
    });
    const problem = lived.find((each) => each.problem !== null)?.problem;
    if (problem) throw new Error(`a session did not work: ${problem}`);
    const requests = await model.requests();
    const expected = rounds * count * steps;
    if (requests.length !== expected) throw new Error(`${requests.length} requests instead of ${expected}`);
    return { lived, requests, around: outcome };
  } finally {
    await model.stop();
  }
}
