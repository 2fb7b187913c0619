import { expect, test } from 'vitest';
import { decodeText, encodeText, lineEnding, linesOf } from './text-file.ts';
import { diffOf } from './unified-diff.ts';

const bytes = (...values: number[]): Buffer => Buffer.from(values);
test.each([
  ['plain', Buffer.from('añ日'), { text: 'añ日', encoding: 'utf-8', mark: false }],
  ['empty', Buffer.alloc(0), { text: '', encoding: 'utf-8', mark: false }],
  ['with a mark', bytes(0xef, 0xbb, 0xbf, 0x61), { text: 'a', encoding: 'utf-8', mark: true }],
  ['UTF-16 little', bytes(0xff, 0xfe, 0x61, 0, 0xe5, 0x65), { text: 'a日', encoding: 'utf-16le', mark: true }],
  ['UTF-16 big', bytes(0xfe, 0xff, 0, 0x61, 0x65, 0xe5), { text: 'a日', encoding: 'utf-16be', mark: true }],
  [
    'UTF-16 little without a mark',
    Buffer.from('for a day: 日', 'utf16le'),
    { text: 'for a day: 日', encoding: 'utf-16le', mark: false },
  ],
  [
    'UTF-16 big without a mark',
    Buffer.from('for a day: 日', 'utf16le').swap16(),
    { text: 'for a day: 日', encoding: 'utf-16be', mark: false },
  ],
  [
    'UTF-16 whose letters have a zero at either side',
    Buffer.from('the region of Łódź and Āgra', 'utf16le'),
    { text: 'the region of Łódź and Āgra', encoding: 'utf-16le', mark: false },
  ],
  ['UTF-8 with a stray byte', bytes(0xc3, 0xa9, 0x20, 0xff), { text: 'é \udcff', encoding: 'utf-8', mark: false }],
  ['UTF-8 that is cut off', bytes(0x61, 0xe2, 0x80), { text: 'a\udce2\udc80', encoding: 'utf-8', mark: false }],
  [
    'Windows-1252',
    bytes(0x93, 0x66, 0xfc, 0x72, 0x94, 0x81),
    { text: '“für”\x81', encoding: 'windows-1252', mark: false },
  ],
  [
    'Latin-1 with a French quotation',
    bytes(0xab, 0xa0, 0xe9, 0xa0, 0xbb, 0x20, 0xe0, 0x20, 0xe7),
    { text: '«\xa0é\xa0» à ç', encoding: 'latin1', mark: false },
  ],
  ['Latin-1', bytes(0x66, 0xfc, 0x72), { text: 'für', encoding: 'latin1', mark: false }],
] as const)('understands %s text, and writes the same bytes back', (_name, source, expected) => {
  const decoded = decodeText(source);
  expect(decoded).toEqual(expected);
  expect(decoded && encodeText(decoded.text, decoded)).toEqual(source);
});

test.each([
  ['a zero byte', bytes(0x61, 0, 0x62)],
  ['one zero among letters', Buffer.from(`${'ab'.repeat(8)}c\0`, 'latin1')],
  ['zeros in both halves', Buffer.from('a\0b\0\0c\0d', 'latin1')],
  ['numbers of two bytes', bytes(1, 0, 2, 0, 3, 0, 4, 0)],
  ['half a UTF-16 unit', bytes(0xff, 0xfe, 0x61)],
  ['a picture', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d)],
])('knows a binary file by %s', (_name, source) => {
  expect(decodeText(source)).toBeNull();
});

test('says when an encoding lacks a character', () => {
  expect(encodeText('日', { encoding: 'latin1', mark: false })).toBeNull();
  expect(encodeText('€', { encoding: 'latin1', mark: false })).toBeNull();
  expect(encodeText('日', { encoding: 'windows-1252', mark: false })).toBeNull();
  expect(encodeText('\uDC7F', { encoding: 'utf-8', mark: false })).toBeNull();
  expect(encodeText('\uD800', { encoding: 'utf-8', mark: false })).toBeNull();
});

test.each([
  ['a\nb\n', 'lf', ['a', 'b']],
  ['a\r\nb\r\n', 'crlf', ['a', 'b']],
  ['a\r\nb\n', 'mixed', ['a', 'b']],
  ['a\rb\r', 'cr', ['a', 'b']],
  ['a\rb\n', 'lf', ['a\rb']],
  ['a', 'lf', ['a']],
  ['', 'lf', []],
  ['\n', 'lf', ['']],
] as const)('%j ends its lines in %s', (text, ending, lines) => {
  expect(lineEnding(text)).toBe(ending);
  expect(linesOf(text)).toEqual(lines);
});

test.each([
  ['nothing', 'a\nb\n', 'a\nb\n', [0, 0, '']],
  ['a new file', '', 'a\nb\n', [2, 0, '@@ -0,0 +1,2 @@\n+a\n+b']],
  ['a deleted file', 'a\nb\n', '', [0, 2, '@@ -1,2 +0,0 @@\n-a\n-b']],
  [
    'one line',
    '1\n2\n3\n4\n5\n6\n7\n8\n',
    '1\n2\n3\n4\nx\n6\n7\n8\n',
    [1, 1, '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8'],
  ],
  ['an insertion', 'a\nc\n', 'a\nb\nc\n', [1, 0, '@@ -1,2 +1,3 @@\n a\n+b\n c']],
  ['a moved line', 'a\nb\nc\n', 'b\nc\na\n', [1, 1, '@@ -1,3 +1,3 @@\n-a\n b\n c\n+a']],
] as const)('diffs %s', (_name, before, after, [insertions, deletions, patch]) => {
  expect(diffOf(before, after)).toEqual({ insertions, deletions, patch });
});

test('makes separate hunks of far changes', () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  const after = lines.map((line, index) => (index === 5 || index === 30 ? `${line}!` : line));
  const { patch, insertions, deletions } = diffOf(lines.join('\n'), after.join('\n'));
  expect([insertions, deletions]).toEqual([2, 2]);
  expect(patch.match(/^@@ .* @@$/gm)).toEqual(['@@ -3,7 +3,7 @@', '@@ -28,7 +28,7 @@']);
});

test('counts right when nothing is alike', () => {
  const before = Array.from({ length: 20_000 }, (_, index) => `old ${index}`).join('\n');
  const after = Array.from({ length: 20_000 }, (_, index) => `new ${index}`).join('\n');
  expect(diffOf(before, after, 100)).toMatchObject({ insertions: 20_000, deletions: 20_000 });
});
