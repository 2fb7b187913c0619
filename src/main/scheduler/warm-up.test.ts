import { describe, expect, it } from 'vitest';
import type { RunId } from '../../shared/ids.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { createWarmUp } from './warm-up.ts';

describe('the first session of a job', () => {
  const jobId = 'job_x' as never;
  const [a, b, c] = ['a', 'b', 'c'] as RunId[] as [RunId, RunId, RunId];
  const never = new AbortController().signal;
  const arrivals = (clock = manualClock()) => {
    const warmUp = createWarmUp(clock);
    const through: RunId[] = [];
    const come = (runId: RunId, size = 3, signal = never) =>
      void warmUp.turn(jobId, runId, size, signal).then(() => through.push(runId));
    return { clock, warmUp, through, come };
  };
  it('asks alone; the others follow its first answer', async () => {
    const { clock, warmUp, through, come } = arrivals();
    for (const run of [a, b, c]) come(run);
    await clock.advance(1000);
    expect(through).toEqual([a]);
    warmUp.answered(jobId);
    await clock.advance(0);
    expect(through).toEqual([a, b, c]);
    expect(clock.timers()).toBe(0);
  });
  it('says when it lets a run wait, and when that is over', async () => {
    const { clock, warmUp } = arrivals();
    const said: string[] = [];
    for (const run of [a, b]) {
      const words = { waits: () => said.push(`${run} waits`), goesOn: () => said.push(`${run} goes on`) };
      void warmUp.turn(jobId, run, 3, never, words);
    }
    await clock.advance(0);
    expect(said).toEqual(['b waits']);
    warmUp.answered(jobId);
    await clock.advance(0);
    expect(said).toEqual(['b waits', 'b goes on']);
  });
  it('hands the lead on when it leaves without an answer', async () => {
    const { clock, warmUp, through, come } = arrivals();
    for (const run of [a, b, c]) come(run);
    await clock.advance(0);
    warmUp.left(jobId, a);
    await clock.advance(0);
    expect(through).toEqual([a, b]);
  });
  it('holds up nobody for ever, nor a small job, nor one that is told to end', async () => {
    const { clock, through, come } = arrivals();
    const end = new AbortController();
    come(a);
    come(b);
    come('small' as RunId, 2);
    come(c, 3, end.signal);
    end.abort();
    await clock.advance(0);
    expect(through).toEqual([a, 'small', c]);
    await clock.advance(90_000);
    expect(through).toEqual([a, 'small', c, b]);
  });
  it('begins anew when the cache has gone cold', async () => {
    const { clock, warmUp, through, come } = arrivals();
    warmUp.answered(jobId);
    come(a);
    await clock.advance(5 * 60_000);
    come(b);
    come(c);
    await clock.advance(0);
    expect(through).toEqual([a, b]);
  });
});
