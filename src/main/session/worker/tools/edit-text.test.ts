import { expect, test } from 'vitest';
import { applyEdits, type Edit } from './edit-text.ts';

const edit = (old_string: string, new_string: string, replace_all = false): Edit => ({
  old_string,
  new_string,
  replace_all,
});
const SOURCE = 'const a = 1;\n\nfunction add(x) {\n  return x + a;\n}\n';

test.each([
  ['one', SOURCE, [edit('x + a', 'x - a')], SOURCE.replace('x + a', 'x - a')],
  ['several, each on what the one before left', 'a b', [edit('a', 'c'), edit('c b', 'd')], 'd'],
  ['all places', 'a a a', [edit('a', 'b', true)], 'b b b'],
  ['what looks like a replacement pattern', 'cost', [edit('cost', "$& $1 $' $$")], "$& $1 $' $$"],
  ['nothing left', 'a\nb\n', [edit('b\n', '')], 'a\n'],
  ['LF edit in a CRLF file', 'a\r\nb\r\nc\r\n', [edit('a\nb', 'x\ny\nz')], 'x\r\ny\r\nz\r\nc\r\n'],
  ['one line becomes two in a CRLF file', 'a\r\nb\r\n', [edit('a', 'x\ny')], 'x\r\ny\r\nb\r\n'],
  ['CRLF edit in a CRLF file', 'a\r\nb\r\n', [edit('a\r\nb', 'x\r\ny')], 'x\r\ny\r\n'],
  ['the CRLF part of a mixed file', 'a\r\nb\nc\n', [edit('a\nb', 'x\ny')], 'x\r\ny\nc\n'],
  ['the LF part of a mixed file', 'a\r\nb\nc\n', [edit('b\nc', 'x\ny')], 'a\r\nx\ny\n'],
] as const)('edits: %s', (_name, text, edits, expected) => {
  expect(applyEdits(text, edits)).toEqual({ ok: true, value: expected });
});

test.each([
  [
    'not found, alike',
    [edit('function add(y) {\n  return y + a', 'z')],
    'old_string was not found; nearest:\n3\tfunction add(x) {\n4\t  return x + a;',
  ],
  [
    'not found, only white space differs',
    [edit('function  add(x) {\n\treturn x + a;', 'z')],
    'old_string was not found; these lines differ from it only in white space, copy them exactly:\n3\tfunction add(x) {\n4\t  return x + a;',
  ],
  [
    'not found, nothing alike',
    [edit('SELECT * FROM users', 'z')],
    'old_string was not found and nothing in the file comes near it: read the file again',
  ],
  [
    'done already',
    [edit('return 7 + b;', 'return x + a;')],
    'old_string was not found, but new_string is there already, at line 4',
  ],
  [
    'not unique',
    [edit('a', 'b')],
    'old_string stands 3 times, at lines 1, 3, 4: add the lines around the one that is meant, or set replace_all',
  ],
  [
    'second of two fails',
    [edit('const a = 1', 'const b = 1'), edit('nothing like it', 'z')],
    'edit 2 of 2: old_string was not found and nothing in the file comes near it: read the file again; nothing was changed',
  ],
  ['empty', [edit('', 'z')], 'old_string is empty: use write_file to create a file'],
  ['no change', [edit('x', 'x')], 'old_string and new_string are the same'],
] as const)('explains a failed edit: %s', (_name, edits, message) => {
  expect(applyEdits(SOURCE, edits)).toEqual({ ok: false, error: message });
});

test('looks for near matches in a large file without delay', () => {
  const text = Array.from(
    { length: 20_000 },
    (_, index) => `  const value${index} = compute(${index}, "some text here");`,
  ).join('\n');
  const result = applyEdits(text, [
    edit('  const valu19876 = compute(19876, "some text her");\n  next line of it\n  and another', 'x'),
  ]);
  expect(result.ok).toBe(false);
});
