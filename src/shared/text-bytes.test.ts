import { expect, test } from 'vitest';
import { textOfBytes } from './text-bytes.ts';

const le = (text: string) => Buffer.from(text, 'utf16le');
const be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const LIST = 'acme/one\r\nacme/zwölf\r\n# 日本語\r\n';
const MARK = '\uFEFF';

test.each([
  ['UTF-8', Buffer.from(LIST), LIST],
  ['UTF-8 with a mark', Buffer.from(MARK + LIST), LIST],
  ['UTF-16 LE with a mark, as PowerShell writes it', le(MARK + LIST), LIST],
  ['UTF-16 BE with a mark', be(MARK + LIST), LIST],
  ['UTF-16 LE without a mark', le(LIST), LIST],
  ['UTF-16 BE without a mark', be(LIST), LIST],
  ['UTF-16 without a mark, hardly any Latin letter', le('リポジトリを移行する\n'), 'リポジトリを移行する\n'],
  ['UTF-16 with letters whose own low byte is zero', be(`${MARK}ĀĀĀ\n`), 'ĀĀĀ\n'],
  ['Windows-1252', Buffer.from('r\xe9sum\xe9 \x80 5', 'latin1'), 'résumé € 5'],
  ['colours of a terminal', Buffer.from('\u001b[32macme/one\u001b[0m\n'), '\u001b[32macme/one\u001b[0m\n'],
  ['nothing', Buffer.alloc(0), ''],
  ['nothing but a mark', le(MARK), ''],
])('reads %s', (_name, bytes, text) => {
  expect(textOfBytes(bytes)).toEqual({ ok: true, text });
});

test.each([
  ['a picture', Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]), 'not a text file'],
  ['zeros', Buffer.alloc(400), 'not a text file'],
  ['a picture whose first zero comes late', Buffer.concat([Buffer.alloc(9000, 65), Buffer.from([0, 1])]), 'not a text'],
  ['a program without zeros', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 3]), 'not a text file'],
  ['half of a pair in UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]), 'not a text file'],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'UTF-32'],
  ['a workbook', Buffer.from('PK\u0003\u0004rest'), 'save the list as CSV'],
  ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'save the list as CSV'],
  ['a PDF', Buffer.from('%PDF-1.7\n'), 'a PDF'],
  ['an archive', Buffer.from([0x1f, 0x8b, 8, 0]), 'compressed'],
])('refuses %s', (_name, bytes, reason) => {
  expect(textOfBytes(bytes)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
});
