import { expect, it } from 'vitest';
import { TOOLS } from './index.ts';
import { usualCall } from './usual-names.ts';

it.each([
  ['Read', { file_path: 'a.ts' }, 'read_file', { path: 'a.ts' }],
  ['ReadFile', { filePath: 'a.ts', Limit: 5 }, 'read_file', { path: 'a.ts', limit: 5 }],
  ['bash', { cmd: 'ls' }, 'run_command', { command: 'ls' }],
  ['Grep', { query: 'x', include: '*.ts' }, 'search_code', { pattern: 'x', glob: '*.ts' }],
  ['Glob', { pattern: '*.ts' }, 'list_files', { glob: '*.ts' }],
  ['create', { path: 'a', file_text: 'b' }, 'write_file', { path: 'a', content: 'b' }],
  ['rename', { source: 'a', destination: 'b' }, 'move_file', { from: 'a', to: 'b' }],
  ['finish', { reviewer_notes: ['n'], follow_ups: [] }, 'finish', { reviewerNotes: ['n'], followUps: [] }],
  ['finish', { Outcome: 'changed' }, 'finish', { outcome: 'changed' }],
])('%s %j is the call that it means', (name, input, ours, meant) => {
  expect(usualCall(name, input)).toEqual({ name: ours, input: meant });
});

const EDITED = { path: 'a', edits: [{ old_string: 'x', new_string: 'y' }] };
it.each([
  ['beside the path', { file_path: 'a', old_string: 'x', new_string: 'y' }],
  ['with short names', { path: 'a', edits: [{ old_str: 'x', newStr: 'y' }] }],
  ['in place of the list', { path: 'a', edits: { old_string: 'x', new_string: 'y' } }],
  ['as JSON', { path: 'a', edits: '[{"old_string":"x","new_string":"y"}]' }],
])('an edit %s is one edit', (_name, input) => {
  expect(usualCall('str_replace', input)).toEqual({ name: 'edit_file', input: EDITED });
});

it('nothing is guessed', () => {
  // Both names are given: ours counts, the other one stays where it was.
  expect(usualCall('read_file', { path: 'a', file: 'b' }).input).toEqual({ path: 'a', file: 'b' });
  expect(usualCall('edit_file', { path: 'a', edits: 'no json' }).input).toEqual({ path: 'a', edits: 'no json' });
  expect(usualCall('edit_file', { path: 'a' }).input).toEqual({ path: 'a' });
  expect(usualCall('web_search', { query: 'x' })).toEqual({ name: 'web_search', input: { query: 'x' } });
  expect(usualCall('toString', { a: 1 })).toEqual({ name: 'toString', input: { a: 1 } });
  expect(usualCall('read_file', ['a'])).toEqual({ name: 'read_file', input: ['a'] });
  expect(usualCall('read_file', null)).toEqual({ name: 'read_file', input: null });
});

it('a call in our own words stays as it is, for every tool and parameter', () => {
  for (const { name, jsonSchema } of TOOLS) {
    const input = Object.fromEntries(Object.keys(jsonSchema.properties).map((key) => [key, `value of ${key}`]));
    expect(usualCall(name, input)).toEqual({ name, input });
    const mangled = Object.fromEntries(Object.entries(input).map(([key, value]) => [key.toUpperCase(), value]));
    expect(usualCall(name.toUpperCase(), mangled)).toEqual({ name, input });
  }
});
