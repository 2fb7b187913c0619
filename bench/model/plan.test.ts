import { describe, expect, it } from 'vitest';
import { CountRequest } from '../../src/demo/model/request.ts';
import { moveAt, planOf } from './plan.ts';

describe('moveAt', () => {
  it('tells the whole plan of ten steps', () => {
    const moves = Array.from({ length: 10 }, (_, index) => moveAt(index + 1, 10));
    expect(moves).toEqual([
      { kind: 'list' },
      { kind: 'read', path: 'TARGET.txt' },
      { kind: 'edit', path: 'TARGET.txt', from: 'BENCH_OLD', to: 'BENCH_NEW' },
      { kind: 'read', path: 'src/mod-04.js' },
      { kind: 'read', path: 'src/mod-05.js' },
      { kind: 'read', path: 'src/mod-06.js' },
      { kind: 'read', path: 'src/mod-07.js' },
      { kind: 'read', path: 'src/mod-08.js' },
      { kind: 'command', command: 'git status --short' },
      { kind: 'end' },
    ]);
  });

  it('has no room for a command in five steps', () => {
    expect([4, 5].map((step) => moveAt(step, 5).kind)).toEqual(['read', 'end']);
  });
});

describe('planOf', () => {
  const tool = (name: string, ...properties: string[]) => ({
    name,
    input_schema: { type: 'object', properties: Object.fromEntries(properties.map((each) => [each, {}])) },
  });
  const sayAt = (step: number, tools: object[]) => {
    const spoken = { role: 'assistant', content: 'Step.' };
    const asked = { role: 'user', content: 'Go on.' };
    const messages = [asked, ...Array.from({ length: step - 1 }, () => [spoken, asked]).flat()];
    return planOf(6)(CountRequest.parse({ model: 'claude-opus-5-5', messages, tools }));
  };

  it.each([
    {
      client: "the app's",
      tools: [tool('edit_file', 'path', 'edits'), tool('run_command', 'command'), tool('finish', 'outcome')],
      edit: { path: 'TARGET.txt', edits: [{ old_string: 'BENCH_OLD', new_string: 'BENCH_NEW' }] },
      command: 'run_command',
      end: expect.objectContaining({ type: 'tool_use', name: 'finish' }),
    },
    {
      client: 'the bare',
      tools: [tool('edit_file', 'path', 'old_string', 'new_string'), tool('bash', 'command')],
      edit: { path: 'TARGET.txt', old_string: 'BENCH_OLD', new_string: 'BENCH_NEW' },
      command: 'bash',
      end: { type: 'text', text: 'BENCH_DONE after 6 turns.' },
    },
  ])('speaks in the words of $client tools', ({ tools, edit, command, end }) => {
    expect([sayAt(3, tools).at(-1), sayAt(5, tools).at(-1), sayAt(6, tools).at(-1)]).toEqual([
      { type: 'tool_use', name: 'edit_file', input: edit },
      { type: 'tool_use', name: command, input: { command: 'git status --short' } },
      end,
    ]);
  });
});
