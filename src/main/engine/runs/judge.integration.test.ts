import { expect, it } from 'vitest';
import { failed, ok } from '../../../shared/errors.ts';
import { costOfAnswer } from '../../../shared/models.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import { got } from '../../git/testing/world.ts';
import { manualClock } from '../../lib/clock-manual.ts';
import { startWorld, until, type WorldOptions } from '../testing/world.ts';

const GOOD = ok({ inScope: true, complete: true, safe: true, reasons: [] });
const busy = failed({ code: 'model_overloaded' as const, message: 'Busy.' });

it('a judge that is asked to wait waits with everybody, has leave for each request, and is asked again', async () => {
  const clock = manualClock();
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { judge: true },
    appSettings: { anthropicUrl: 'https://claude.example.com' },
    judge: (nth, { onRateLimits }) => {
      if (nth === 1) onRateLimits({ 'retry-after': '60' });
      return nth === 1 ? busy : GOOD;
    },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: { clock },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const row = async () => (await world.runsOf(engine, jobId))[0]!;
  await until(async () => (await row()).action.code === 'asking_judge_again');
  expect((await row()).lastError).toMatchObject({ message: 'Busy.' });
  const ended = engine.jobEnded(jobId);
  await until(async () => {
    await clock.advance(1000);
    return (await row()).status === 'settled';
  });
  const [run] = await ended;
  expect(run).toMatchObject({ outcome: 'changed', lastError: null, costUsd: 0.001 });
  const { events } = got(await engine.runs.events({ runId: run!.id, after: 0 }));
  const kinds = events.map(({ body }) => body.kind);
  // What the header said holds for the next request, whoever asks it.
  expect(kinds.slice(kinds.indexOf('judge_failed'))).toEqual(['judge_failed', 'waiting', 'judged', 'settled']);
});

it('a judge that stays away is given up, and the change goes to its reviewer', async () => {
  const clock = manualClock();
  let asked = 0;
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { judge: true },
    judge: () => {
      asked += 1;
      return busy;
    },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: { clock },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const ended = engine.jobEnded(jobId);
  await until(async () => {
    await clock.advance(5000);
    return (await world.runsOf(engine, jobId))[0]?.status === 'settled';
  });
  expect(await ended).toMatchObject([{ outcome: 'changed', lastError: null }]);
  expect(asked).toBe(11);
});

/** One run from creation to its end. */
async function judged(options: Pick<WorldOptions, 'script' | 'judge'>) {
  const world = await startWorld({ repos: { one: { 'readme.md': 'old\n' } }, settings: { judge: true }, ...options });
  const engine = await world.start();
  const [run] = await engine.jobEnded(await world.create(engine));
  if (!run) throw new Error('there is no run');
  return { world, run, kinds: await world.kindsOf(engine, run.id) };
}

it('takes the judge’s objection back to the session once', async () => {
  const { world, run, kinds } = await judged({
    judge: (nth) =>
      ok(
        nth === 1
          ? { inScope: true, complete: false, safe: true, reasons: ['Half of it.'] }
          : { inScope: true, complete: true, safe: true, reasons: [] },
      ),
    script: ({ source }) => ({ edit: { 'readme.md': source === 'judge' ? 'whole\n' : 'half\n' } }),
  });
  expect(world.sessions.turns.map(({ source }) => source)).toEqual(['instruction', 'judge']);
  expect(kinds.filter((kind) => kind === 'judged')).toHaveLength(2);
  expect(run).toMatchObject({ outcome: 'changed', judgeReasons: [], costUsd: 0.002 });
});

it('tells the judge and the reviewer that the judge saw only a part of a large change', async () => {
  const cuts: boolean[] = [];
  const { world, run, kinds } = await judged({
    judge: (_nth, { cut, patch }) => {
      cuts.push(cut, patch.length <= 120_000);
      return ok({ inScope: true, complete: true, safe: true, reasons: [] });
    },
    script: () => ({ edit: { 'large.txt': `${'word '.repeat(100)}\n`.repeat(300) } }),
  });
  expect(world.sessions.turns).toHaveLength(1);
  expect(run.outcome).toBe('changed');
  expect(cuts).toEqual([true, true]);
  expect(kinds[kinds.indexOf('judged') + 1]).toBe('notice');
});

it('goes on without a judge whose answer cannot be used, and pays for it', async () => {
  const usage = { ...NO_USAGE, fresh: 90_000, output: 4000 };
  const { run, kinds } = await judged({
    judge: () => ({ ...failed({ code: 'model_bad_answer' as const, message: 'Unreadable.' }), usage }),
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  expect(kinds.filter((kind) => kind === 'judge_failed')).toHaveLength(1);
  expect(run).toMatchObject({ outcome: 'changed', usage: { fresh: 90_010 }, lastError: null });
  expect(run.costUsd).toBeCloseTo(costOfAnswer('claude-haiku-5-5', usage), 10);
});
