import { describe, expect, it } from 'vitest';
import { countRuns } from '../../shared/job-counts.ts';
import type { Run } from '../../shared/run.ts';
import { aChangedRun, aJob, aRun, runId as id, JOB_ID } from '../../shared/testing/builders.ts';
import { RUN_STATES } from '../../shared/testing/run-states.ts';
import { approvedToOpen, elapsedMs, groupRuns, linesOf, remainingMs } from './selectors.ts';

const run = (number: number, change: Partial<Run> = {}) => aRun(change, number);
const settled = (number: number, outcome: Run['outcome'], change: Partial<Run> = {}) =>
  run(number, { status: 'settled', outcome, startedAt: 1000, endedAt: 61_000, ...change });

describe('groupRuns', () => {
  it('orders groups by who must act and keeps the order of the job inside each', () => {
    const runs = [
      settled(1, 'unchanged'),
      run(2, { status: 'running' }),
      settled(3, 'failed'),
      run(4),
      settled(5, 'changed'),
    ];
    expect(groupRuns(runs)).toEqual([
      { group: 'needs_you', runIds: [id(3), id(5)] },
      { group: 'running', runIds: [id(2)] },
      { group: 'waiting', runIds: [id(4)] },
      { group: 'done', runIds: [id(1)] },
    ]);
  });
  it('leaves out what the filter does not match, and groups without rows', () => {
    expect(groupRuns([settled(1, 'failed'), run(2)], 'repo-2')).toEqual([{ group: 'waiting', runIds: [id(2)] }]);
  });
});

describe('linesOf', () => {
  const head = { key: 'done', title: 'Done', count: 2, folded: false, hint: '' };
  it('gives the head and its rows', () => {
    expect(linesOf(head, [id(1), id(2)])).toEqual([
      { kind: 'head', ...head },
      { kind: 'run', key: id(1) },
      { kind: 'run', key: id(2) },
    ]);
  });
  it('gives only the head of a folded group', () => {
    expect(linesOf({ ...head, folded: true }, [id(1), id(2)])).toEqual([{ kind: 'head', ...head, folded: true }]);
  });
});

describe('remainingMs', () => {
  it('is unknown before the first run settled, and when nothing is open', () => {
    expect(remainingMs([run(1), run(2)], 4, 0)).toBeNull();
    expect(remainingMs([settled(1, 'changed')], 4, 0)).toBeNull();
  });
  it('spreads what is left over the places', () => {
    const waiting = [run(2), run(3), run(4), run(5)];
    expect(remainingMs([settled(1, 'changed'), ...waiting], 2, 0)).toBe(120_000);
    expect(remainingMs([settled(1, 'changed'), ...waiting], 1, 0)).toBe(240_000);
  });
  it('counts what running ones have already done, and never says that it is over', () => {
    const running = run(2, { status: 'running', startedAt: 0 });
    expect(remainingMs([settled(1, 'changed'), running], 4, 20_000)).toBe(40_000);
    expect(remainingMs([settled(1, 'changed'), running], 4, 900_000)).toBe(15_000);
  });
});

describe('elapsedMs', () => {
  it.each([
    ['not started', run(1), 0],
    ['running', run(1, { status: 'running', startedAt: 1000 }), 4000],
    ['settled', settled(1, 'changed'), 60_000],
    ['settled in its second attempt', { ...settled(1, 'changed'), earlierMs: 5000 }, 65_000],
    ['interrupted without an end', run(1, { status: 'interrupted', startedAt: 1000 }), 0],
  ])('%s', (_name, row, expected) => {
    expect(elapsedMs(row, 5000)).toBe(expected);
  });
});

describe('what was approved and can go out', () => {
  const approved = aChangedRun({ canPush: true, review: RUN_STATES.approved.review });
  const other = aChangedRun({ canPush: true }, 2);
  const runs = { [approved.id]: approved, [other.id]: other };
  const withJob = (archived: boolean) => {
    const summary = { job: { ...aJob(), archived }, counts: countRuns([approved, other]), endedAt: null };
    return approvedToOpen({ runs, jobs: { [JOB_ID]: summary } });
  };
  it('is asked about', () => expect(withJob(false)).toEqual([approved]));
  it('is left alone in a job that was put away', () => expect(withJob(true)).toEqual([]));
});
