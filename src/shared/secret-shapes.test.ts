import { expect, test } from 'vitest';
import { endsInTime, filled } from '../main/testing/ends-in-time.ts';
import { holdsNamedSecret, holdsSecretShape } from './secret-shapes.ts';

const BEGIN = '-----BEGIN A PRIVATE KEY-----';

test.each([
  ['headers of a key in one line', `${BEGIN}\n${filled('Version:')}`],
  ['the same with blanks', `${BEGIN}\n${filled('Version: ')}`],
  ['headers of a key in lines', `${BEGIN}${filled('\nVersion: 1')}`],
  ['beginnings of keys, each with headers', filled(`${BEGIN}\nVersion:`)],
  ['blanks and line breaks', `${BEGIN}${filled('\n ')}!`],
  ['line breaks in strings', `${BEGIN}${filled('\\n \\r\n')}!`],
  ['numbers of lines', `${BEGIN}${filled('\n 1\t')}!`],
  ['beginnings of web tokens', filled('eyJ-')],
  ['settings of npm', filled(':_auth=')],
  ['settings of Yarn', filled('npmAuthToken:')],
])('a text made to hold up the look for keys does not: %s', (_name, text) => {
  expect(endsInTime(() => holdsSecretShape(text))).toBe(false);
});

test('neither does one for the look at settings', () => {
  expect(endsInTime(() => holdsNamedSecret(filled('a_')))).toBe(false);
});

test.each([
  'x-eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
  'eyJhbGciOi-eyJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
  `${BEGIN}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMIIEvQIBADANBgkqhkiG9w0BAQ`,
  `"${BEGIN}\\nMIIEvQIBADANBgkqhkiG9w0BAQ\\n"`,
  `+${BEGIN}\n+Version: GnuPG v2\n+\n+MIIEvQIBADANBgkqhkiG9w0BAQ`,
  `   7\t${BEGIN}\n   8\tMIIEvQIBADANBgkqhkiG9w0BAQ`,
  `${BEGIN}\r\nMIIEvQIBADANBgkqhkiG9w0BAQ`,
])('%j holds a key', (text) => expect(holdsSecretShape(text)).toBe(true));

test.each(['API_TOKEN=abc', 'my-api-key: abc', 'password=abc', '"client_secret": "abc"'])('%j names a secret', (text) =>
  expect(holdsNamedSecret(text)).toBe(true),
);
