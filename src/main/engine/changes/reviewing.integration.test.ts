import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionsText } from '../../../shared/messages/differences.ts';
import { got } from '../../git/testing/world.ts';
import { type AtEnd, oncePerFile } from '../../testing/once-per-file.ts';
import { startWorld, until, type WorldOptions } from '../testing/world.ts';

/** Passes unless a file called `broken` is there. */
const CHECK = { mode: 'command' as const, command: 'test ! -e broken' };
const SOMETIMES_ENDLESS = {
  mode: 'command' as const,
  command: `if grep -q endless readme.md; then echo begun; tail -f /dev/null; fi; ${CHECK.command}`,
};
const LINES = Array.from({ length: 30 }, (_, line) => `line ${line}\n`).join('');
const EDIT = { 'readme.md': 'new\n', 'long.txt': LINES.replace('line 3\n', 'three\n').replace('line 25\n', 'xxv\n') };

async function settled(options: Partial<WorldOptions> = {}, atEnd?: AtEnd) {
  const all: WorldOptions = {
    repos: { one: { 'readme.md': 'old\n', 'long.txt': LINES } },
    settings: { check: CHECK },
    script: () => ({ edit: EDIT, words: 'Done.' }),
    ...options,
  };
  const world = await startWorld(all, atEnd);
  const engine = await world.start();
  const jobId = await world.create(engine);
  await engine.jobEnded(jobId);
  return { world, engine, jobId };
}

async function ways({ world, engine, jobId }: Awaited<ReturnType<typeof settled>>) {
  const [run] = await world.runsOf(engine, jobId);
  if (!run?.changeset) throw new Error('there is no change');
  const runId = run.id;
  const now = async () => {
    const found = (await world.runsOf(engine, jobId)).find(({ id }) => id === runId);
    if (!found?.changeset) throw new Error('the run is gone');
    return { ...found, changeset: found.changeset };
  };
  const filesNow = async () => got(await engine.runs.changeset({ runId }))?.files.map(({ path }) => path);
  const text = async (file: string) => readFile(path.join(got(await engine.treeFolder(runId)), file), 'utf8');
  return { world, engine, jobId, runId, tree: run.changeset.tree, now, filesNow, text };
}

const once = oncePerFile(async (atEnd) => {
  const made = await settled({}, atEnd);
  return { ...made, restore: await made.world.keep() };
});
/** The same changed run before each test, in an engine of its own. */
const changed = async () => {
  const { world, jobId, restore } = await once();
  await restore();
  return ways({ world, jobId, engine: await world.start() });
};

describe('a changeset edited by a person', () => {
  it('loses a discarded file, its approval and its verdict; undo brings files and verdict back', async () => {
    const { engine, runId, tree, now, filesNow, text } = await changed();
    got(await engine.runs.review({ runIds: [runId], decision: 'approved', note: '' }));
    expect((await now()).review).toMatchObject({ decision: 'approved', tree, promptVersion: 1 });

    const { tree: next } = got(await engine.runs.discard({ runId, tree, path: 'readme.md', hunk: null }));
    expect(await filesNow()).toEqual(['long.txt']);
    expect(await text('readme.md')).toBe('old\n');
    expect(await now()).toMatchObject({
      status: 'settled',
      outcome: 'changed',
      action: { code: 'edited', parameters: { files: 1 } },
      verdict: null,
      review: { decision: 'none' },
      changeset: { round: 2, tree: next, files: 1 },
    });

    expect(await engine.runs.restoreRound({ runId, seen: tree, tree })).toMatchObject({
      error: { code: 'not_allowed' },
    });
    got(await engine.runs.restoreRound({ runId, seen: next, tree }));
    expect(await filesNow()).toEqual(['long.txt', 'readme.md']);
    expect(await now()).toMatchObject({
      verdict: 'passes',
      review: { decision: 'none' },
      changeset: { round: 3, tree },
    });
  });

  it('loses a hunk, takes an edit by hand, and is checked again on demand', async () => {
    const broken = await settled({
      script: () => ({ edit: { ...EDIT, broken: 'x\n' }, words: 'Done.' }),
      settings: { check: SOMETIMES_ENDLESS, repairRounds: 0 },
    });
    const { engine, runId, tree, now, text } = await ways(broken);
    expect((await now()).verdict).toBe('newly_broken');
    const { tree: second } = got(await engine.runs.discard({ runId, tree, path: 'long.txt', hunk: 1 }));
    expect(await text('long.txt')).toBe(LINES.replace('line 3\n', 'three\n'));
    expect(got(await engine.runs.readFile({ runId, path: 'readme.md' }))).toEqual({ text: 'new\n' });
    const { tree: third } = got(
      await engine.runs.writeFile({ runId, tree: second, path: 'readme.md', text: 'by hand\n' }),
    );
    expect(await text('readme.md')).toBe('by hand\n');
    const since = got(await engine.runs.changeset({ runId, since: second }));
    expect(since?.files.map(({ path, insertions }) => [path, insertions])).toEqual([['readme.md', 1]]);
    expect(got(await engine.runs.patch({ runId, path: null, since: second })).patch).toContain('-new\n+by hand\n');

    got(await engine.runs.checkAgain({ runId }));
    expect((await now()).verdict).toBe('newly_broken');
    const { tree: fourth } = got(await engine.runs.discard({ runId, tree: third, path: 'broken', hunk: null }));
    got(await engine.runs.checkAgain({ runId }));
    expect(await now()).toMatchObject({
      verdict: 'passes',
      action: { code: 'checked_again', parameters: { files: 2, verdict: 'passes' } },
    });

    // One that does not end is followed, and stopped; nothing is said of the change then.
    got(await engine.runs.writeFile({ runId, tree: fourth, path: 'readme.md', text: 'endless\n' }));
    const output = async () => got(await engine.runs.checkOutput({ runId })).output;
    expect(await output()).toBeNull();
    const checked = engine.runs.checkAgain({ runId });
    await until(async () => (await output())?.includes('begun') === true);
    got(await engine.runs.stopCheck({ runId }));
    expect(await checked).toMatchObject({ error: { message: 'The check was stopped, by you.' } });
    expect(await output()).toBeNull();
    expect((await now()).verdict).toBeNull();
  });

  it('is proved by the command that its person has set since, before the change too', async () => {
    const broken = await settled({
      script: () => ({ edit: { ...EDIT, broken: 'x\n' }, words: 'Done.' }),
      settings: { check: CHECK, repairRounds: 0 },
    });
    const { engine, jobId, runId, now } = await ways(broken);
    const { settings } = got(await engine.jobs.open({ jobId })).summary.job;
    const checkWith = async (command: string) => {
      got(await engine.jobs.setOptions({ jobId, settings: { ...settings, check: { mode: 'command', command } } }));
      got(await engine.runs.checkAgain({ runId }));
      const ran = got(await engine.runs.events({ runId, after: 0 })).events.flatMap(({ body }) =>
        body.kind === 'check_finished' && body.result.command === command
          ? [`${body.result.moment} ${body.result.exitCode}`]
          : [],
      );
      return [(await now()).verdict, ...ran];
    };
    expect(await checkWith('grep -q new readme.md')).toEqual(['passes', 'baseline 1', 'after 0']);
    expect(await checkWith('exit 3')).toEqual(['broken_before', 'baseline 3', 'after 3']);
    // The same again needs no new look at the base.
    expect(await checkWith('exit 3')).toEqual(['broken_before', 'baseline 3', 'after 3', 'after 3']);
    // A check that the change itself makes is no proof by itself.
    expect(await checkWith('sh broken; grep -q x broken')).toEqual(['passes', 'baseline 2', 'after 0']);
    expect((await now()).changeset.doubts.map(({ code }) => code)).toContain('check_altered');
    got(await engine.jobs.setOptions({ jobId, settings: { ...settings, check: { mode: 'off' } } }));
    got(await engine.runs.checkAgain({ runId }));
    expect((await now()).verdict).toBe('no_checks_found');

    // A run that goes on in its clone takes the new command, too.
    const command = 'grep -q new readme.md && true';
    got(await engine.jobs.setOptions({ jobId, settings: { ...settings, check: { mode: 'command', command } } }));
    got(await engine.runs.comment({ runIds: [runId], text: 'Go on.' }));
    await engine.jobEnded(jobId);
    expect(broken.world.sessions.starts.at(-1)?.checkCommand).toBe(command);
    expect((await now()).verdict).toBe('passes');
  });

  it('tells the session with the next turn', async () => {
    const { world, engine, jobId, runId, tree } = await changed();
    got(await engine.runs.discard({ runId, tree, path: 'readme.md', hunk: null }));
    expect(world.sessions.turns).toEqual([]);
    got(await engine.runs.comment({ runIds: [runId], text: 'Go on.' }));
    await engine.jobEnded(jobId);
    expect(world.sessions.turns[0]?.text).toMatch(/I discarded your change to readme\.md\. Keep it so\.[\s\S]*Go on\./);
  });

  it('refuses what the person did not see, what is not there, and to discard the last of it', async () => {
    const { engine, runId, tree, now } = await changed();
    const { tree: next } = got(await engine.runs.discard({ runId, tree, path: 'readme.md', hunk: null }));
    const refused = { ok: false, error: { code: 'not_allowed' } };
    expect(await engine.runs.discard({ runId, tree, path: 'long.txt', hunk: 0 })).toMatchObject(refused);
    expect(await engine.runs.discard({ runId, tree: next, path: 'long.txt', hunk: null })).toMatchObject(refused);
    const missing = { ok: false, error: { code: 'not_found' } };
    expect(await engine.runs.discard({ runId, tree: next, path: 'readme.md', hunk: null })).toMatchObject(missing);
    expect(await engine.runs.restoreRound({ runId, seen: next, tree: 'f'.repeat(40) })).toMatchObject(missing);
    expect(await engine.runs.writeFile({ runId, tree: next, path: '../out.txt', text: 'x' })).toMatchObject(missing);
    expect((await now()).changeset).toMatchObject({ tree: next, round: 2 });
  });

  it('is shown with long lines cut, whole for those who ask unless that is too much, and tells its sizes', async () => {
    const one = 'a'.repeat(5000);
    const wide = await settled({
      script: () => ({ edit: { 'readme.md': one, 'long.txt': one.repeat(80) }, words: 'Done.' }),
    });
    const { engine, runId } = await ways(wide);
    const patch = async (path: string, whole: boolean) => engine.runs.patch({ runId, path, whole });
    expect(got(await patch('readme.md', false)).shortened).toEqual([0]);
    const all = got(await patch('readme.md', true));
    expect([all.shortened, all.patch.includes(one)]).toEqual([[], true]);
    expect(await patch('long.txt', true)).toMatchObject({ error: { code: 'not_allowed' } });
    const sizes = (before: string, after: string) => engine.runs.fileSizes({ runId, before, after });
    expect(got(await sizes('readme.md', 'readme.md'))).toEqual({ before: 4, after: 5000 });
    expect(got(await sizes('other.md', 'long.txt'))).toEqual({ before: null, after: 400_000 });
  });

  it('knows its rounds, and which of them a person has looked at', async () => {
    const { engine, runId, tree } = await changed();
    const { tree: next } = got(await engine.runs.discard({ runId, tree, path: 'readme.md', hunk: null }));
    const rounds = async () =>
      got(await engine.runs.rounds({ runId })).map((each) => [each.round, each.tree, each.reviewed]);
    expect(await rounds()).toEqual([
      [1, tree, false],
      [2, next, false],
    ]);
    got(await engine.runs.review({ runIds: [runId], decision: 'approved', note: '' }));
    expect(await rounds()).toEqual([
      [1, tree, false],
      [2, next, true],
    ]);
  });
});

describe('groups of a job', () => {
  it('holds what awaits review by what it does, and follows what changes', async () => {
    const names = ['alpha', 'beta', 'gamma', 'delta', 'omega'];
    const { world, engine, jobId } = await settled({
      repos: Object.fromEntries(names.map((name) => [name, { 'readme.md': `# ${name}\nold\n`, 'index.js': 'x\n' }])),
      settings: { check: { mode: 'off' } },
      script: () => ({ edit: { 'readme.md': 'new\n' }, words: 'Done.' }),
    });
    expect(world.names).toEqual(names);
    const kinds = async () =>
      got(await engine.jobs.groups({ jobId })).groups.map(({ kind, shares, members }) => [
        kind,
        actionsText(shares),
        members.length,
      ]);
    expect(await kinds()).toEqual([['alike', 'change the readme', 5]]);
    const [first] = await world.runsOf(engine, jobId);
    if (!first) throw new Error('no run');
    got(await engine.runs.review({ runIds: [first.id], decision: 'rejected', note: '' }));
    expect(await kinds()).toEqual([['alike', 'change the readme', 4]]);
  });
});
