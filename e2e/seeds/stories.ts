import type { Changeset } from '../../src/shared/changeset.ts';
import type { CheckResult, Verdict } from '../../src/shared/check.ts';
import type { AppError } from '../../src/shared/errors.ts';
import type { RunEventBody } from '../../src/shared/events.ts';
import { ToolCallId, TurnId } from '../../src/shared/ids.ts';
import { DEFAULT_JOB_SETTINGS } from '../../src/shared/job.ts';
import { oldText } from '../../src/shared/messages/message.ts';
import { SMALL_MODEL } from '../../src/shared/models.ts';
import type { PullRequestState } from '../../src/shared/pull-request.ts';
import type { Run } from '../../src/shared/run.ts';
import { aChangeset, aFileChange, aPullRequest } from '../../src/shared/testing/builders.ts';
import { NO_USAGE } from '../../src/shared/usage.ts';

/** What happened in a run: events, and numbers for the ms between them. */
export type Story = (RunEventBody | number)[];

const turnId = TurnId.parse('turn_1');

/** One answer of the model, as a saved event. */
export const answered = (
  step: number,
  content: { type: string; [key: string]: unknown }[],
  costUsd: number,
): RunEventBody => ({
  kind: 'step_completed',
  turnId,
  step,
  messageId: `msg_${step}`,
  requestId: `req_011C${step}`,
  model: DEFAULT_JOB_SETTINGS.model,
  stopReason: content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn',
  content,
  usage: {
    ...NO_USAGE,
    fresh: 46,
    cacheWrite5m: 310 + 40 * step,
    cacheRead: step === 1 ? 0 : 1_900 + 620 * step,
    output: 190,
    thinking: 60,
  },
  costUsd,
  firstByteMs: 620,
  ms: 3_400,
  retries: 0,
  discarded: false,
});

/** The work of a run up to its end, in so many steps of `pace` ms each. */
export function worked(steps: number, text: string, costUsd: number, pace = 9_000): Story {
  const each = Array.from({ length: steps }, (_, index): Story => {
    const step = index + 1;
    const toolCallId = ToolCallId.parse(`toolu_${step}`);
    const file = ['package.json', '.travis.yml', 'README.md', 'src/server.js', 'CONTRIBUTING.md'][index % 5] ?? '';
    const input = { path: file };
    return [
      answered(
        step,
        [
          { type: 'text', text: `Next I look at ${file}.` },
          { type: 'tool_use', id: toolCallId, name: 'read_file', input },
        ],
        costUsd / steps,
      ),
      {
        kind: 'tool_started',
        turnId,
        step,
        toolCallId,
        name: 'read_file',
        input,
        title: { code: 'reading_file', parameters: { path: file, from: 1 } },
      },
      {
        kind: 'tool_finished',
        turnId,
        toolCallId,
        ok: true,
        content: `1  // ${file}\n`,
        details: { kind: 'read', path: file, lines: 24 },
        ms: 5,
      },
    ];
  });
  // One wait for all of them: a wait costs a write of its own.
  return [...begun(text), ...each.flat(), steps * pace, ended()];
}

export const begun = (text: string): Story => [
  { kind: 'attempt_started', attempt: 1, promptVersion: 1 },
  { kind: 'phase_started', phase: 'cloning', action: { code: 'cloning', parameters: {} } },
  1_200,
  { kind: 'turn_started', turnId, source: 'instruction', content: [{ type: 'text', text }], text },
];
export const ended = (): RunEventBody => ({
  kind: 'turn_finished',
  turnId,
  status: 'completed',
  report: null,
  error: null,
  limit: null,
});

export const checked = (
  moment: CheckResult['moment'],
  exitCode: number,
  tail: string,
  command = 'npm test',
): RunEventBody => ({
  kind: 'check_finished',
  result: {
    checkId: `${moment}-${moment === 'after' ? 1 : 0}`,
    moment,
    command,
    exitCode,
    timedOut: false,
    ms: moment === 'after' ? 8_400 : 7_900,
    tail,
    problem: null,
  },
});

/** What a test runner prints, in the colours of its terminal. */
export const testLog = (failed: number): string => {
  const tests = ['starts', 'serves routes', 'answers 404', 'reads the port', 'closes', 'serves the health page'];
  const lines = tests.map((name, index) =>
    index >= tests.length - failed
      ? `\u001b[31mnot ok ${index + 1} - ${name}\u001b[0m\n    expected 200, got 404\n    at src/server.test.js:31:9`
      : `\u001b[32mok ${index + 1}\u001b[0m - ${name}`,
  );
  const passed = tests.length - failed;
  return [
    `> service@2.3.1 test\n> node --test\n`,
    ...lines,
    `\n# tests ${tests.length}\n# pass ${passed}\n# fail ${failed}\n`,
  ].join('\n');
};

const VERDICT_REASONS: Record<Verdict, string> = {
  passes: 'checks pass',
  newly_broken: 'newly broken',
  broken_before: 'broken before',
  no_checks_found: 'no checks found',
  could_not_run: 'checks could not run',
};

/** Changed something, and what was found when the app looked at it. */
export const changed = (
  changeset: Changeset,
  verdict: Verdict,
  doubts: { guards?: string[]; judge?: string[] } = {},
): Story => [
  { kind: 'changeset_ready', changeset },
  { kind: 'guard_finished', problems: (doubts.guards ?? []).map(oldText) },
  ...(verdict === 'newly_broken' ? [checked('baseline', 0, testLog(0)), checked('after', 1, testLog(1))] : []),
  { kind: 'verdict_reached', verdict },
  ...(doubts.judge
    ? [
        {
          kind: 'judged' as const,
          inScope: false,
          complete: true,
          safe: true,
          reasons: doubts.judge,
          model: SMALL_MODEL,
          usage: NO_USAGE,
          costUsd: 0.0008,
        },
      ]
    : []),
  {
    kind: 'settled',
    outcome: 'changed',
    reason: oldText(`${changeset.files.length} files changed, ${VERDICT_REASONS[verdict]}`),
    error: null,
  },
];

export const unchanged = (reason: string): Story => [
  { kind: 'settled', outcome: 'unchanged', reason: oldText(reason), error: null },
];
export const failedWith = (error: AppError): Story => [
  { kind: 'settled', outcome: 'failed', reason: { code: 'failed', parameters: { message: error.message } }, error },
];
export const stoppedAt = (reason: string): Story => [
  { kind: 'settled', outcome: 'stopped', reason: oldText(reason), error: null },
];

/** Approved, pushed, and where its pull request stands. */
export function published(
  run: Run,
  changeset: Changeset,
  opened: { number: number; title: string; state: PullRequestState; at: number },
): Story {
  const { number, title, state, at } = opened;
  const branch = 'cody-batch/replace-travis-ci';
  const url = run.repo.kind === 'remote' ? `${run.repo.url}/pull/${number}` : '';
  const headCommit = changeset.tree;
  return [
    { kind: 'reviewed', decision: 'approved', tree: changeset.tree, note: '' },
    { kind: 'publication_started', branch, commit: headCommit, tree: changeset.tree },
    {
      kind: 'pull_request_saved',
      pullRequest: aPullRequest({
        ...{ number, url, branch, title, state, headCommit },
        ...{ openedAt: at, refreshedAt: at + 60_000 },
      }),
    },
  ];
}
/** Approved, and refused by the host. */
export const notPublished = (changeset: Changeset, error: AppError): Story => [
  { kind: 'reviewed', decision: 'approved', tree: changeset.tree, note: '' },
  {
    kind: 'publication_started',
    branch: 'cody-batch/replace-travis-ci',
    commit: changeset.tree,
    tree: changeset.tree,
  },
  { kind: 'publication_failed', error },
];

/** A changeset of which only the figures are looked at. */
export const figuresOnly = (files: number, insertions: number, deletions: number, seed: number): Changeset =>
  aChangeset({
    baseCommit: '0'.repeat(40),
    tree: seed.toString(16).padStart(40, 'a'),
    files: Array.from({ length: files }, (_, index) => aFileChange({ path: `src/part-${index}.ts`, deletions: 1 })),
    insertions,
    deletions,
  });
