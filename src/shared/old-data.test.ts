import { expect, it } from 'vitest';
import { RunEvent } from './events.ts';
import { DEFAULT_JOB_SETTINGS, JobSettings } from './job.ts';
import { oldText } from './messages/message.ts';
import { NO_PUBLICATION } from './publication.ts';
import { Run } from './run.ts';
import { DEFAULT_SETTINGS, Settings } from './settings.ts';

/** As they lie in data folders of before there were efforts of turns, estimates, and facts of what was left out. */
const USAGE = { fresh: 10, cacheWrite5m: 20, cacheWrite1h: 0, cacheRead: 30, output: 40, thinking: 5 };
const ERROR = { code: 'model_overloaded', message: 'The Claude API is overloaded' };
const FILE = {
  ...{ path: 'a.ts', oldPath: null, status: 'modified', binary: false },
  ...{ insertions: 1, deletions: 1, oldMode: '100644', newMode: '100644' },
};
const CHANGESET = {
  ...{ round: 1, baseCommit: 'b'.repeat(40), tree: 'c'.repeat(40), files: [FILE], insertions: 1, deletions: 1 },
  ...{ notes: ['Ignored by the repository, left out: out/'], doubts: [] },
};

it.each([
  {
    kind: 'turn_started',
    turnId: 'turn_1',
    source: 'instruction',
    content: [{ type: 'text', text: 'Do it' }],
    text: 'Do it',
  },
  {
    ...{
      kind: 'step_completed',
      turnId: 'turn_1',
      step: 1,
      messageId: 'msg_1',
      requestId: null,
      model: 'claude-opus-5-5',
    },
    ...{
      stopReason: 'tool_use',
      content: [],
      usage: USAGE,
      costUsd: 0.1,
      firstByteMs: 1,
      ms: 2,
      retries: 0,
      discarded: false,
    },
  },
  { kind: 'request_failed', turnId: 'turn_1', step: 2, error: ERROR, retry: 1, retryAt: 5, usage: USAGE, costUsd: 0.1 },
  {
    ...{ kind: 'judged', inScope: true, complete: true, safe: true, reasons: [], model: 'claude-haiku-5' },
    ...{ usage: USAGE, costUsd: 0.01 },
  },
  { kind: 'judge_failed', error: ERROR, retryAt: null, usage: USAGE, costUsd: 0 },
])('an event of an earlier version means what it meant: $kind', (body) => {
  expect(RunEvent.parse({ seq: 1, at: 1, body })).toEqual({ seq: 1, at: 1, body });
});

it('a changeset of an earlier version says what it said', () => {
  const body = { kind: 'changeset_ready', changeset: CHANGESET };
  const notes = CHANGESET.notes.map(oldText);
  expect(RunEvent.parse({ seq: 1, at: 1, body }).body).toEqual({ ...body, changeset: { ...CHANGESET, notes } });
});

it('a row of an earlier version does, too', () => {
  const { files: _files, baseCommit: _base, notes: _notes, ...summary } = CHANGESET;
  const row = {
    ...{ id: 'run_aaaaaaaa', jobId: 'job_aaaaaaaa', repo: { kind: 'local', path: '/a', name: 'a' }, position: 0 },
    ...{ status: 'settled', phase: null, outcome: 'changed', action: 'changed one file', waitingUntil: null },
    ...{ attempt: 1, promptVersion: 1, steps: 3, usage: USAGE, costUsd: 0.2, queuedAt: 1, startedAt: 2, endedAt: 3 },
    ...{ baseCommit: CHANGESET.baseCommit, baseBranch: 'main', canPush: null, changeset: { ...summary, files: 1 } },
    ...{ verdict: 'passes', guardProblems: [], judgeReasons: [], publication: NO_PUBLICATION },
    review: { decision: 'none', tree: null, promptVersion: null, at: null, note: '' },
    ...{ lastError: ERROR, stoppedBy: null, lastSeq: 9 },
  };
  // How many comments wait it did not tell: only the log can.
  expect(Run.parse(row)).toEqual({ ...row, earlierMs: 0, action: oldText('changed one file'), pendingComments: null });
});

it('jobs and defaults of an earlier version keep the effort that they were given', () => {
  const { risingEffort: _, ...earlier } = DEFAULT_JOB_SETTINGS;
  expect(JobSettings.parse(earlier)).toEqual({ ...earlier, risingEffort: false });
  const settings = { ...DEFAULT_SETTINGS, anthropicUrl: 'https://gateway.example/v1/', jobDefaults: earlier };
  expect(Settings.parse(settings)).toMatchObject({
    anthropicUrl: 'https://gateway.example',
    jobDefaults: { risingEffort: false },
  });
});
