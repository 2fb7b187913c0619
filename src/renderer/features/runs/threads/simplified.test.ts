import { describe, expect, it } from 'vitest';
import type { Item, ItemOf } from '../../../../shared/thread.ts';
import { NO_USAGE } from '../../../../shared/usage.ts';
import { type Section, sectionText, simplified } from './simplified.ts';

let seq = 0;
const base = () => {
  seq += 1;
  return { id: String(seq), seq, at: 1000 * seq, turnId: 'turn_a' };
};
const call = (
  name: string,
  details: ItemOf<'tool_call'>['details'],
  more: Partial<ItemOf<'tool_call'>> = {},
): Item => ({
  ...base(),
  kind: 'tool_call',
  step: 1,
  toolCallId: `toolu_${seq}`,
  name,
  title: `${name} something`,
  input: { secretish: '{"json": true}' },
  status: 'ok',
  content: 'content',
  details,
  ms: 10,
  ...more,
});
const read = (path: string) => call('read_file', { kind: 'read', path, lines: 3 });
const edit = (path: string, action: 'created' | 'edited' | 'moved' | 'deleted' = 'edited') =>
  call('edit_file', { kind: 'edit', path, action, insertions: 1, deletions: 2, patch: '' });
const command = (text: string, exitCode: number | null, summary: string | null = null, timedOut = false) =>
  call('run_command', { kind: 'command', command: text, exitCode, timedOut, sandboxed: true, summary });
const step = (more: Partial<ItemOf<'step'>> = {}): Item => ({
  ...base(),
  kind: 'step',
  step: 1,
  model: 'claude-opus-5-5',
  stopReason: 'tool_use',
  messageId: 'msg_1',
  requestId: 'req_1',
  usage: NO_USAGE,
  costUsd: 0.02,
  firstByteMs: 100,
  ms: 1000,
  retries: 0,
  discarded: false,
  content: [],
  ...more,
});
const message = (text: string): Item => ({ ...base(), kind: 'message', step: 1, text });
const flow = (text: string, more: Partial<ItemOf<'flow'>> = {}): Item => ({
  ...base(),
  turnId: null,
  kind: 'flow',
  text,
  brief: text,
  level: 'info',
  verdict: null,
  ...more,
});
const turnEnd = (more: Partial<ItemOf<'turn_end'>> = {}): Item => ({
  ...base(),
  kind: 'turn_end',
  status: 'completed',
  report: null,
  error: null,
  limit: null,
  ...more,
});
/** A story without what only places it in the log. */
const told = (items: Item[]) =>
  simplified(items).map(({ id: _id, seq: _seq, at: _at, ...section }: Section) => section as object);
const actions = (items: Item[]) =>
  simplified(items).flatMap((section) => (section.kind === 'did' ? section.actions.map((action) => action.text) : []));

describe('what was done, in sentences', () => {
  it.each<[string, () => Item[], string[]]>([
    ['one file', () => [read('a.ts')], ['Looked at 1 file']],
    ['the same file twice is one', () => [read('a.ts'), read('a.ts'), read('b.ts')], ['Looked at 2 files']],
    [
      'the whole tree',
      () => [call('list_files', { kind: 'list', path: '.', entries: 9 })],
      ['Looked through the repository'],
    ],
    [
      'a search',
      () => [call('search_code', { kind: 'search', pattern: '(?i)\\btravis', matches: 5, files: 3 })],
      ['Searched for “travis”: 5 matches'],
    ],
    [
      'a search that found nothing',
      () => [call('search_code', { kind: 'search', pattern: 'travis', matches: 0, files: 0 })],
      ['Searched for “travis”: nothing found'],
    ],
    ['edits of one kind', () => [edit('a', 'deleted'), edit('b', 'deleted')], ['Deleted 2 files']],
    ['edits of many kinds', () => [edit('a', 'deleted'), edit('b', 'created')], ['Changed 2 files']],
    [
      'commands one by one',
      () => [command('npm test', 0, '41 passed'), command('npm run lint', 2)],
      ['Ran npm test: 41 passed', 'Ran npm run lint: failed with exit code 2'],
    ],
    [
      'a command that hung',
      () => [command('npm test', null, null, true)],
      ['Ran npm test: took too long and was stopped'],
    ],
    [
      'what did not work',
      () => [call('edit_file', { kind: 'none' }, { status: 'error' }), read('a')],
      ['Looked at 1 file', '1 attempt did not work'],
    ],
    [
      'what is going on',
      () => [call('run_command', { kind: 'none' }, { status: 'running', title: 'Running npm test', ms: null })],
      ['Running npm test'],
    ],
    ['finish is no action', () => [call('finish', { kind: 'none' })], []],
  ])('%s', (_name, items, expected) => {
    expect(actions(items())).toEqual(expected);
  });

  it('tells actions across steps as one section until somebody speaks', () => {
    const sections = simplified([
      read('a'),
      step(),
      read('b'),
      message('Now the edit.'),
      edit('a'),
      edit('c', 'created'),
    ]);
    expect(sections.map((section) => [section.kind, sectionText(section)])).toEqual([
      ['did', 'Looked at 2 files\na\nb'],
      ['said', 'Now the edit.'],
      ['did', 'Changed 2 files\na\nc (new)'],
    ]);
  });
});

describe('the words around it', () => {
  it('sets decisions and risks apart and keeps code blocks whole', () => {
    const text =
      'First.\n\n**Decision:** keep Node 18.\n\nRisk: the old badge is linked.\n\n```\nRisk: no\n\nrisk\n```\n\nLast.';
    expect(told([message(text)])).toEqual([
      { kind: 'said', stress: 'none', text: 'First.' },
      { kind: 'said', stress: 'decision', text: '**Decision:** keep Node 18.' },
      { kind: 'said', stress: 'risk', text: 'Risk: the old badge is linked.' },
      { kind: 'said', stress: 'none', text: '```\nRisk: no\n\nrisk\n```\n\nLast.' },
    ]);
  });

  it('leaves out what was thrown away, thought, or noticed in passing', () => {
    const cut = message('half an ans');
    expect(
      told([
        cut,
        step({ seq: cut.seq, discarded: true }),
        { ...base(), kind: 'reasoning', step: 1, text: 'hm' },
        { ...base(), kind: 'notice', level: 'info', text: 'nudged' },
      ]),
    ).toEqual([]);
  });

  it('tells a repeated hiccup once', () => {
    const busy = (): Item => ({
      ...base(),
      kind: 'request_failed',
      step: 2,
      error: { code: 'model_overloaded', message: 'The model is busy' },
      retry: 1,
      retryAt: 5,
      usage: NO_USAGE,
      costUsd: 0,
    });
    expect(told([busy(), busy()])).toEqual([
      { kind: 'remark', tone: 'attention', text: 'The model is busy. Asked again.' },
    ]);
  });

  it('hides commit ids and gives a verdict its tone', () => {
    expect(
      told([
        flow('Cloned 118 files at 3f2a9c1b0 of main', { brief: 'Cloned 118 files of main' }),
        flow('Verdict of the checks: newly broken', { level: 'warning', verdict: 'newly_broken' }),
        flow('Pull request #3 is open: https://github.com/a/b/pull/3'),
      ]),
    ).toEqual([
      { kind: 'remark', tone: 'plain', text: 'Cloned 118 files of main.' },
      { kind: 'remark', tone: 'bad', text: 'Verdict: newly broken' },
      { kind: 'remark', tone: 'plain', text: 'Pull request #3 is open: https://github.com/a/b/pull/3' },
    ]);
  });
});

describe('the end of a turn', () => {
  const report = {
    outcome: 'changed' as const,
    summary: 'Done.',
    changes: [],
    risk: 'low' as const,
    reviewerNotes: [],
    followUps: [],
  };
  it('closes with the report, then cost, time and steps', () => {
    expect(told([step(), step(), read('a'), turnEnd({ report })]).slice(1)).toEqual([
      { kind: 'reported', report },
      { kind: 'total', costUsd: 0.04, ms: 2010, steps: 2, turns: 1 },
    ]);
  });

  it.each<[string, Partial<ItemOf<'turn_end'>>, object]>([
    [
      'stopped',
      { status: 'stopped', limit: 'steps' },
      { kind: 'remark', tone: 'attention', text: 'Stopped: it used all the steps that this run may take.' },
    ],
    ['cancelled', { status: 'cancelled' }, { kind: 'remark', tone: 'plain', text: 'Cancelled.' }],
    [
      'failed',
      { status: 'failed', error: { code: 'model_auth', message: 'The key was refused', next: 'Check it' } },
      { kind: 'broke_off', error: { code: 'model_auth', message: 'The key was refused', next: 'Check it' } },
    ],
    [
      'failed without a reason',
      { status: 'failed' },
      { kind: 'remark', tone: 'bad', text: 'The session ended without an answer.' },
    ],
  ])('%s', (_name, end, expected) => {
    expect(told([turnEnd(end)])[0]).toEqual(expected);
  });
});

it('tells a cancelled turn that had no step once, and no cost of nothing', () => {
  const settled = flow('Cancelled.');
  expect(told([turnEnd({ status: 'cancelled' }), settled])).toEqual([
    { kind: 'remark', tone: 'plain', text: 'Cancelled.' },
  ]);
});

it('shows no JSON and no ids of a whole conversation', () => {
  const story = simplified([
    { ...base(), kind: 'turn', source: 'instruction', text: 'Replace Travis.', content: [] },
    step(),
    read('a'),
    command('npm test', 1, '3 failed'),
    turnEnd({ status: 'completed' }),
  ]);
  const words = story.map(sectionText).join('\n');
  expect(words).not.toMatch(/[{}]|toolu_|msg_|req_|run_/);
  expect(new Set(story.map((section) => section.id)).size).toBe(story.length);
});

it('a changed file is known by its path, whatever its name says', () => {
  const [section] = simplified([edit('notes (new)', 'deleted'), edit('a.md')]).filter(
    (each): each is Extract<Section, { kind: 'did' }> => each.kind === 'did',
  );
  expect(section?.actions.flatMap(({ names }) => names)).toEqual([
    { path: 'notes (new)', text: 'notes (new) (deleted)' },
    { path: 'a.md', text: 'a.md' },
  ]);
});
