import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobId } from '../../../shared/ids.ts';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import type { RowMessage } from '../../../shared/messages/row-message.ts';
import { got } from '../../git/testing/world.ts';
import type { ScriptedTurn } from '../../session/testing/scripted-session.ts';
import { oncePerFile } from '../../testing/once-per-file.ts';
import type { Engine } from '../contract.ts';
import { type OwnOfJob, startWorld, until, type WorldOptions } from '../testing/world.ts';

/** Passes unless a file called `broken` is there; its output names the file. */
const CHECK = { mode: 'command' as const, command: 'test ! -e broken || { echo found broken; exit 3; }' };
const ONE = { one: { 'readme.md': 'old\n' } };

const shared = oncePerFile(async (atEnd) => {
  const repos = { ...ONE, broken: { 'readme.md': 'old\n', broken: 'x\n' } };
  const world = await startWorld({ repos, script: () => ({}) }, atEnd);
  return { world, engine: await world.start() };
});
/** One run from creation to its end, in an engine that others use too. */
async function live({ repo = 'one', ...own }: Pick<OwnOfJob, 'settings' | 'script'> & { repo?: string }) {
  const { world, engine } = await shared();
  return ended(world, engine, await world.create(engine, { repos: [repo], ...own }));
}
/** The same in an engine of its own. */
async function liveAlone(options: WorldOptions) {
  const world = await startWorld(options);
  const engine = await world.start();
  return { world, ...(await ended(world, engine, await world.create(engine))) };
}
async function ended(world: Awaited<ReturnType<typeof startWorld>>, engine: Engine, jobId: JobId) {
  const [run] = await engine.jobEnded(jobId);
  if (!run) throw new Error('there is no run');
  const ofRun = ({ runId }: { runId: string }) => runId === run.id;
  const { starts, turns } = world.sessions;
  const seen = { starts: () => starts.filter(ofRun), turns: () => turns.filter(ofRun) };
  return { engine, jobId, run, kinds: await world.kindsOf(engine, run.id), ...seen };
}

describe('one run', () => {
  it('changes, passes its check, and shows what it did', async () => {
    const { engine, run, kinds, turns } = await live({
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
      action: { code: 'changed', parameters: { files: 1, verdict: 'passes', doubt: null, leftOut: [] } },
      verdict: 'passes',
      canPush: true,
      costUsd: 0.25,
      attempt: 1,
      changeset: { files: 1, insertions: 1, deletions: 1 },
    });
    expect(turns()).toEqual([{ runId: run.id, source: 'instruction', text: 'Do it.', continued: false }]);
    const { patch } = got(await engine.runs.patch({ runId: run.id, path: null }));
    expect(patch).toContain('-old\n+new\n');
    expect(got(await engine.runs.checkLog({ runId: run.id, checkId: 'baseline-0' }))).toEqual({
      log: expect.any(String),
    });
  });

  it('that changes nothing ends with the reason for it', async () => {
    const endings: Record<string, { turn: ScriptedTurn; outcome: string; action: RowMessage }> = {
      needless: {
        turn: { report: { outcome: 'no_change_needed', summary: 'It is new already.' } },
        outcome: 'unchanged',
        action: { code: 'unchanged', parameters: { summary: 'It is new already.', leftOut: [] } },
      },
      wordy: {
        turn: { report: null, words: 'Nothing to do.' },
        outcome: 'unchanged',
        action: { code: 'unchanged_without_report', parameters: { lastWords: 'Nothing to do.', leftOut: [] } },
      },
      impossible: {
        turn: { report: { outcome: 'cannot_do', summary: 'No such file.' } },
        outcome: 'failed',
        action: { code: 'could_not_do', parameters: { summary: 'No such file.', leftOut: [] } },
      },
      silent: {
        turn: { report: null },
        outcome: 'failed',
        action: { code: 'unexplained', parameters: { leftOut: [] } },
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
    const { run, kinds, turns, starts } = await live({
      settings: { check: CHECK },
      script: ({ source }) =>
        source === 'check' ? { edit: { broken: null, 'readme.md': 'new\n' } } : { edit: { broken: 'x\n' } },
    });
    expect(run).toMatchObject({ outcome: 'changed', verdict: 'passes' });
    expect(turns().map(({ source }) => source)).toEqual(['instruction', 'check']);
    expect(turns()[1]?.text).toContain('found broken');
    expect(starts()).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'changeset_ready')).toHaveLength(2);
  });

  it('gives up repairing after its rounds and says so', async () => {
    const { run, turns } = await live({
      settings: { check: CHECK, repairRounds: 1, openPullRequests: true },
      script: () => ({ edit: { broken: 'x\n' } }),
    });
    expect(run).toMatchObject({ outcome: 'changed', verdict: 'newly_broken', publication: { pullRequest: null } });
    expect(turns().map(({ source }) => source)).toEqual(['instruction', 'check']);
  });

  it('a check that was broken before is not the change’s fault', async () => {
    const { run, turns } = await live({
      repo: 'broken',
      settings: { check: CHECK },
      script: () => ({ edit: { 'readme.md': 'new\n' } }),
    });
    expect(run).toMatchObject({ outcome: 'changed', verdict: 'broken_before' });
    expect(turns()).toHaveLength(1);
  });

  it('sends forbidden paths back once, and keeps the objection when they stay', async () => {
    const { run, turns } = await live({
      settings: { openPullRequests: true },
      script: () => ({ edit: { '.env': 'x\n' } }),
    });
    expect(turns().map(({ source }) => source)).toEqual(['instruction', 'guard']);
    expect(run).toMatchObject({
      outcome: 'changed',
      guardProblems: [{ code: 'forbidden_path', parameters: { path: '.env', pattern: '.env' } }],
      publication: { pullRequest: null },
    });
  });

  it('stops at its own limit with what it has', async () => {
    const { run } = await live({
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
    expect(one).toMatchObject({
      publication: { step: 'idle', pullRequest: { number: 1, state: 'open', createdHere: true } },
      lastError: null,
    });
    expect(locked).toMatchObject({
      outcome: 'changed',
      canPush: false,
      publication: { pullRequest: null },
      lastError: null,
    });
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
    const { world, engine, jobId, run } = await liveAlone({
      repos: ONE,
      settings: { openPullRequests: true },
      script: ({ source }) => ({ edit: { 'readme.md': source === 'person' ? 'newer\n' : 'new\n' } }),
    });
    const head = run.publication.pullRequest?.headCommit;
    got(await engine.runs.comment({ runIds: [run.id], text: 'Newer, please.' }));
    const [after] = await engine.jobEnded(jobId);
    expect(world.sessions.turns.map(({ source, text }) => [source, text])).toEqual([
      ['instruction', 'Do it.'],
      ['person', 'Newer, please.'],
    ]);
    expect(world.sessions.starts[1]?.history.some(({ body }) => body.kind === 'turn_finished')).toBe(true);
    expect(after).toMatchObject({ outcome: 'changed', attempt: 2, changeset: { round: 2 } });
    expect(after?.publication.pullRequest?.number).toBe(run.publication.pullRequest?.number);
    expect(after?.publication.pullRequest?.headCommit).not.toBe(head);
    expect(world.hub.pulls).toHaveLength(1);
  });

  it('begins anew with a notice when its clone is gone', async () => {
    const { world, engine, jobId, run } = await liveAlone({
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
    const { world, run } = await liveAlone({
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
    expect(run).toMatchObject({
      status: 'settled',
      outcome: 'cancelled',
      action: { code: 'cancelled' },
      lastError: null,
    });
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
    const { engine, run } = await live({ script: () => ({ edit: { 'readme.md': 'new\n' } }) });
    const { events } = got(await engine.runs.events({ runId: run.id, after: 0 }));
    expect(JSON.stringify(events)).not.toMatch(/sk-ant-test|ghp_0123/);
  });
});
