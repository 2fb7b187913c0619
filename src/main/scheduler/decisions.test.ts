import { describe, expect, it } from 'vitest';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { Job } from '../../shared/job.ts';
import { oldText } from '../../shared/messages/message.ts';
import type { Run } from '../../shared/run.ts';
import { pendingComments } from '../executor/run-progress.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { exampleJob } from '../store/testing.ts';
import { wayOfRetry } from './after-execution.ts';
import { nextWakeUp, pickNext } from './pick.ts';
import { toExecute } from './queue.ts';
import { honestWait, retryDelay } from './retry.ts';

const error = (code: ErrorCode, rest: Partial<AppError> = {}): AppError => ({ code, message: code, ...rest });

describe('when to try again', () => {
  it.each<[string, AppError, number, number | null]>([
    ['the first retry', error('git_unreachable'), 0, 2000],
    ['the second takes twice as long', error('git_unreachable'), 1, 4000],
    ['the third', error('session_crashed'), 2, 8000],
    ['there is no fourth', error('session_crashed'), 3, null],
    ['an outage is waited out, a minute at a time', error('git_unreachable'), 7, 60_000],
    ['for about four minutes', error('git_unreachable'), 8, null],
    ['a final failure', error('repo_not_found'), 0, null],
    ['a time that was named', error('github_rate_limited', { retryAt: 61_000 }), 0, 60_000],
    ['a time that has passed', error('github_rate_limited', { retryAt: 500 }), 0, 2000],
    ['a time that was named is honoured again and again', error('model_rate_limited', { retryAt: 61_000 }), 7, 60_000],
    ['but not for ever', error('model_rate_limited', { retryAt: 61_000 }), 8, null],
    ['a time by a clock that is days ahead', error('github_rate_limited', { retryAt: 9e9 }), 0, 3_600_000],
  ])('%s', (_name, failure, soFar, delay) => expect(retryDelay(failure, soFar, 1000, 0)).toBe(delay));
  it.each<[string, number, number | null, number, number | null]>([
    ['none', 0, null, 5000, null],
    ['one that still lasts', 1000, 9000, 5000, 9000],
    ['one that is over', 1000, 4000, 5000, 4000],
    ['set before the clock was set back', 1_000_000, 1_008_000, 5000, 13_000],
    ['longer than any honest one', 0, 9e9, 5000, 3_605_000],
    ['one that makes no sense', 9000, 8000, 5000, 5000],
  ])('a saved wait: %s', (_name, setAt, until, now, seen) => expect(honestWait(setAt, until, now)).toBe(seen));
  it('takes up to a quarter off', () => expect(retryDelay(error('git_unreachable'), 0, 0, 1)).toBe(1500));
});

describe('which run is next', () => {
  const clock = manualClock(1000);
  const older = exampleJob(clock, 3);
  const newer = { job: { ...exampleJob(clock, 0).job, createdAt: 2000 }, runs: exampleJob(clock, 2).runs };
  const pick = (active: number[][], change: Partial<Run>[] = []) => {
    const runs = older.runs.map((row, i) => ({ ...row, ...change[i] }));
    const jobs = [{ job: older.job, runs }, newer];
    const ids = new Set([
      ...(active[0] ?? []).map((i) => runs[i]!.id),
      ...(active[1] ?? []).map((i) => newer.runs[i]!.id),
    ]);
    return pickNext(jobs, ids, 1000, toExecute)?.id;
  };
  it.each<[string, number[][], Partial<Run>[], string | undefined]>([
    ['the older job first', [], [], older.runs[0]!.id],
    ['then the job that has fewer at work', [[0]], [], newer.runs[0]!.id],
    ['then the older one again', [[0], [0]], [], older.runs[1]!.id],
    ['by position', [], [{ position: 9 }], older.runs[1]!.id],
    ['not one that waits for a time', [], [{ waitingUntil: 1001 }], older.runs[1]!.id],
    ['one whose time has come', [], [{ waitingUntil: 1000 }], older.runs[0]!.id],
    ['not a settled one', [], [{ status: 'settled' }], older.runs[1]!.id],
    [
      'nothing is left',
      [
        [0, 1, 2],
        [0, 1],
      ],
      [],
      undefined,
    ],
  ])('%s', (_name, active, change, expected) => expect(pick(active, change)).toBe(expected));

  it.each([
    ['a higher priority goes first, however many of it run', 'normal', 'high', newer.runs[1]!.id],
    ['a lower one gets what is left', 'low', 'normal', newer.runs[1]!.id],
    ['the same one shares evenly', 'high', 'high', older.runs[0]!.id],
  ] as const)('%s', (_name, priority, newerPriority, expected) => {
    const withPriority = (candidate: typeof older, given: Job['settings']['priority']) => ({
      ...candidate,
      job: { ...candidate.job, settings: { ...candidate.job.settings, priority: given } },
    });
    const jobs = [withPriority(older, priority), withPriority(newer, newerPriority)];
    expect(pickNext(jobs, new Set([newer.runs[0]!.id]), 1000, toExecute)?.id).toBe(expected);
    const none = new Set(newer.runs.map((run) => run.id));
    expect(pickNext(jobs, none, 1000, toExecute)?.id).toBe(older.runs[0]!.id);
  });

  it('leaves out what may not start', () => {
    const jobs = [{ job: older.job, runs: older.runs }, newer];
    const pickWith = (mayStart: (job: Job, run: Run) => boolean) =>
      pickNext(jobs, new Set(), 1000, toExecute, mayStart)?.id;
    expect(pickWith((_job, run) => run.id !== older.runs[0]!.id)).toBe(older.runs[1]!.id);
    expect(pickWith((job) => job !== older.job)).toBe(newer.runs[0]!.id);
    expect(pickWith(() => false)).toBeUndefined();
  });

  it('a paused job starts nothing and wakes nobody', () => {
    const paused = { ...older.job, paused: { by: 'person' as const, reason: oldText(''), at: 0 } };
    const runs = [{ ...older.runs[0]!, waitingUntil: 5000 }];
    expect(pickNext([{ job: paused, runs }], new Set(), 9000, toExecute)).toBeNull();
    expect(nextWakeUp([{ job: paused, runs }], new Set(), 1000, toExecute)).toBeNull();
    expect(nextWakeUp([{ job: older.job, runs }], new Set(), 1000, toExecute)).toBe(5000);
  });
});

describe('how a person’s retry goes on', () => {
  const { job, runs } = exampleJob(manualClock(), 1);
  const run = runs[0]!;
  it.each<[string, Partial<Run>, 'resume' | 'retry']>([
    ['stopped at a limit', { outcome: 'stopped' }, 'resume'],
    ['the network was down', { outcome: 'failed', lastError: error('git_unreachable') }, 'resume'],
    ['the key was wrong', { outcome: 'failed', lastError: error('model_auth') }, 'resume'],
    ['interrupted', { status: 'interrupted' }, 'resume'],
    ['refused', { outcome: 'failed', steps: 3, lastError: error('model_refused') }, 'retry'],
    ['cancelled before it asked', { outcome: 'cancelled' }, 'retry'],
    ['cancelled at work', { outcome: 'cancelled', steps: 3 }, 'resume'],
    ['its paid work could not be read', { outcome: 'failed', steps: 3, lastError: error('git_failed') }, 'resume'],
    ['a defect after its work', { outcome: 'failed', steps: 3, lastError: error('unexpected') }, 'resume'],
    ['a defect before it', { outcome: 'failed', lastError: error('unexpected') }, 'retry'],
    ['it could not do it', { outcome: 'failed', steps: 3, lastError: null }, 'retry'],
    ['its conversation is refused', { outcome: 'failed', steps: 3, lastError: error('model_rejected') }, 'retry'],
    ['of an older prompt', { outcome: 'stopped', promptVersion: 0 }, 'retry'],
  ])('%s', (_name, change, way) => expect(wayOfRetry(job, { ...run, ...change })).toBe(way));

  it('comments wait until a turn took them up', () => {
    const comment = (seq: number, text: string) => ({ seq, at: 0, body: { kind: 'comment_added' as const, text } });
    const turn = (seq: number, source: 'person' | 'check') => ({
      seq,
      at: 0,
      body: { kind: 'turn_started' as const, turnId: 'turn_1' as never, source, content: [], text: '' },
    });
    expect(pendingComments([comment(1, 'a'), turn(2, 'check'), comment(3, 'b')])).toEqual(['a', 'b']);
    expect(pendingComments([comment(1, 'a'), turn(2, 'person'), comment(3, 'b')])).toEqual(['b']);
  });
});
