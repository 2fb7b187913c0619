import { expect, it } from 'vitest';
import { privateNamesIn } from './names.mjs';

/** @type {Parameters<typeof privateNamesIn>[1]} */
const LIST = [
  { name: /^wordsOf/, file: /-words$/, write: 'text', fine: [[/^wordsOfQuery$/, 'searched for']] },
  { name: /^places$/, within: /^src\/main\/scheduler\//, write: 'slot' },
];

it('finds private names in code and in the names of files, but not in texts and comments', () => {
  const sources = [
    { file: 'src/a/row-words.ts', code: 'export const wordsOf = (x: string) => x; // places' },
    {
      file: 'src/a/b.tsx',
      code: "import { wordsOf } from './row-words.ts';\nexport const B = () => <p title=\"wordsOfTitle\">{wordsOf('wordsOfText')}</p>;",
    },
    { file: 'src/main/scheduler/c.ts', code: 'export interface C { places: number; wordsOfQuery: string }' },
    { file: 'src/main/other.ts', code: 'export const places = 1;' },
  ];
  expect(privateNamesIn(sources, LIST)).toEqual([
    { name: 'wordsOf', write: 'text', files: ['src/a/row-words.ts', 'src/a/b.tsx'] },
    { name: 'row-words.ts', write: 'text', files: ['src/a/row-words.ts'] },
    { name: 'places', write: 'slot', files: ['src/main/scheduler/c.ts'] },
  ]);
});
