import { expect, test } from 'vitest';
import { secretPlaces } from './secret-text.ts';

const KEY = `ghp_${'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'}`;
const patch = (...lines: string[]) =>
  ['diff --git a/a.txt b/a.txt', '--- a/a.txt', '+++ b/a.txt', '@@ -1,9 +1,9 @@', ...lines].join('\n');

const inLine = (line: number) => ({ code: 'key_in_line', parameters: { path: 'a.txt', line } });

test.each<[string, string[], object[]]>([
  ['added', ['+x', `+token = ${KEY}`], [inLine(2)]],
  ['there before and moved', [`-${KEY}`, '+x', `+  ${KEY}`], []],
  ['only removed', [`-${KEY}`], []],
  ['only near', [` ${KEY}`, '+x'], []],
  [
    'over several lines',
    ['+-----BEGIN PRIVATE KEY-----', `+${'MIIEvQIBADANBgkqhkiG9w0B'.repeat(2)}`, '+-----END PRIVATE KEY-----'],
    [1, 2, 3].map(inLine),
  ],
])('a key that is %s', (_name, lines, expected) => {
  expect(secretPlaces(patch(...lines), ['a.txt'])).toEqual(expected);
});

test('looks into names and into what is no text, and repeats nothing', () => {
  const wide = Buffer.from(`key=${KEY}`, 'utf16le');
  const found = secretPlaces(
    '',
    [`keys/${KEY}`],
    new Map([
      ['a.bin', Buffer.from(`\0${KEY}\0`)],
      ['b.txt', wide],
      ['c.bin', Buffer.from('\0\x01')],
    ]),
  );
  expect(found).toEqual([
    { code: 'key_in_name', parameters: { path: 'keys/[redacted]' } },
    { code: 'key_in_file', parameters: { path: 'a.bin' } },
    { code: 'key_in_file', parameters: { path: 'b.txt' } },
  ]);
});
