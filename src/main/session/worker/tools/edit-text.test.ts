import { expect, test } from 'vitest';
import type { Edit } from './edit.ts';
import { applyEdits } from './edit-text.ts';

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
  ['across mixed line ends', 'a\r\nb\nc\r\nd', [edit('a\nb\nc\nd', 'w\nx\ny\nz')], 'w\r\nx\ny\r\nz'],
  [
    'across mixed line ends, twice',
    'a\nb\r\nc\na\r\nb\nc\n',
    [edit('a\nb\nc', 'x\ny', true)],
    'x\ny\na\r\n'.replace('a\r', 'x\r').replace('x\r\n', 'x\r\ny\n'),
  ],
  [
    'more lines in a mixed file, in the ends of their place',
    'a\r\nb\nc\n',
    [edit('a', '1\n2'), edit('c', '3\n4')],
    '1\r\n2\r\nb\n3\n4\n',
  ],
  ['a line end and the line after it, in CRLF', 'a\r\nb\r\nc\r\n', [edit('\nb', '')], 'a\r\nc\r\n'],
  ['a line before another one, in CRLF', 'a\r\nb\r\nc\r\n', [edit('\nb', '\nX\nb')], 'a\r\nX\r\nb\r\nc\r\n'],
  ['all places, in both kinds of line ends', 'a\nb\na\r\nb\r\n', [edit('a\nb', 'a\nc', true)], 'a\nc\na\r\nc\r\n'],
  ['lines that stay keep their own ends', 'a\nb\r\nc\nd', [edit('a\nb\nc\nd', 'a\nX\nb\nc\nd')], 'a\nX\r\nb\r\nc\nd'],
  ['lone CR', 'a\rb\rc\r', [edit('a\nb', 'a\nx\nb')], 'a\rx\rb\rc\r'],
  ['a lone CR among LF is no line end for others', 'a\rb\nc\n', [edit('c', 'c\nd')], 'a\rb\nc\nd\n'],
  ['a CR that is no line end', 'a\r\r\nb\r\n', [edit('b', 'b\nc')], 'a\r\r\nb\r\nc\r\n'],
  ['the CRLF one that was asked for', 'a\nb\na\r\nb\r\n', [edit('a\r\nb', 'x')], 'a\nb\nx\r\n'],
  ['CRLF that is not there', 'a\nb\n', [edit('a\r\nb', 'x\r\ny')], 'x\ny\n'],
  [
    'with the numbers of read_file',
    '\tif (x) {\n\t}\n',
    [edit('  7\t\tif (x) {\n  8\t\t}', '7\t\tif (y) {\n8\t\t}')],
    '\tif (y) {\n\t}\n',
  ],
  ['a file of numbers and tabs', '1\ta\n2\tb\n', [edit('1\ta', '1\tc')], '1\tc\n2\tb\n'],
  ['with a byte order mark', 'a\n', [edit('\uFEFFa', '\uFEFFb')], 'b\n'],
  [
    'around bytes that are no text',
    'a \udcff\udcfe b',
    [edit('a \uFFFD\uFFFD b', 'c \uFFFD\uFFFD d')],
    'c \udcff\udcfe d',
  ],
  ['a file without CRLF keeps what is asked for', 'a\nb\n', [edit('a', 'x\r\ny')], 'x\r\ny\nb\n'],
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
  ['half a character', [edit('x', '\udcff')], 'the text holds half a character: it is not valid Unicode'],
  ['empty', [edit('', 'z')], 'old_string is empty: use write_file to create a file'],
  ['no change', [edit('x', 'x')], 'old_string and new_string are the same'],
] as const)('explains a failed edit: %s', (_name, edits, message) => {
  expect(applyEdits(SOURCE, edits)).toEqual({ ok: false, error: message });
});

test('says that nothing changed where only line ends would', () => {
  expect(applyEdits('a\r\nb\r\n', [edit('a\r\n', 'a\n')])).toMatchObject({
    error: 'this changes nothing: line ends stay as they are (run_command can change them)',
  });
  expect(applyEdits('a\r\nb\n', [edit('a\nb', 'x'), edit('y', 'z')])).toMatchObject({
    error: expect.stringMatching(/^edit 2 of 2: .*nothing was changed$/),
  });
  expect(applyEdits('\udcff \udcfe', [edit('\uFFFD \uFFFD', 'a\uFFFDb')])).toMatchObject({
    error: expect.stringContaining('bytes that are no text'),
  });
});

test('a text does not grow beyond what tools can read', () => {
  const text = 'ab'.repeat(100_000);
  expect(applyEdits(text, [edit('a', 'x'.repeat(200), true)])).toMatchObject({
    error: 'the file would become larger than 10485760 bytes: nothing was changed',
  });
  expect(applyEdits('a'.repeat(9_000_000), [edit('a', 'x'.repeat(10_000), true)])).toMatchObject({
    error: 'old_string stands more than 200000 times: use run_command with sed or a script',
  });
  // Lines that end far away are looked for once, not for each place.
  const wide = `${'ab'.repeat(20_000)}${'c'.repeat(5_000_000)}\r\n`;
  expect(applyEdits(wide, [edit('a', '\n', true)])).toMatchObject({ ok: true });
});

test('shows all lines that are to be copied, or how to get the rest', () => {
  const text = Array.from({ length: 100 }, (_, index) => `  line ${index + 1}`).join('\n');
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');
  const shown = (count: number) => applyEdits(text, [edit(lines(count), 'x')]);
  expect(shown(30)).toMatchObject({
    error: expect.stringMatching(/copy them exactly:\n1\t {2}line 1\n[\s\S]*\n30\t {2}line 30$/),
  });
  expect(shown(90)).toMatchObject({
    error: expect.stringMatching(/\n60\t {2}line 60\n… read_file with offset 61 shows the rest$/),
  });
});

test('an error shows no part of a secret', () => {
  const secret = 'known-secret-value-12345678';
  const redact = (text: string) => text.replaceAll(secret, '[redacted]');
  const text = `const first = 1;\n${'x'.repeat(285)} ${secret}\n`;
  const failed = applyEdits(text, [edit(`const  first = 1;\n${'x'.repeat(285)}  [redacted]`, 'y')], redact);
  expect(failed).toMatchObject({
    error: expect.stringMatching(/copy them exactly:\n1\tconst first = 1;\n2\tx+ \[redacted\]$/),
  });
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
