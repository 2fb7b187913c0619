import { describe, expect, it } from 'vitest';
import { shownPatch } from './shown-patch.ts';

const HEAD = 'diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n';
const patchOf = (before: string, after: string, around = '') =>
  `${HEAD}@@ -1,2 +1,2 @@\n${around}-${before}\n\\ No newline at end of file\n+${after}\n\\ No newline at end of file\n`;
const shown = (patch: string, maxBytes = 2_000_000) => shownPatch({ patch, cut: false }, maxBytes);
/** Text in which no two places look alike. */
const filler = (length: number, seed = 7): string => {
  let text = '';
  for (let at = seed; text.length < length; at = (at * 16_807) % 2_147_483_647) text += `${at.toString(36)},`;
  return text.slice(0, length);
};
const linesOf = ({ patch }: { patch: string }, sign: string) =>
  patch.split('\n').filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3)));

describe('a change in one long line', () => {
  it.each([
    ['0.9 MB', 900_000, 450_000],
    ['1.5 MB', 1_500_000, 1_400_000],
    ['5 MB', 5_000_000, 17],
  ])('of %s shows the changed place with its surroundings, and counts the rest', (_name, length, at) => {
    const text = filler(length);
    const before = `${text.slice(0, at)}oldName${text.slice(at)}`;
    const after = `${text.slice(0, at)}newerName${text.slice(at)}`;
    const { patch, cut, shortened } = shown(patchOf(before, after));
    expect({ cut, shortened, isShort: patch.length < 3_000 }).toEqual({ cut: false, shortened: [0], isShort: true });
    const around = [text.slice(Math.max(0, at - 190), at), text.slice(at, at + 190)];
    expect(patch).toContain(around.join('oldName'));
    expect(patch).toContain(around.join('newerName'));
    expect(patch.match(/… [\d,]+ characters …/g)?.length).toBe(at > 1000 ? 4 : 2);
  });

  it('shows each of several places', () => {
    const before = filler(400_000);
    const places = [1_000, 150_000, 399_000];
    const after = places.reduceRight((text, at) => `${text.slice(0, at)}<changed ${at}>${text.slice(at)}`, before);
    const lines = linesOf(shown(patchOf(before, after)), '+');
    for (const at of places) expect(lines[0]).toContain(`<changed ${at}>`);
    expect(lines[0]?.length).toBeLessThan(2_500);
    expect(linesOf(shown(patchOf(after, before)), '-')[0]).toBe(lines[0]?.replace('+', '-'));
  });

  it('shows begin and end of a long changed place, and of a line that is new', () => {
    const before = filler(10_000, 3);
    const after = `${before.slice(0, 5_000)}BEGIN${filler(50_000, 5)}END${before.slice(5_000)}`;
    expect(linesOf(shown(patchOf(before, after)), '+')[0]).toMatch(/BEGIN.*… [\d,]+ characters ….*END/);
    const fresh = shown(`${HEAD}@@ -0,0 +1 @@\n+BEGIN${filler(3_000_000)}END\n`);
    expect(fresh.patch).toMatch(/\n\+BEGIN[^\n]*… 2,999,0\d\d characters …[^\n]*END\n$/);
  });

  it('shows the first of a great many places, and where the last one ends', () => {
    const before = filler(900_000);
    const after = `${before.slice(0, 899_000).replaceAll('a', 'AA')}${before.slice(899_000)}`;
    const [line = ''] = linesOf(shown(patchOf(before, after)), '+');
    expect(line).toContain(after.slice(after.indexOf('AA') - 20, after.indexOf('AA') + 200));
    expect(line).toContain(after.slice(after.lastIndexOf('AA') - 100, after.lastIndexOf('AA') + 100));
    expect(line.length).toBeLessThan(15_000);
  });

  it('adds up to what is there', () => {
    const [before, after] = [filler(50_000), filler(60_000, 9)];
    for (const [sign, text] of [
      ['-', before],
      ['+', after],
    ] as const) {
      const line = linesOf(shown(patchOf(before, after)), sign)[0]!.slice(1);
      const hidden = [...line.matchAll(/… ([\d,]+) characters …/g)];
      const counted = hidden.reduce(
        (sum, [words, count]) => sum + Number(count!.replaceAll(',', '')) - words.length,
        0,
      );
      expect(line.length + counted).toBe(text.length);
    }
  });

  it('cuts no character in two', () => {
    const before = '😀'.repeat(5_000);
    for (const shift of ['', 'x']) {
      const { patch } = shown(patchOf(`${shift}${before}a${before}`, `${shift}${before}b${before}`));
      expect(patch.isWellFormed()).toBe(true);
    }
  });

  it('also where the line before it is short, or long and unchanged', () => {
    const text = filler(100_000);
    const context = shown(patchOf('a', 'b', ` ${text}\n`));
    expect(context.shortened).toEqual([0]);
    expect(context.patch).toMatch(/\n-a\n.*\n\+b\n/);
    const mixed = shown(`${HEAD}@@ -1,2 +1,3 @@\n-short\n-${text}1\n+new\n+${text}2\n+more\n`);
    expect(mixed.patch).toMatch(/,\S*1\n\+new\n\+…/);
    expect(mixed.patch.length).toBeLessThan(2_000);
  });
});

it('leaves short lines, heads and names as they are', () => {
  const name = 'n'.repeat(3_000);
  const patch = `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-${'a'.repeat(1_998)}\n+b\n`;
  expect(shown(patch)).toEqual({ patch, cut: false, shortened: [] });
});

it('names the files whose lines are shortened, whatever their lines say', () => {
  const long = filler(9_000);
  const patch = `${HEAD}@@ -1 +1 @@\n-diff --git a/y b/y\n+${'@@ -1 +1 @@'}\n${HEAD}@@ -0,0 +1 @@\n+${long}\n`;
  expect(shown(patch).shortened).toEqual([1]);
});

it('ends with a whole line when the whole is too long', () => {
  const patch = `${HEAD}@@ -0,0 +1,3 @@\n+one\n+two\n+three\n`;
  const cut = shown(patch, patch.length - 3);
  expect(cut).toEqual({ patch: patch.slice(0, -'+three\n'.length), cut: true, shortened: [] });
  expect(shown(patch, patch.length).cut).toBe(false);
  expect(shownPatch({ patch, cut: true }, 10_000).cut).toBe(true);
});
