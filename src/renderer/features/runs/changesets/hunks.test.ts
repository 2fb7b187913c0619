import { describe, expect, it } from 'vitest';
import { hunkInSight, hunkOfLine, hunkStops, nextHunk } from './hunk-stops.ts';
import { wholeTexts } from './whole-texts.ts';

it('stops at the first change of each hunk, on the side that has it', () => {
  const context = (lines: number) => ({ type: 'context' as const, lines });
  const change = (deletions: number, additions: number) => ({ type: 'change' as const, deletions, additions });
  expect(
    hunkStops([
      { deletionStart: 1, additionStart: 1, hunkContent: [context(3), change(1, 2), context(2), change(1, 1)] },
      { deletionStart: 40, additionStart: 41, hunkContent: [context(3), change(2, 0), context(3)] },
      { deletionStart: 90, additionStart: 89, hunkContent: [context(3)] },
    ]),
  ).toEqual([
    { side: 'additions', first: 4, last: 5 },
    { side: 'deletions', first: 43, last: 44 },
  ]);
});

it.each<[number, 'additions' | 'deletions', number]>([
  [1, 'additions', 0],
  [8, 'additions', 0],
  [9, 'additions', -1],
  [7, 'deletions', 0],
  [8, 'deletions', -1],
  [45, 'deletions', 1],
])('line %i of the %s stands in hunk %i', (line, side, hunk) => {
  const context = { type: 'context' as const, lines: 3 };
  const hunks = [
    {
      deletionStart: 1,
      additionStart: 1,
      hunkContent: [context, { type: 'change' as const, deletions: 1, additions: 2 }, context],
    },
    {
      deletionStart: 40,
      additionStart: 41,
      hunkContent: [context, { type: 'change' as const, deletions: 9, additions: 0 }],
    },
  ];
  expect(hunkOfLine(hunks, side, line)).toBe(hunk);
});

it.each<[string, { file: number; hunk: number }, 1 | -1, { file: number; hunk: number } | null]>([
  ['into the first', { file: 0, hunk: -1 }, 1, { file: 0, hunk: 0 }],
  ['over files without any', { file: 0, hunk: 1 }, 1, { file: 3, hunk: 0 }],
  ['back to the last of the file before', { file: 3, hunk: 0 }, -1, { file: 0, hunk: 1 }],
  ['nowhere at the end', { file: 3, hunk: 0 }, 1, null],
  ['nowhere before the start', { file: 0, hunk: 0 }, -1, null],
])('goes %s', (_name, from, direction, expected) => {
  expect(nextHunk([2, 0, 0, 1], from, direction)).toEqual(expected);
});

it.each<[string, { file: number; hunk: number }, { top: number; bottom: number }, object | null]>([
  ['the first that can be seen', { file: 0, hunk: -1 }, { top: 150, bottom: 500 }, { file: 0, hunk: 1 }],
  ['one that fills the sight', { file: 0, hunk: -1 }, { top: 240, bottom: 260 }, { file: 0, hunk: 1 }],
  ['the chosen one, while it can be seen', { file: 1, hunk: 0 }, { top: 150, bottom: 500 }, { file: 1, hunk: 0 }],
  [
    'another one when the chosen is out of sight',
    { file: 0, hunk: 0 },
    { top: 150, bottom: 500 },
    { file: 0, hunk: 1 },
  ],
  ['none between two', { file: 0, hunk: 0 }, { top: 320, bottom: 390 }, null],
])('a key takes %s', (_name, chosen, seen, expected) => {
  const drawn = [
    { file: 0, hunk: 0, top: 0, bottom: 100 },
    { file: 0, hunk: 1, top: 200, bottom: 300 },
    { file: 1, hunk: 0, top: 400, bottom: 420 },
  ];
  expect(hunkInSight(drawn, chosen, seen)).toEqual(expected);
});

describe('both sides of a file from its whole patch', () => {
  const head = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n';
  it.each<[string, string, { before: string; after: string } | null]>([
    ['a change', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n', { before: 'a\nb\nc\n', after: 'a\nB\nc\n' }],
    [
      'a line end that only one side has',
      '@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n',
      { before: 'a\nb', after: 'a\nb\n' },
    ],
    [
      'a line end that both lack',
      '@@ -1,2 +1,2 @@\n-a\n+A\n b\n\\ No newline at end of file\n',
      { before: 'a\nb', after: 'A\nb' },
    ],
    ['a part of the file', '@@ -5,3 +5,3 @@\n a\n-b\n+B\n c\n', null],
    ['two parts', '@@ -1 +1 @@\n-a\n+A\n@@ -9 +9 @@\n-b\n+B\n', null],
    ['no text', '', null],
  ])('%s', (_name, hunks, expected) => {
    expect(wholeTexts(head + hunks)).toEqual(expected);
  });
});
