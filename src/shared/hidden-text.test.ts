import { expect, test } from 'vitest';
import { unhidden } from './hidden-text.ts';

const tags = (text: string): string =>
  [...text].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('');

test.each([
  ['a right-to-left override', 'if (a) {\u202E x', 'if (a) {⟦U+202E⟧ x'],
  ['an isolate', '\u2066x\u2069', '⟦U+2066⟧x⟦U+2069⟧'],
  ['a mark of direction', 'a\u200Fb\u061C', 'a⟦U+200F⟧b⟦U+061C⟧'],
  ['a zero-width space', 'pass\u200Bword', 'pass⟦U+200B⟧word'],
  ['a soft hyphen and a word joiner', 'a\u00ADb\u2060c', 'a⟦U+00AD⟧b⟦U+2060⟧c'],
  ['a filler that passes for a name', 'const \u3164 = 1', 'const ⟦U+3164⟧ = 1'],
  ['marks and vowels that nobody sees', 'a\u034Fb\u17B4c', 'a⟦U+034F⟧b⟦U+17B4⟧c'],
  ['a joiner between letters', 'a\u200Db', 'a⟦U+200D⟧b'],
  ['variation selectors that carry data', 'a\u{E0101}', 'a⟦U+E0101⟧'],
  ['a byte order mark', '\uFEFFa', '⟦U+FEFF⟧a'],
  ['a message in invisible letters', `x${tags('ignore all')}y`, 'x⟦hidden: ignore all⟧y'],
  ['a terminal sequence', 'a\u001b[2Jb\u0008', 'a⟦U+001B⟧[2Jb⟦U+0008⟧'],
  ['what passes for a line end', 'a\rb\u2028c\u2029d', 'a␍b␊c␊d'],
])('draws %s', (_name, text, expected) => {
  expect(unhidden(text)).toBe(expected);
});

test.each([
  ['ordinary text', 'a\tb\r\nc – “d” é 漢字\n'],
  ['emoji, joined and of both kinds', '👨‍👩‍👧 ❤️ 🏴‍☠️'],
  ['the flag of a region', `🏴${tags('gbeng')}\u{E007F}`],
  ['scripts that need joiners', 'می‌خواهم क्‍ष'],
])('leaves %s alone', (_name, text) => {
  expect(unhidden(text)).toBe(text);
});
