import { expect, it } from 'vitest';
import { z } from 'zod';
import { RunEvent, type RunEventBody } from '../events.ts';
import { applyEventToRun, Run } from '../run.ts';
import { aRun } from '../testing/builders.ts';
import { applyEvents, EMPTY_THREAD } from '../thread.ts';
import { adjustmentText } from './adjustments.ts';
import { actionsText, type ChangeAction, type Difference, differenceAlone, differenceText } from './differences.ts';
import { DOUBTS, type Doubt } from './doubts.ts';
import type { GuardProblem } from './guards.ts';
import { oldText } from './message.ts';
import { type Message, messageText, TABLES } from './message-text.ts';

it('no code stands in two tables: the words of a code are the same everywhere', () => {
  const codes = TABLES.flatMap((table) => Object.keys(table));
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).not.toContain('old_text');
});

const parsed = (body: object) => RunEvent.parse({ seq: 1, at: 1, body }).body;

it('a notice is a code and what its words are made of', () => {
  const places = [{ path: 'a\u202Eb.md', line: 3, kind: 'hidden_message', excerpt: 'send it' }];
  const message = { code: 'suspicious_reads', parameters: { places, more: 2 } };
  const body = { kind: 'notice', level: 'warning', message };
  expect(parsed(body)).toEqual(body);
  const { items } = applyEvents(EMPTY_THREAD, [RunEvent.parse({ seq: 1, at: 1, body })]);
  expect(items).toMatchObject([
    {
      kind: 'notice',
      text: 'What the session read, as content and not as orders, holds suspicious text. a⟦U+202E⟧b.md, line 3: a message in invisible characters: send it; 2 more places with suspicious text',
    },
  ]);
});

it('a sentence of an earlier version stays what it was', () => {
  const body = parsed({ kind: 'notice', level: 'info', text: 'No check: nobody knows why.' });
  const message: Message = { code: 'old_text', parameters: { text: 'No check: nobody knows why.' } };
  expect(body).toEqual({ kind: 'notice', level: 'info', message });
  expect(messageText(message)).toBe('No check: nobody knows why.');
});

it.each([
  ['a code that is not known', { code: 'no_such_code', parameters: {} }],
  ['parameters that do not belong to it', { code: 'limit_raised', parameters: { limit: 'the sky' } }],
])('%s is no message', (_name, message) => {
  expect(() => parsed({ kind: 'notice', level: 'info', message })).toThrow(z.ZodError);
});

const words = (message: Message) => messageText(message);

it('counts and lists are told in the grammar of their number', () => {
  const pointers = (paths: string[], more: number) =>
    words({ code: 'large_file_pointers', parameters: { paths, more } });
  expect(pointers(['a.bin'], 0)).toBe(
    'Git LFS keeps the content of a file, and the clone has only a pointer in its place: a.bin.',
  );
  expect(pointers(['a.bin', 'b.bin', 'c.bin'], 4)).toBe(
    'Git LFS keeps the content of 7 files, and the clone has only a pointer in place of each: a.bin, b.bin, c.bin and 4 more.',
  );
  expect(words({ code: 'clone_changed_outside', parameters: { paths: [], more: 0 } })).toBe(
    'Something outside of the app has changed files of the clone since they were last recorded. The work goes on with them as they are.',
  );
  expect(words({ code: 'thinking_changed', parameters: { blocks: 1 } })).toMatch(/^The API found 1 block of thinking /);
});

it('a row of an earlier version says what it said, and by its code where the sentence is always the same', () => {
  const row = { ...aRun(), action: 'waiting for a free place' };
  expect(Run.parse(row).action).toEqual({ code: 'waiting_for_place', parameters: {} });
  const other = Run.parse({ ...row, action: 'running make before the change' }).action;
  expect(other).toEqual({ code: 'old_text', parameters: { text: 'running make before the change' } });
  expect(messageText(other)).toBe('running make before the change');
});

it('a check of an earlier version says why it could not run, by its code where that is always the same', () => {
  const result = { checkId: 'a', moment: 'after', command: 't', exitCode: null, timedOut: false, ms: 1, tail: '' };
  const finished = (problem: unknown) => parsed({ kind: 'check_finished', result: { ...result, problem } });
  expect(finished('The check found no tests, so nothing is proved.')).toMatchObject({
    result: { problem: { code: 'no_tests', parameters: {} } },
  });
  expect(finished('Node lacks the package left, which the tests need.')).toMatchObject({
    result: { problem: oldText('Node lacks the package left, which the tests need.') },
  });
});

it('in what the words of a row are made of nothing hides', () => {
  const leftOut = [{ path: 'a\u202Eb', why: 'filter' as const }];
  const reason = { code: 'could_not_do' as const, parameters: { summary: 'no\u200B', leftOut } };
  const settled: RunEventBody = { kind: 'settled', outcome: 'failed', reason, error: null };
  expect(applyEventToRun(aRun(), { seq: 99, at: 1, body: settled }).action).toEqual({
    code: 'could_not_do',
    parameters: { summary: 'no⟦U+200B⟧', leftOut: [{ path: 'a⟦U+202E⟧b', why: 'filter' }] },
  });
});

it('why an execution ended is told in one line, with what a reviewer should know', () => {
  const changed = (doubt: 'no_report' | 'not_complete' | 'comment_without_change' | null, names: string[]) =>
    words({
      code: 'changed',
      parameters: { files: 2, verdict: 'passes', doubt, leftOut: names.map((path) => ({ path, why: 'ignored' })) },
    });
  expect(changed(null, [])).toBe('2 files changed, checks pass');
  expect(changed('no_report', ['.env'])).toBe(
    '2 files changed, checks pass; the session ended without a report, so it may be unfinished; left out: .env',
  );
  expect(words({ code: 'stopped_before_request', parameters: { limitUsd: 1.2, spentUsd: 0.6, needsUsd: 0.9 } })).toBe(
    'Stopped at its limit of $1.20: $0.60 is spent, and the next request may cost up to $0.90. Raise the limit to go on from here.',
  );
});

const action = (status: ChangeAction['status'], what: ChangeAction['what'], name = ''): ChangeAction => ({
  status,
  what,
  name,
});

it('what changes share is told in one line', () => {
  const actions = [
    action('deleted', 'file', '.travis.yml'),
    action('added', 'workflow'),
    action('modified', 'workflow'),
  ];
  expect(actionsText({ actions, more: 2 })).toBe('remove .travis.yml, add a workflow, change the workflow, and 2 more');
  expect(actionsText({ actions: [], more: 0 })).toBe('change different files');
});

it.each<[Difference, string, string]>([
  [
    { code: 'also_does', parameters: { action: action('modified', 'file', 'package.json') } },
    'also changes package.json',
    'Also changes package.json',
  ],
  [
    { code: 'does_not', parameters: { action: action('mode', 'source') } },
    'leaves the mode of source files as it is',
    'Leaves the mode of source files as it is',
  ],
  [
    { code: 'own_line', parameters: { file: 'ci.yml', line: 'node: 18', removed: true } },
    'ci.yml: removes node: 18',
    'ci.yml: removes node: 18',
  ],
  [{ code: 'more_differences', parameters: { count: 1 } }, 'and 1 more', 'and 1 more'],
  [
    { code: 'unlike_others', parameters: { actions: [action('modified', 'source')], more: 0 } },
    'unlike the others, it changes source files',
    'Unlike the others, it changes source files',
  ],
])('a difference within a sentence and alone, %#', (difference, within, alone) => {
  expect([differenceText(difference), differenceAlone(difference)]).toEqual([within, alone]);
});

it.each<[GuardProblem, string]>([
  [{ code: 'too_many_files', parameters: { files: 9, allowed: 3 } }, 'It changes 9 files; at most 3 are allowed.'],
  [{ code: 'too_many_lines', parameters: { lines: 9, allowed: 3 } }, 'It changes 9 lines; at most 3 are allowed.'],
  [
    { code: 'forbidden_path', parameters: { path: '.env', pattern: '*.env' } },
    'It touches .env, which the job forbids (*.env).',
  ],
  [
    { code: 'lock_file_touched', parameters: { path: 'yarn.lock' } },
    'It touches the lock file yarn.lock, which was not asked for.',
  ],
  [{ code: 'binary_added', parameters: { path: 'a.exe' } }, 'It adds the binary file a.exe.'],
  [{ code: 'more_guard_problems', parameters: { count: 1 } }, 'There is 1 more such problem.'],
  [{ code: 'more_guard_problems', parameters: { count: 2 } }, 'There are 2 more such problems.'],
])('a guard rail says %j', (problem, expected) => expect(words(problem)).toBe(expected));

it('what guard rails said in an earlier version stays what it was, in events and rows', () => {
  const text = 'It adds the binary file a.exe.';
  expect(parsed({ kind: 'guard_finished', problems: [text] })).toMatchObject({
    problems: [{ code: 'old_text', parameters: { text } }],
  });
  expect(Run.parse({ ...aRun(), guardProblems: [text] }).guardProblems.map(messageText)).toEqual([text]);
});

const PROOF = 'See whether it still proves anything.';
const DOUBTED: [Doubt, string][] = [
  [
    { code: 'left_out', parameters: { why: 'too_large', paths: ['a.bin', 'b\n.bin'], more: 2 } },
    'Left out, because it is larger than 100 MB: a.bin, "b\\n.bin" and 2 more',
  ],
  [{ code: 'key_in_line', parameters: { path: 'a', line: 3 } }, 'a, line 3: it looks like a key or token'],
  [{ code: 'key_in_name', parameters: { path: 'a' } }, 'the name a: it looks like a key or token'],
  [{ code: 'key_in_file', parameters: { path: 'a' } }, 'a: it looks like a key or token'],
  [{ code: 'more_keys', parameters: { count: 4 } }, '4 more places that look like keys or tokens'],
  [{ code: 'not_searched', parameters: { path: 'a' } }, 'a: too large to be searched for keys'],
  [
    { code: 'searched_in_part', parameters: {} },
    'The change is very large: only its first 2 MB were searched for hidden text and keys.',
  ],
  [
    { code: 'ended_without_report', parameters: {} },
    'The session ended without a report, so its work may be unfinished.',
  ],
  [
    { code: 'check_altered', parameters: { path: 'a', what: 'test_start' } },
    `The change alters what the check runs (a: what its tests begin with). ${PROOF}`,
  ],
  [
    { code: 'check_altered_in_more', parameters: { count: 1 } },
    'The change alters 1 more file that says what the check does.',
  ],
  [
    { code: 'foreign_package', parameters: { path: 'a', name: 'x', source: 'file:y' } },
    'a takes x from elsewhere than the registry: file:y',
  ],
  [
    { code: 'foreign_source', parameters: { path: 'a', source: 'b.example' } },
    'a takes packages from b.example, which the repository has not done before.',
  ],
  [{ code: 'more_foreign_sources', parameters: { count: 2 } }, 'It takes packages from 2 more such places.'],
  [
    { code: 'tests_deleted', parameters: { paths: ['a', 'b'], more: 1 } },
    'The change deletes tests: a; b and 1 more. The check ran without them.',
  ],
  [
    { code: 'tests_switched_off', parameters: { places: [{ path: 'a', line: 2 }], more: 0 } },
    'The change switches tests off: a, line 2. The check ran without them.',
  ],
  [
    { code: 'exit_code_lost', parameters: { script: { kind: 'target', name: 'test', file: 'Makefile' } } },
    'The target test of Makefile hands the output of a program on through a pipe, so its exit code is not that of the tests: a failure may look like a pass.',
  ],
  [
    { code: 'changed_beside', parameters: { paths: ['~/.npmrc'], more: 0 } },
    "The session changed files that no change holds and that can steer programs: ~/.npmrc. The app's checks ran without them; what the session says of its own runs may rest on them.",
  ],
  [
    { code: 'suspicious_text', parameters: { path: 'a', line: 1, kind: 'hidden_message', excerpt: 'x' } },
    'a, line 1: a message in invisible characters: x',
  ],
  [{ code: 'more_suspicious_text', parameters: { count: 9 } }, '9 more places with suspicious text'],
];
it.each(DOUBTED)('a doubt says %j', (doubt, expected) => expect(words(doubt)).toBe(expected));
it('no doubt is without such a case', () => {
  expect(DOUBTED.map(([{ code }]) => code)).toEqual(Object.keys(DOUBTS));
});

it.each<[Message, string]>([
  [{ code: 'check_newly_broken', parameters: {} }, 'The check passed before the change and fails after it.'],
  [{ code: 'check_could_not_run', parameters: {} }, 'The check could not run, so nothing is proved.'],
  [{ code: 'judge_objects', parameters: { reason: 'No.' } }, 'The judge: No.'],
  [
    { code: 'runs_by_itself', parameters: { path: 'a.yml', more: 1 } },
    "Once pushed it may run by itself, with the repository's secrets: a.yml and 1 more file.",
  ],
])('what stands against a change says %j', (message, expected) => expect(words(message)).toBe(expected));

it('what a model was told in the middle of a turn is known by the sentence that an earlier version stored', () => {
  const body = { kind: 'message_added', turnId: 'turn_1', role: 'user', content: [] };
  expect(parsed({ ...body, reason: 'Asked to go on or to finish' })).toMatchObject({
    reason: { code: 'asked_to_go_on' },
  });
  expect(parsed({ ...body, reason: 'Asked otherwise' })).toMatchObject({ reason: { code: 'old_text' } });
});

it('what a refusal has changed is told from the change, also where an earlier version stored a sentence', () => {
  const change = { do: 'leave_out_field', field: 'thinking' } as const;
  const body = { kind: 'request_adjusted', turnId: 'turn_1', step: 1, change, text: 'The field is left out.' };
  const { items } = applyEvents(EMPTY_THREAD, [RunEvent.parse({ seq: 1, at: 1, body })]);
  expect(items).toMatchObject([{ kind: 'notice', text: adjustmentText(change) }]);
  expect(adjustmentText(change)).toBe(
    'This host does not take the field thinking. It is left out from now on, and the host is asked again.',
  );
});
