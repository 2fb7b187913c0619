import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { RunEventBody } from '../../shared/events.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { figuresOf } from './job-figures.ts';
import { createRecords } from './records.ts';
import { exampleJob, SETTLED, STARTED, seededRandom, temporaryRecords } from './testing.ts';

it('the sums of a job are those of its rows, whatever happens, and results are counted after a restart too', async () => {
  const clock = manualClock();
  const { records, paths } = await temporaryRecords(clock);
  const { job, runs } = exampleJob(clock, 5);
  await records.addJob(job, runs);
  const random = seededRandom(3);
  const happenings: RunEventBody[] = [
    STARTED,
    SETTLED('changed'),
    SETTLED('changed'),
    SETTLED('failed'),
    { kind: 'reviewed', decision: 'approved', tree: null, note: '' },
    { kind: 'reviewed', decision: 'none', tree: null, note: '' },
    { kind: 'queued', reason: 'feedback', attempt: 2, promptVersion: 1 },
    {
      kind: 'judged',
      inScope: true,
      complete: true,
      safe: true,
      reasons: [],
      model: 'm',
      usage: { fresh: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, thinking: 0 },
      costUsd: 0.25,
    },
  ];
  for (let nth = 0; nth < 200; nth += 1) {
    const run = runs[Math.floor(random() * runs.length)]!;
    await records.record(run.id, happenings[Math.floor(random() * happenings.length)]!);
    expect(records.figures(job.id)).toEqual(figuresOf(records.runs(job.id)));
  }
  for (const run of runs) await records.record(run.id, SETTLED('changed'));
  const undecided = records.runs(job.id).filter((run) => run.review.decision === 'none').length;
  expect(undecided).toBeGreaterThan(0);
  expect(records.awaitingReview()).toBe(undecided);
  await records.close();

  const listener = { onRuns() {}, onJob() {}, onRemoved() {}, onEvents() {}, onProblem() {} };
  const again = createRecords({ paths, clock, listener });
  await again.load();
  expect(again.loadedJobs()).toEqual([]);
  expect(again.awaitingReview()).toBe(undecided);
  await again.open(job.id);
  expect(again.awaitingReview()).toBe(undecided);
  await again.changeJob(job.id, (before) => ({ ...before, archived: true }));
  expect(again.awaitingReview()).toBe(0);
  await again.changeJob(job.id, (before) => ({ ...before, archived: false }));
  expect(again.awaitingReview()).toBe(undecided);
  await again.removeJob(job.id);
  expect(again.awaitingReview()).toBe(0);
  await again.close();
  await rm(paths.root, { recursive: true });
});
