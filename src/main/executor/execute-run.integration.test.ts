import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { failure, ok } from '../../shared/errors.ts';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import { DEFAULT_JOB_SETTINGS, type JobSettings } from '../../shared/job.ts';
import { capabilitiesOf } from '../../shared/request-capabilities.ts';
import { applyEventToRun } from '../../shared/run.ts';
import { engineOptions } from '../engine/testing/engine-options.ts';
import { commitTo, type Files, NEVER, tempFolder } from '../git/testing/world.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { type ScriptedTurn, scriptedSessions } from '../session/testing/scripted-session.ts';
import { exampleJob } from '../store/testing.ts';
import { executeRun } from './execute-run.ts';
import type { RunDeps, RunPlan, RunReporter } from './run-plan.ts';

/** One execution over real git, with a log that is full from the first event of a kind on. */
async function execution(
  turn: ScriptedTurn,
  fullAt: RunEventBody['kind'] | null,
  files: Files = { 'readme.md': 'old\n' },
  settings: Partial<JobSettings> = { check: { mode: 'off' } },
) {
  const folder = tempFolder();
  const source = path.join(folder, 'source.git');
  commitTo(source, files);
  const data = path.join(folder, 'data');
  mkdirSync(data);
  const { startSession, checkings } = scriptedSessions(() => turn);
  const { git, checks, modelApi } = engineOptions(data, '', startSession);
  const clock = manualClock();
  const { job, runs } = exampleJob(clock, 1, { judge: false, ...settings });
  const events: RunEvent[] = [];
  const saved = new EventEmitter<{ events: [readonly RunEvent[]] }>();
  let run = runs[0]!;
  const record: RunReporter['record'] = async (...bodies) => {
    if (bodies.some(({ kind }) => kind === fullAt)) return failure('store_full', 'The disk is full.');
    for (const body of bodies) {
      const event = { seq: events.length + 1, at: clock.now(), body };
      events.push(event);
      saved.emit('events', [event]);
      run = applyEventToRun(run, event);
    }
    return ok(null);
  };
  const plan: RunPlan = {
    job,
    begun: run,
    runFolder: path.join(data, 'run'),
    checkLogs: path.join(data, 'checks'),
    commands: { mode: 'unsandboxed', machine: null, noSandbox: null },
  };
  let reads = 0;
  const reporter: RunReporter = {
    read: async () => {
      reads += 1;
      return ok([...events]);
    },
    follow: (onEvents) => {
      saved.on('events', onEvents);
      return () => void saved.off('events', onEvents);
    },
    record,
    limits: async () => job.settings.limits,
    resolve: async () => ok({ repo: run.repo, source: { url: source, key: 'one', auth: null }, hosted: null }),
    resolveAgain: async () => ok(null),
    claude: async () => ok({ apiKey: 'sk-ant-test', anthropicUrl: 'http://127.0.0.1:9' }),
    secrets: async () => [],
    modelFacts: async () => null,
    capabilities: async (url) => capabilitiesOf(DEFAULT_JOB_SETTINGS.model, url),
    learn: () => undefined,
    beforeSession: async () => undefined,
    onTryNow: () => () => undefined,
    session: {
      onDelta: () => undefined,
      onRateLimits: () => undefined,
      onPermit: async () => ({ permit: { granted: true }, settle: () => undefined }),
    },
  };
  const deps: RunDeps = { clock, git, checks, startSession, judge: modelApi.judge, onWake: () => () => undefined };
  const execute = () => executeRun(plan, reporter, deps, NEVER);
  return { execute, row: () => run, events, checkings, reads: () => reads };
}

it.each(['settled', 'changeset_ready'] as const)(
  'a stop whose %s cannot be saved is a failure, not an outcome',
  async (fullAt) => {
    const { execute, row } = await execution({ edit: { 'readme.md': 'half\n' }, end: { limit: 'steps' } }, fullAt);
    expect(await execute()).toMatchObject({ kind: 'failed', error: { code: 'store_full' } });
    expect(row()).toMatchObject({ status: 'running', outcome: null, changeset: null });
  },
);

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;

it('tells which files are pointers to Git LFS, and leaves what a session writes in their place out of the change', async () => {
  const files = {
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    'data/one.bin': POINTER,
    'data/two.bin': POINTER,
    // Committed without LFS: its content is there.
    'plain.bin': 'content\n',
    'readme.md': 'old\n',
    'example.txt': POINTER,
  };
  const { execute, row, events } = await execution(
    { edit: { 'readme.md': 'new\n', 'data/one.bin': 'x\n' } },
    null,
    files,
  );
  expect(await execute()).toEqual({ kind: 'settled' });
  const notices = events.flatMap(({ body }) => (body.kind === 'notice' ? [body.message] : []));
  expect(notices).toContainEqual({
    code: 'large_file_pointers',
    parameters: { paths: ['data/one.bin', 'data/two.bin'], more: 0 },
  });
  expect(row().outcome).toBe('changed');
  const changeset = events.flatMap(({ body }) => (body.kind === 'changeset_ready' ? body.changeset : [])).at(-1);
  expect(changeset?.files.map(({ path }) => path)).toEqual(['readme.md']);
  expect(changeset?.leftOut).toEqual([{ path: 'data/one.bin', why: 'filter' }]);
});

it.each([
  ['a check that passed before may send the work back', 'test -f readme.md', 2, 1],
  ['a check that was broken before sends nothing back', 'exit 3', 2, 0],
  ['a job without repairs takes nothing back', 'test -f readme.md', 0, 0],
])('the session hears that it is checked where that matters: %s', async (_name, command, repairRounds, times) => {
  const settings = { check: { mode: 'command' as const, command }, repairRounds };
  const { execute, checkings, reads } = await execution({ edit: { 'readme.md': 'new\n' } }, null, undefined, settings);
  expect(await execute()).toEqual({ kind: 'settled' });
  expect(reads()).toBe(1);
  expect(checkings).toHaveLength(times);
});
