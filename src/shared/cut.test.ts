import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cutText, headOf, tailOf } from './cut.ts';

const FAMILY = '👨‍👩‍👧‍👦';

test.each([
  ['short', 'abc', 3, 'abc'],
  ['plain', 'abcd', 3, 'ab…'],
  ['blanks before the cut', 'ab cd', 4, 'ab…'],
  ['an emoji of two units', 'ab😀cd', 4, 'ab…'],
  ['an emoji of many parts', `ab${FAMILY}cd`, 8, 'ab…'],
  ['a flag', 'a🇩🇪b', 4, 'a…'],
  ['a letter with its mark', 'abe\u0301d', 4, 'ab…'],
  ['CR LF', 'ab\r\ncd', 4, 'ab…'],
] as const)('cuts between characters: %s', (_name, text, length, expected) => {
  expect(cutText(text, length)).toBe(expected);
});

test('a pile of marks is cut, and never in the middle of a code point', () => {
  const pile = `a${'\u0301'.repeat(10_000)}`;
  expect(headOf(pile, 500)).toHaveLength(500);
  for (let length = 0; length < 40; length += 1) {
    const head = headOf(`${FAMILY}😀`.repeat(4), length);
    expect(head.isWellFormed()).toBe(true);
    expect(head.length).toBeLessThanOrEqual(length);
  }
});

test.each([
  ['short', 'abc', 3, 'abc'],
  ['plain', 'abcd', 3, 'bcd'],
  ['nothing', 'abcd', 0, ''],
  ['an emoji of two units', 'ab😀cd', 3, 'cd'],
  ['the whole emoji', 'ab😀cd', 4, '😀cd'],
  ['an emoji of many parts', `ab${FAMILY}cd`, 8, 'cd'],
  ['a flag', 'a🇩🇪b', 3, 'b'],
  ['a letter with its mark', 'abe\u0301d', 2, 'd'],
  ['CR LF', 'ab\r\ncd', 3, 'cd'],
] as const)('the end begins between characters: %s', (_name, text, length, expected) => {
  expect(tailOf(text, length)).toBe(expected);
});

test('the end of a pile of marks, and of long texts, is well formed and as long as asked', () => {
  const pile = `a${'\u0301'.repeat(10_000)}`;
  expect(tailOf(pile, 500)).toHaveLength(500);
  for (const text of [`${FAMILY}😀`.repeat(40), '😀'.repeat(400)]) {
    for (let length = 0; length < 240; length += 1) {
      const tail = tailOf(text, length);
      expect(tail.isWellFormed()).toBe(true);
      expect(tail.length).toBeLessThanOrEqual(length);
      expect(length - tail.length).toBeLessThan(FAMILY.length);
    }
  }
});

test('no sentence takes the beginning of a text by its UTF-16 units', () => {
  const files = globSync('src/{main,shared,renderer,preload}/**/*.{ts,tsx}').filter(
    (file) => !/\.test\.ts|\/testing\//.test(file),
  );
  const found = files.flatMap((file) =>
    // Up to a dozen digits of an id are no text.
    [
      ...readFileSync(file, 'utf8').matchAll(
        /\$\{[^{}]*\.(?:slice|substring)\(0, (?:\d{3,}|[2-9]\d|[A-Z][A-Z_]+)\)\}/g,
      ),
    ].map(([cut]) => `${file}: ${cut}`),
  );
  expect([files.length > 300, found]).toEqual([true, []]);
});
