import { describe, expect, it } from 'vitest';
import type { Item } from '../../../../shared/thread.ts';
import { findMarks } from '../find/marks.ts';
import { indexAtSeq } from './place.ts';
import { stepThrough, textOfRow } from './search.ts';
import { factsOf, sectionsOf, technical } from './technical.ts';
import { filterRows, NO_FILTER, toolsOf } from './technical-filter.ts';

const place = (seq: number) => ({ id: String(seq), seq, at: seq, turnId: 'turn_a' });
const items: Item[] = [
  {
    ...place(1),
    kind: 'turn',
    source: 'instruction',
    text: 'Replace Travis',
    content: [{ type: 'text', text: 'Replace Travis\nFacts' }],
  },
  {
    ...place(2),
    kind: 'step',
    step: 1,
    model: 'claude-opus-5-5',
    stopReason: 'tool_use',
    messageId: 'msg_1',
    requestId: 'req_9',
    usage: { fresh: 10, cacheWrite5m: 2000, cacheWrite1h: 0, cacheRead: 3000, output: 120, thinking: 40 },
    costUsd: 0.0123456,
    firstByteMs: 400,
    ms: 2100,
    retries: 1,
    discarded: false,
    content: [
      { type: 'tool_use', id: 'toolu_1', name: 'read_file', input: { path: 'readme.md' } },
      { type: 'tool_use', id: 'toolu_2', name: 'run_command', input: { command: 'npm test' } },
    ],
  },
  {
    ...place(3),
    kind: 'tool_call',
    step: 1,
    toolCallId: 'toolu_1',
    name: 'read_file',
    title: 'Reading readme.md',
    input: { path: 'readme.md' },
    status: 'ok',
    content: '1\t# Slash',
    details: { kind: 'read', path: 'readme.md', lines: 1 },
    ms: 12,
  },
  {
    ...place(4),
    kind: 'tool_call',
    step: 1,
    toolCallId: 'toolu_2',
    name: 'run_command',
    title: 'Running npm test',
    input: { command: 'npm test' },
    status: 'error',
    content: 'boom',
    details: { kind: 'none' },
    ms: 50,
  },
];

describe('technical rows', () => {
  const rows = technical(items);
  it('lists every item with its line', () => {
    expect(
      rows.map(({ label, title, aside, tool, step, isError }) => ({ label, title, aside, tool, step, isError })),
    ).toEqual([
      { label: 'instruction', title: 'Replace Travis', aside: '', tool: null, step: null, isError: false },
      {
        label: 'step 1',
        title: 'Called read_file, run_command, 1 retry',
        aside: '5,010 in, 120 out · $0.01 · 2 s',
        tool: null,
        step: 1,
        isError: false,
      },
      { label: 'read_file', title: 'Reading readme.md', aside: '12 ms', tool: 'read_file', step: 1, isError: false },
      { label: 'run_command', title: 'Running npm test', aside: '50 ms', tool: 'run_command', step: 1, isError: true },
    ]);
  });

  it('gives tokens by kind, latency and ids of a step', () => {
    expect(Object.fromEntries(factsOf(items[1]!).map((fact) => [fact.label, fact.value]))).toEqual({
      model: 'claude-opus-5-5',
      'stop reason': 'tool_use',
      fresh: '10',
      'cache read': '3,000',
      'cache written': '2,000',
      output: '120',
      thinking: '40',
      cost: '$0.012346',
      'first byte': '0.4 s',
      latency: '2 s',
      retries: '1',
      'request id': 'req_9',
      'message id': 'msg_1',
    });
  });

  it('gives exact input and output, and what was sent besides the words', () => {
    expect(sectionsOf(items[2]!)).toEqual([
      { label: 'Input', text: '{\n  "path": "readme.md"\n}', language: 'json' },
      { label: 'Output', text: '1\t# Slash', language: 'text' },
    ]);
    expect(sectionsOf(items[0]!).map((section) => section.label)).toEqual(['Text', 'As sent']);
  });

  it('filters by tool and errors', () => {
    expect(filterRows(rows, NO_FILTER)).toBe(rows);
    expect(filterRows(rows, { tool: 'read_file', errorsOnly: false }).map((row) => row.id)).toEqual(['3']);
    expect(filterRows(rows, { tool: null, errorsOnly: true }).map((row) => row.id)).toEqual(['4']);
    expect(toolsOf(rows)).toEqual([
      { tool: 'read_file', calls: 1 },
      { tool: 'run_command', calls: 1 },
    ]);
  });

  it.each<[string, number[]]>([
    ['travis', [0]],
    ['READING readme', [2]],
    ['npm boom', [3]],
    ['"npm boom"', []],
    ['  ', []],
  ])('finds %j', (query, expected) => {
    const found = findMarks(query, { count: rows.length, textOf: (unit) => textOfRow(rows[unit]!) });
    expect(found.units.map(({ unit }) => unit)).toEqual(expected);
  });
});

it.each<[number, 1 | -1, number | null]>([
  [0, 1, 3],
  [3, 1, 7],
  [7, 1, 3],
  [3, -1, 7],
  [5, -1, 3],
])('steps through the hits from %i by %i to %s', (from, direction, expected) => {
  expect(stepThrough([3, 7], from, direction)).toBe(expected);
});

it.each([
  [0, 0],
  [4, 0],
  [5, 1],
  [9, 1],
  [10, 2],
  [99, 2],
])('the entry at event %i is %i', (seq, expected) => {
  expect(indexAtSeq([{ seq: 4 }, { seq: 5 }, { seq: 10 }], seq)).toBe(expected);
});

it('shows what a failed request cost, where it cost something', () => {
  const failure = (costUsd: number): Item => ({
    ...place(1),
    kind: 'request_failed',
    step: 1,
    error: { code: 'model_unreachable', message: 'The answer broke off' },
    ...{ retry: 2, retryAt: 9, costUsd },
    usage: { fresh: 10, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 3000, output: 12, thinking: 0 },
  });
  const [paid, free] = technical([failure(0.25), failure(0)]);
  expect([paid?.aside, free?.aside]).toEqual(['retry 2 · $0.25', 'retry 2']);
  expect(factsOf(failure(0.25))).toContainEqual({ label: 'cost', value: '$0.250000' });
  expect(factsOf(failure(0)).map(({ label }) => label)).not.toContain('cost');
});
