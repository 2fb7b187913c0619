import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { failure, ok } from '../../shared/errors.ts';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import { DEFAULT_JOB_SETTINGS } from '../../shared/job.ts';
import { capabilitiesOf } from '../../shared/request-capabilities.ts';
import { applyEventToRun } from '../../shared/run.ts';
import { manualClock } from '../clock-manual.ts';
import { engineOptions } from '../engine/testing/engine-options.ts';
import { commitTo, NEVER, tempFolder } from '../git/testing/world.ts';
import { type ScriptedTurn, scriptedSessions } from '../session/testing/scripted-session.ts';
import { exampleJob } from '../store/testing.ts';
import { executeRun } from './execute-run.ts';
import type { RunOptions } from './run-options.ts';

/** One execution over real git, with a log that is full from the first event of a kind on. */
function execution(turn: ScriptedTurn, fullAt: RunEventBody['kind']) {
  const folder = tempFolder();
  const source = path.join(folder, 'source.git');
  commitTo(source, { 'readme.md': 'old\n' });
  const data = path.join(folder, 'data');
  mkdirSync(data);
  const { startSession } = scriptedSessions(() => turn);
  const { git, checks, modelApi } = engineOptions(data, '', startSession);
  const clock = manualClock();
  const { job, runs } = exampleJob(clock, 1, { judge: false, check: { mode: 'off' } });
  const events: RunEvent[] = [];
  let run = runs[0]!;
  const record: RunOptions['record'] = async (...bodies) => {
    if (bodies.some(({ kind }) => kind === fullAt)) return failure('store_full', 'The disk is full.');
    for (const body of bodies) {
      const event = { seq: events.length + 1, at: clock.now(), body };
      events.push(event);
      run = applyEventToRun(run, event);
    }
    return ok(null);
  };
  const paths = { clonePath: '', tempPath: folder, cachePath: folder, readPaths: [], allowedHosts: [] };
  const options: RunOptions = {
    ...{ job, limits: () => job.settings.limits, clock, run: () => run, record, signal: NEVER, git, checks },
    ...{ runFolder: path.join(data, 'run'), checkLogFile: (id) => path.join(data, id), noSandbox: null, startSession },
    events: async () => ok([...events]),
    resolve: async () => ok({ repo: run.repo, source: { url: source, key: 'one', auth: null }, hosted: null }),
    sandboxFor: async (clone) => ({ ...paths, mode: 'unsandboxed', clonePath: clone.treePath }),
    claude: async () => ok({ apiKey: 'sk-ant-test', anthropicUrl: 'http://127.0.0.1:9' }),
    capabilities: (url) => capabilitiesOf(DEFAULT_JOB_SETTINGS.model, url),
    learn: () => undefined,
    modelFacts: async () => null,
    secrets: () => [],
    beforeSession: async () => undefined,
    session: {
      onDelta: () => undefined,
      onRateLimits: () => undefined,
      onPermit: async () => ({ permit: { granted: true }, settle: () => undefined }),
    },
    onWake: () => () => undefined,
    judge: modelApi.judge,
  };
  return { options, row: () => run };
}

it.each(['settled', 'changeset_ready'] as const)(
  'a stop whose %s cannot be saved is a failure, not an outcome',
  async (fullAt) => {
    const { options, row } = execution({ edit: { 'readme.md': 'half\n' }, end: { limit: 'steps' } }, fullAt);
    expect(await executeRun(options)).toMatchObject({ kind: 'failed', error: { code: 'store_full' } });
    expect(row()).toMatchObject({ status: 'running', outcome: null, changeset: null });
  },
);
