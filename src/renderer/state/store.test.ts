import { describe, expect, it } from 'vitest';
import { countRuns } from '../../shared/job-counts.ts';
import { oldText } from '../../shared/messages/message.ts';
import type { Run } from '../../shared/run.ts';
import { aJob, aRun, JOB_ID as jobId, runId } from '../../shared/testing/builders.ts';
import { applyOpenedJob, applyPush, EMPTY_STATE } from './store.ts';

const run = (number: number, change: Partial<Run> = {}) => aRun(change, number);
const job = aJob();
const summary = (runs: Run[]) => ({ job, counts: countRuns(runs), endedAt: null });
const opened = (...runs: Run[]) => applyOpenedJob(EMPTY_STATE, { summary: summary(runs), runs });

describe('applyOpenedJob', () => {
  it('holds the job, its runs in order of position, and that it is whole', () => {
    const [a, b] = [run(1, { position: 2 }), run(2, { position: 1 })];
    expect(opened(a, b)).toEqual({
      ...EMPTY_STATE,
      jobs: { [jobId]: summary([a, b]) },
      runs: { [a.id]: a, [b.id]: b },
      runIdsOfJob: { [jobId]: [b.id, a.id] },
      opened: { [jobId]: true },
    });
  });

  it('keeps a run that a push made newer while the answer was under way', () => {
    const pushed = run(1, { lastSeq: 7, action: oldText('newer') });
    const state = applyPush(EMPTY_STATE, { type: 'runs', jobId, runs: [pushed] });
    const stale = run(1, { lastSeq: 5, action: oldText('older') });
    expect(applyOpenedJob(state, { summary: summary([stale]), runs: [stale] }).runs).toEqual({ [pushed.id]: pushed });
  });
});

describe('applyPush', () => {
  it('takes newer runs and ignores older ones', () => {
    const state = opened(run(1, { lastSeq: 4 }), run(2, { lastSeq: 4 }));
    const newer = run(1, { lastSeq: 5, action: oldText('reading') });
    const older = run(2, { lastSeq: 3, action: oldText('long ago') });
    const after = applyPush(state, { type: 'runs', jobId, runs: [newer, older] });
    expect(after.runs).toEqual({ [newer.id]: newer, [older.id]: state.runs[older.id] });
  });

  it('keeps the order of rows as the same object while nothing moves', () => {
    const state = opened(run(1), run(2));
    const after = applyPush(state, { type: 'runs', jobId, runs: [run(1, { lastSeq: 9, status: 'running' })] });
    expect(after.runIdsOfJob).toBe(state.runIdsOfJob);
  });

  it('moves a row when its position changes', () => {
    const state = opened(run(1), run(2));
    const after = applyPush(state, { type: 'runs', jobId, runs: [run(1, { position: 3 })] });
    expect(after.runIdsOfJob[jobId]).toEqual([runId(2), runId(1)]);
  });

  it('forgets a removed job with its runs', () => {
    expect(applyPush(opened(run(1), run(2)), { type: 'job_removed', jobId })).toEqual(EMPTY_STATE);
  });

  it('leaves the state as it is for pushes that belong to a thread or the menu', () => {
    const state = opened(run(1));
    expect(applyPush(state, { type: 'deltas', runId: runId(1), deltas: [] })).toBe(state);
    expect(applyPush(state, { type: 'menu', action: 'keys' })).toBe(state);
  });
});
