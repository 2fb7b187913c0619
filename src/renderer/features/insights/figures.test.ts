import { describe, expect, it } from 'vitest';
import { countRuns, type JobCounts } from '../../../shared/job-counts.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import type { Run } from '../../../shared/run.ts';
import { aJob, aRun } from '../../../shared/testing/builders.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import { figuresByModel, figuresOf, medianRunMs } from './figures.ts';

const summary = (model: string, counts: Partial<JobCounts>): JobSummary => ({
  job: aJob({ settings: { model } }),
  counts: { ...countRuns([]), ...counts },
  endedAt: null,
});

describe('figuresOf', () => {
  it('charges what failed to what changed', () => {
    const figures = figuresOf([
      summary('m', {
        total: 10,
        changed: 4,
        unchanged: 2,
        failed: 2,
        cancelled: 1,
        running: 1,
        pullRequests: 3,
        costUsd: 2,
        usage: { ...NO_USAGE, fresh: 100, cacheRead: 900 },
      }),
      summary('m', { total: 1, changed: 1, costUsd: 0.5 }),
    ]);
    expect(figures).toEqual({
      jobs: 2,
      runs: 11,
      changed: 5,
      unchanged: 2,
      failed: 2,
      other: 2,
      pullRequests: 3,
      costUsd: 2.5,
      usage: { ...NO_USAGE, fresh: 100, cacheRead: 900 },
      costPerChanged: 0.5,
      cacheShare: 0.9,
      success: 7 / 9,
    });
  });
  it('says nothing where there is nothing to divide by', () => {
    const { costPerChanged, success, cacheShare } = figuresOf([]);
    expect([costPerChanged, success, cacheShare]).toEqual([null, null, 0]);
  });
});

describe('figuresByModel', () => {
  it('adds up by model, most runs first, with the name that people know', () => {
    const rows = figuresByModel([
      summary('claude-opus-5-5', { total: 2 }),
      summary('own-model', { total: 9 }),
      summary('claude-opus-5-5', { total: 3 }),
    ]);
    expect(rows.map(({ model, figures }) => [model, figures.runs])).toEqual([
      ['own-model', 9],
      ['Claude Opus 5.5', 5],
    ]);
  });
});

describe('medianRunMs', () => {
  const took = (ms: number, outcome: Run['outcome'] = 'changed') =>
    aRun({ outcome, startedAt: 1000, endedAt: 1000 + ms });
  it.each([
    ['none', [], null],
    ['one', [took(50)], 50],
    ['three, not the mean', [took(10), took(1000), took(20)], 20],
    ['two', [took(10), took(20)], 15],
    ['cancelled ones left out', [took(10), took(1, 'cancelled')], 10],
  ])('%s', (_name, runs, expected) => {
    expect(medianRunMs(runs)).toBe(expected);
  });
});
