import { describe, expect, it } from 'vitest';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { BudgetLimit } from '../../shared/session-protocol.ts';
import { seededRandom } from '../store/testing.ts';
import { type CalledOff, createBudget, type Refused, type Reserved } from './budget.ts';

const JOB = 'job_a' as JobId;
const never = new AbortController().signal;

function world(limits: Record<BudgetLimit, number | null>, startSpent = 0) {
  const spentByRun = new Map<RunId, number>();
  const total = () => startSpent + [...spentByRun.values()].reduce((sum, usd) => sum + usd, 0);
  const budget = createBudget({
    limits: () => limits,
    spent: ({ runId }) => ({ dollars: spentByRun.get(runId) ?? 0, job_budget: total(), day_budget: total() }),
  });
  const ask = (run: string, usd: number, signal = never, leastUsd = usd, usualUsd = usd) =>
    budget.reserve({ runId: run as RunId, jobId: JOB, usd, usualUsd, leastUsd }, signal);
  const pay = (run: string, usd: number, held: Reserved | Refused | CalledOff) => {
    spentByRun.set(run as RunId, (spentByRun.get(run as RunId) ?? 0) + usd);
    if (held.granted) held.settle();
  };
  return { budget, ask, pay, total, limits };
}

describe('the budget', () => {
  it.each<[string, Record<BudgetLimit, number | null>, number, boolean | BudgetLimit]>([
    ['no limits', { dollars: null, job_budget: null, day_budget: null }, 50, true],
    ['exactly the limit', { dollars: 2, job_budget: 2, day_budget: 2 }, 2, true],
    ['above the run’s limit', { dollars: 1, job_budget: 2, day_budget: 3 }, 1.5, 'dollars'],
    ['above the job’s', { dollars: null, job_budget: 2, day_budget: 3 }, 2.5, 'job_budget'],
    ['above the day’s', { dollars: null, job_budget: null, day_budget: 2 }, 2.5, 'day_budget'],
  ])('%s', async (_name, limits, usd, expected) => {
    const answer = await world(limits).ask('a', usd);
    expect(answer.granted || answer.limit).toBe(expected);
  });

  it('waits while a running request may turn out cheaper, and refuses when it did not', async () => {
    const { ask, pay } = world({ dollars: null, job_budget: 2, day_budget: null });
    const first = await ask('a', 1.5);
    const second = ask('b', 1);
    const third = ask('c', 1);
    pay('a', 0.5, first);
    expect((await second).granted).toBe(true);
    pay('b', 1, await second);
    expect(await third).toEqual({ granted: false, limit: 'job_budget', limitUsd: 2, spentUsd: 1.5, needsUsd: 1 });
  });

  it('keeps the worst case of one answer from nobody: each gets a share, and never less than a usual answer', async () => {
    const { ask, pay } = world({ dollars: 5, job_budget: 2, day_budget: null });
    const held = await Promise.all(['a', 'b', 'c', 'd'].map((run) => ask(run, 1.4, never, 0.05, 0.2)));
    expect(held.map((each) => each.granted && [each.usd.toFixed(2), each.shortOf])).toEqual([
      ['0.50', 'shared'],
      ['0.38', 'shared'],
      ['0.28', 'shared'],
      ['0.21', 'shared'],
    ]);
    for (const [at, run] of ['a', 'b', 'c', 'd'].entries()) pay(run, 0.01, held[at] as Reserved);
    // One that was cut off asks for all that it needs.
    expect(await ask('a', 1.4, never, 0.05, 1.4)).toMatchObject({ usd: 1.4, shortOf: null });
  });

  it('sets aside all that is asked for while plenty is left', async () => {
    const { ask } = world({ dollars: null, job_budget: 50, day_budget: 20 });
    expect(await ask('a', 1.4, never, 0.05, 0.2)).toMatchObject({ usd: 1.4, shortOf: null });
  });

  it('sets aside what is left when that is enough for a shorter answer, and no more than that', async () => {
    const { ask, pay } = world({ dollars: null, job_budget: 1, day_budget: 5 });
    const first = await ask('a', 0.7, never, 0.1);
    expect(first).toMatchObject({ usd: 0.7, shortOf: null });
    // It would fit once the first one has turned out cheaper: that is waited for.
    const second = ask('b', 0.7, never, 0.1);
    pay('a', 0.6, first);
    expect(await second).toMatchObject({ granted: true, usd: expect.closeTo(0.4), shortOf: 'job_budget' });
    pay('b', 0.35, await second);
    expect(await ask('c', 0.7, never, 0.1)).toMatchObject({ limit: 'job_budget', needsUsd: 0.1 });
  });

  it('looks again when the limit is raised', async () => {
    const { ask, budget, limits } = world({ dollars: null, job_budget: 2, day_budget: null });
    await ask('a', 1.5);
    const second = ask('b', 1);
    limits.job_budget = 5;
    budget.reconsider();
    expect((await second).granted).toBe(true);
  });

  it('a request that is called off leaves the row', async () => {
    const { ask, pay } = world({ dollars: null, job_budget: 2, day_budget: null });
    const first = await ask('a', 1.5);
    const end = new AbortController();
    const second = ask('b', 1, end.signal);
    const third = ask('c', 0.7);
    end.abort('cancel');
    expect(await second).toEqual({ granted: false, limit: null });
    pay('a', 0.2, first);
    expect((await third).granted).toBe(true);
  });

  it('whoever was told to end before asking gets an answer at once, and no money', async () => {
    const { ask } = world({ dollars: null, job_budget: 1, day_budget: null });
    await ask('a', 0.7);
    const end = AbortSignal.abort('cancel');
    expect(await ask('b', 0.7, end)).toEqual({ granted: false, limit: null });
    expect(await ask('b', 0.1, end)).toEqual({ granted: false, limit: null });
    expect((await ask('c', 0.3)).granted).toBe(true);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'never spends above any limit, whatever is asked, paid and raised (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const limits = { dollars: 1.5, job_budget: 6, day_budget: 14 };
      const spent = { run: new Map<string, number>(), job: new Map<string, number>(), day: 0 };
      const budget = createBudget({
        limits: () => limits,
        spent: ({ runId, jobId }) => ({
          dollars: spent.run.get(runId) ?? 0,
          job_budget: spent.job.get(jobId) ?? 0,
          day_budget: spent.day,
        }),
      });
      const add = (sums: Map<string, number>, key: string, usd: number) => sums.set(key, (sums.get(key) ?? 0) + usd);
      const ends = new Map<string, BudgetLimit>();
      const session = async (jobId: JobId, runId: RunId) => {
        for (;;) {
          const usd = 0.02 + random() * 0.5;
          const end = new AbortController();
          const leastUsd = usd * random();
          const usualUsd = leastUsd + (usd - leastUsd) * random();
          const asking = budget.reserve({ runId, jobId, usd, usualUsd, leastUsd }, end.signal);
          // Now and then a person cancels a run while it waits, and another one takes its place.
          if (random() < 0.1) end.abort();
          const held = await asking;
          if (!held.granted) {
            if (held.limit === null) continue;
            ends.set(runId, held.limit);
            return;
          }
          for (let turns = Math.ceil(random() * 4); turns > 0; turns -= 1) await new Promise(setImmediate);
          // At most what was reserved; nothing when the request failed.
          const paid = random() < 0.1 ? 0 : held.usd * random();
          spent.day += paid;
          add(spent.job, jobId, paid);
          add(spent.run, runId, paid);
          held.settle();
          expect(spent.day).toBeLessThanOrEqual(limits.day_budget + 1e-6);
          expect(spent.job.get(jobId)).toBeLessThanOrEqual(limits.job_budget + 1e-6);
          expect(spent.run.get(runId)).toBeLessThanOrEqual(limits.dollars + 1e-6);
        }
      };
      const names = Array.from({ length: 40 }, (_, i) => [`job_${i % 4}`, `run_${i}`] as [JobId, RunId]);
      await Promise.all(names.map(([jobId, runId]) => session(jobId, runId)));
      expect(ends.size).toBe(40);
      expect(spent.day).toBeGreaterThan(limits.day_budget - 0.6);
      // A higher limit lets those go on who met it, and holds in its turn.
      limits.day_budget = 18;
      budget.reconsider();
      const stopped = names.filter(([, runId]) => ends.get(runId) === 'day_budget');
      const before = spent.day;
      await Promise.all(stopped.map(([jobId, runId]) => session(jobId, runId)));
      expect(spent.day).toBeGreaterThan(before);
      for (const [sums, most] of [
        [spent.job, limits.job_budget],
        [spent.run, limits.dollars],
      ] as const)
        for (const usd of sums.values()) expect(usd).toBeLessThanOrEqual(most + 1e-6);
    },
  );
});
