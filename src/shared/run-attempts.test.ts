import { expect, it } from 'vitest';
import type { RunEventBody } from './events.ts';
import { applyEventToRun } from './run.ts';
import { aRun } from './testing/builders.ts';

const queued = (attempt: number): RunEventBody => ({ kind: 'queued', attempt, promptVersion: 1, reason: 'retry' });
const started = (attempt: number): RunEventBody => ({ kind: 'attempt_started', attempt, promptVersion: 1 });
const settled: RunEventBody = {
  kind: 'settled',
  outcome: 'unchanged',
  reason: { code: 'cancelled', parameters: {} },
  error: null,
};

it('the time of earlier attempts is kept, once each', () => {
  const story: [number, RunEventBody][] = [
    [1000, started(1)],
    [4000, settled],
    [9000, queued(2)],
    [9500, queued(2)],
    [10_000, started(2)],
    [10_500, settled],
  ];
  const events = story.map(([at, body], index) => ({ seq: index + 1, at, body }));
  const run = events.reduce(applyEventToRun, { ...aRun(), startedAt: null, endedAt: null, lastSeq: 0 });
  expect([run.earlierMs, run.startedAt, run.endedAt]).toEqual([3000, 10_000, 10_500]);
});
