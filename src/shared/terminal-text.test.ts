import { expect, test } from 'vitest';
import { terminalJson, terminalLine, terminalLines } from './terminal-text.ts';

const HOSTILE = [
  ['a title of the window', '\u001b]0;owned\u0007'],
  ['the clipboard (OSC 52)', '\u001b]52;c;cm0gLXJmIH4=\u001b\\'],
  ['a link (OSC 8)', '\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\'],
  ['a cleared screen', '\u001b[2J\u001b[H'],
  ['eight-bit sequences', '\u009b2J\u009d0;owned\u009c\u0090x\u0085'],
  ['a line written over', 'failed\rpassed\r\n'],
  ['letters taken back', 'bad\b\b\bgood\u007f'],
  ['a line of the app', 'x\n[5 done, $0.00] acme/one: passed'],
  ['a turned direction', '\u202egnp.exe\u202c \u2066x\u2069 \u200e'],
  ['other line ends', 'a\u2028b\u2029c\u000bd\u000ce'],
  ['nothing to be seen', 'a\u200bb\u00adc\u2060d\ufeffe\u180ef\u{1d173}g\u{e0041}\u0000'],
  ['notes for another line', 'a\ufff9b\ufffac\ufffb'],
  ['a tab', 'a\tb'],
] as const;

test.each(HOSTILE)('a terminal is not told %s', (_name, text) => {
  for (const line of [terminalLine(text), ...terminalLines(text)])
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

test('the letters stay, and show what was meant', () => {
  expect(terminalLine('a\u001b[31mred\u0007')).toBe('a⟦U+001B⟧[31mred⟦U+0007⟧');
  expect(terminalLine('one\r\ntwo')).toBe('one␊two');
});

test.each([
  'ordinary text – “é” 漢字',
  '👨‍👩‍👧 ❤️ 🏴‍☠️',
  'می‌خواهم क्‍ष',
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
])('leaves %s alone', (text) => {
  expect(terminalLine(text)).toBe(text);
});

test('further lines of a text do not stand where lines of the app do', () => {
  expect(terminalLines('refused:\n[1 done, $0] acme/one: changed')).toEqual([
    'refused:',
    '  [1 done, $0] acme/one: changed',
  ]);
});

test('JSON is escaped, and says the same', () => {
  for (const [, text] of HOSTILE) {
    const json = terminalJson(JSON.stringify({ text }));
    expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(json)).toEqual({ text });
  }
});
