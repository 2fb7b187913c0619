import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../shared/errors.ts';
import { DEFAULT_JOB_SETTINGS } from '../../shared/job.ts';
import { costOfAnswer } from '../../shared/models.ts';
import { NO_USAGE } from '../../shared/usage.ts';
import { got } from '../git/testing/world.ts';
import type { ScriptedTurn } from '../session/testing/scripted-session.ts';
import { startWorld, until } from './testing/world.ts';

/** Passes unless a file called `broken` is there; its output names the file. */
const CHECK = { mode: 'command' as const, command: 'test ! -e broken || { echo found broken; exit 3; }' };
const ONE = { one: { 'readme.md': 'old\n' } };

/** One run from creation to its end. */
async function live(options: Parameters<typeof startWorld>[0]) {
  const world = await startWorld(options);
  const engine = await world.start();
  const jobId = await world.create(engine);
  const [run] = await engine.jobEnded(jobId);
  if (!run) throw new Error('there is no run');
  return { world, engine, jobId, run, kinds: await world.kindsOf(engine, run.id) };
}

describe('one run', () => {
  it('changes, passes its check, and shows what it did', async () => {
    const { world, engine, run, kinds } = await live({
      repos: ONE,
      settings: { check: CHECK },
      script: () => ({ edit: { 'readme.md': 'new\n' }, words: 'Done.', costUsd: 0.25 }),
    });
    expect(kinds).toEqual([
      'attempt_started',
      'phase_started',
      'phase_started',
      'cloned',
      'phase_started',
      'check_finished',
      'phase_started',
      'turn_started',
      'step_completed',
      'turn_finished',
      'phase_started',
      'changeset_ready',
      'guard_finished',
      'phase_started',
      'check_finished',
      'verdict_reached',
      'settled',
    ]);
    expect(run).toMatchObject({
      status: 'settled',
      outcome: 'changed',
      action: '1 file changed, checks pass',
      verdict: 'passes',
      canPush: true,
      costUsd: 0.25,
      attempt: 1,
      changeset: { files: 1, insertions: 1, deletions: 1 },
    });
    expect(world.sessions.turns).toEqual([{ runId: run.id, source: 'instruction', text: 'Do it.', continued: false }]);
    const { patch } = got(await engine.runs.patch({ runId: run.id, path: null }));
    expect(patch).toContain('-old\n+new\n');
    expect(got(await engine.runs.checkLog({ runId: run.id, checkId: 'baseline-0' }))).toEqual({
      log: expect.any(String),
    });
  });

  it('that changes nothing ends with the reason for it', async () => {
    const endings: Record<string, { turn: ScriptedTurn; outcome: string; action: string }> = {
      needless: {
        turn: { report: { outcome: 'no_change_needed', summary: 'It is new already.' } },
        outcome: 'unchanged',
        action: 'It is new already.',
      },
      wordy: {
        turn: { report: null, words: 'Nothing to do.' },
        outcome: 'unchanged',
        action: 'Ended without a report. Its last words: Nothing to do.',
      },
      impossible: {
        turn: { report: { outcome: 'cannot_do', summary: 'No such file.' } },
        outcome: 'failed',
        action: 'The session could not do it: No such file.',
      },
      silent: {
        turn: { report: null },
        outcome: 'failed',
        action: 'The session ended without a change and without saying why.',
      },
    };
    const names = Object.keys(endings);
    const world = await startWorld({
      repos: Object.fromEntries(names.map((name) => [name, ONE.one])),
      script: ({ runId }) => endings[names[Number.parseInt(runId.slice(-4), 36)] ?? '']?.turn ?? {},
    });
    const engine = await world.start();
    const runs = await engine.jobEnded(await world.create(engine));
    expect(runs.map(({ outcome, action, changeset }) => ({ outcome, action, changeset }))).toEqual(
      names.map((name) => ({ outcome: endings[name]?.outcome, action: endings[name]?.action, changeset: null })),
    );
  });

  it('sends a newly broken check back with its log, and accepts the repair', async () => {
    const { world, run, kinds } = await live({
      repos: ONE,
      settings: { check: CHECK },
      script: ({ source }) =>
        source === 'check' ? { edit: { broken: null, 'readme.md': 'new\n' } } : { edit: { broken: 'x\n' } },
    });
    expect(run).toMatchObject({ outcome: 'changed', verdict: 'passes' });
    expect(world.sessions.turns.map(({ source }) => source)).toEqual(['instruction', 'check']);
    expect(world.sessions.turns[1]?.text).toContain('found broken');
    expect(world.sessions.starts).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'changeset_ready')).toHaveLength(2);
  });

  it('gives up repairing after its rounds and says so', async () => {
    const { world, run } = await live({
      repos: ONE,
      settings: { check: CHECK, repairRounds: 1, openPullRequests: true },
      script: () => ({ edit: { broken: 'x\n' } }),
    });
    expect(run).toMatchObject({ outcome: 'changed', verdict: 'newly_broken', pullRequest: null });
    expect(world.sessions.turns.map(({ source }) => source)).toEqual(['instruction', 'check']);
  });

  it('a check that was broken before is not the change’s fault', async () => {
    const { world, run } = await live({
      repos: { one: { 'readme.md': 'old\n', broken: 'x\n' } },
      settings: { check: CHECK },
      script: () => ({ edit: { 'readme.md': 'new\n' } }),
    });
    expect(run).toMatchObject({ outcome: 'changed', verdict: 'broken_before' });
    expect(world.sessions.turns).toHaveLength(1);
  });

  it('sends forbidden paths back once, and keeps the objection when they stay', async () => {
    const { world, run } = await live({
      repos: ONE,
      settings: { openPullRequests: true },
      script: () => ({ edit: { '.env': 'x\n' } }),
    });
    expect(world.sessions.turns.map(({ source }) => source)).toEqual(['instruction', 'guard']);
    expect(run).toMatchObject({
      outcome: 'changed',
      guardProblems: ['It touches .env, which the job forbids (.env).'],
      pullRequest: null,
    });
  });

  it('takes the judge’s objection back to the session once', async () => {
    const { world, run, kinds } = await live({
      repos: ONE,
      settings: { judge: true },
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
    const { world, run, kinds } = await live({
      repos: ONE,
      settings: { judge: true },
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
    const { run, kinds } = await live({
      repos: ONE,
      settings: { judge: true },
      judge: () => ({ ...failed({ code: 'model_bad_answer' as const, message: 'Unreadable.' }), usage }),
      script: () => ({ edit: { 'readme.md': 'new\n' } }),
    });
    expect(kinds.filter((kind) => kind === 'judge_failed')).toHaveLength(1);
    expect(run).toMatchObject({ outcome: 'changed', usage: { fresh: 90_010 }, lastError: null });
    expect(run.costUsd).toBeCloseTo(costOfAnswer('claude-haiku-5-5', usage), 10);
  });

  it('stops at its own limit with what it has', async () => {
    const { run } = await live({
      repos: ONE,
      script: () => ({ edit: { 'readme.md': 'half\n' }, end: { limit: 'steps' } }),
    });
    expect(run).toMatchObject({ outcome: 'stopped', stoppedBy: 'steps', changeset: { files: 1 } });
  });

  it('opens the pull request by itself when the job says so, and only where it may push', async () => {
    const world = await startWorld({
      repos: { one: { 'readme.md': 'old\n' }, locked: { 'readme.md': 'old\n' } },
      settings: { openPullRequests: true },
      script: () => ({ edit: { 'readme.md': 'new\n' } }),
    });
    const engine = await world.start();
    const [one, locked] = await engine.jobEnded(await world.create(engine));
    expect(one).toMatchObject({ pullRequest: { number: 1, state: 'open', createdHere: true }, lastError: null });
    expect(locked).toMatchObject({ outcome: 'changed', canPush: false, pullRequest: null, lastError: null });
    expect(world.hub.pulls).toHaveLength(1);
    // A second click finds it.
    got(await engine.runs.openPullRequests({ runIds: [one!.id] }));
    await engine.jobEnded(one!.jobId);
    expect(world.hub.pulls).toHaveLength(1);
    expect(got(await engine.runs.publishPlan({ runIds: [one!.id, locked!.id] })).map(({ action }) => action)).toEqual([
      'nothing',
      'patch_only',
    ]);
  });

  it('a comment becomes the next turn of the same thread, and updates the pull request', async () => {
    const { world, engine, jobId, run } = await live({
      repos: ONE,
      settings: { openPullRequests: true },
      script: ({ source }) => ({ edit: { 'readme.md': source === 'person' ? 'newer\n' : 'new\n' } }),
    });
    const head = run.pullRequest?.headCommit;
    got(await engine.runs.comment({ runIds: [run.id], text: 'Newer, please.' }));
    const [after] = await engine.jobEnded(jobId);
    expect(world.sessions.turns.map(({ source, text }) => [source, text])).toEqual([
      ['instruction', 'Do it.'],
      ['person', 'Newer, please.'],
    ]);
    expect(world.sessions.starts[1]?.history.some(({ body }) => body.kind === 'turn_finished')).toBe(true);
    expect(after).toMatchObject({ outcome: 'changed', attempt: 2, changeset: { round: 2 } });
    expect(after?.pullRequest?.number).toBe(run.pullRequest?.number);
    expect(after?.pullRequest?.headCommit).not.toBe(head);
    expect(world.hub.pulls).toHaveLength(1);
  });

  it('begins anew with a notice when its clone is gone', async () => {
    const { world, engine, jobId, run } = await live({
      repos: ONE,
      script: () => ({ edit: { 'readme.md': 'new\n' } }),
    });
    await rm(path.join(world.folder, 'data/clones'), { recursive: true });
    expect(await engine.runs.patch({ runId: run.id, path: null })).toMatchObject({ error: { code: 'clone_missing' } });
    got(await engine.runs.comment({ runIds: [run.id], text: 'More.' }));
    const [after] = await engine.jobEnded(jobId);
    expect(after).toMatchObject({ outcome: 'changed' });
    expect(world.sessions.turns.map(({ source }) => source)).toEqual(['instruction', 'instruction', 'person']);
    expect(await world.kindsOf(engine, run.id)).toContain('notice');
  });

  it('goes on in its thread after the session died, by itself', async () => {
    const { world, run } = await live({
      repos: ONE,
      engine: { random: () => 0.99 },
      script: ({ continued }) =>
        continued ? { edit: { 'readme.md': 'new\n' } } : { edit: { half: 'x\n' }, end: 'crash' },
    });
    expect(world.sessions.turns.map(({ continued }) => continued)).toEqual([false, true]);
    expect(run).toMatchObject({ outcome: 'changed', attempt: 2, changeset: { files: 2 } });
  });

  it('is cancelled while its session works', async () => {
    const world = await startWorld({ repos: ONE, script: () => ({ end: 'hang' }) });
    const engine = await world.start();
    const jobId = await world.create(engine);
    await until(() => world.sessions.turns.length === 1);
    got(await engine.jobs.cancel({ jobId }));
    const [run] = await engine.jobEnded(jobId);
    expect(run).toMatchObject({ status: 'settled', outcome: 'cancelled', action: 'Cancelled.', lastError: null });
  });

  it('names what is wrong with a repository, and the others go on', async () => {
    const world = await startWorld({ repos: ONE, script: () => ({ edit: { 'readme.md': 'new\n' } }) });
    const engine = await world.start();
    const settings = { ...DEFAULT_JOB_SETTINGS, judge: false, unsandboxedAgreed: true };
    const repos = [world.repo('ghost'), world.repo('one')];
    const { jobId } = got(await engine.jobs.create({ title: '', prompt: 'Do it.', repos, settings }));
    const [ghost, one] = await engine.jobEnded(jobId);
    expect(ghost).toMatchObject({ outcome: 'failed', lastError: { code: 'github_not_found' } });
    expect(one?.outcome).toBe('changed');
  });

  it('no secret reaches an event, a document or a log', async () => {
    const { engine, run } = await live({ repos: ONE, script: () => ({ edit: { 'readme.md': 'new\n' } }) });
    const { events } = got(await engine.runs.events({ runId: run.id, after: 0 }));
    expect(JSON.stringify(events)).not.toMatch(/sk-ant-test|ghp_0123/);
  });
});
