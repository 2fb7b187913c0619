import { describe, expect, it } from 'vitest';
import type { JobId, RunId } from '../../shared/ids.ts';
import { seededRandom } from '../store/testing.ts';
import { type BudgetLimit, createBudget, type Refused, type Reserved } from './budget.ts';

const JOB = 'job_a' as JobId;
const never = new AbortController().signal;

function world(limits: Record<BudgetLimit, number | null>, startSpent = 0) {
  const spentByRun = new Map<RunId, number>();
  const total = () => startSpent + [...spentByRun.values()].reduce((sum, usd) => sum + usd, 0);
  const budget = createBudget({
    limits: () => limits,
    spent: ({ runId }) => ({ dollars: spentByRun.get(runId) ?? 0, job_budget: total(), day_budget: total() }),
  });
  const ask = (run: string, usd: number, signal = never) =>
    budget.reserve({ runId: run as RunId, jobId: JOB, usd }, signal);
  const pay = (run: string, usd: number, held: Reserved | Refused) => {
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
    expect(await third).toEqual({ granted: false, limit: 'job_budget' });
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
    end.abort(new Error('cancelled'));
    await expect(second).rejects.toThrow('cancelled');
    pay('a', 0.2, first);
    expect((await third).granted).toBe(true);
  });

  it('never spends above a limit, whatever 40 sessions ask and pay', async () => {
    const random = seededRandom(11);
    const { ask, pay, total } = world({ dollars: 1.5, job_budget: 20, day_budget: null });
    const session = async (name: string) => {
      for (;;) {
        const usd = 0.05 + random() * 0.4;
        const held = await ask(name, usd);
        if (!held.granted) return held.limit;
        await new Promise((resolve) => setImmediate(resolve));
        pay(name, usd * random(), held);
        expect(total()).toBeLessThanOrEqual(20);
      }
    };
    const ends = await Promise.all(Array.from({ length: 40 }, (_, i) => session(`run${i}`)));
    expect(total()).toBeGreaterThan(19);
    expect(new Set(ends)).toEqual(new Set(['dollars', 'job_budget']));
  });
});
