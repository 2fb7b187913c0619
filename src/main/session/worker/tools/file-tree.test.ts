import { expect, test } from 'vitest';
import { drawTree } from './file-tree.ts';

test('draws folders first, one space a level, chains in one line', () => {
  expect(
    drawTree([
      'README.md',
      'src/b.ts',
      'src/a.ts',
      'src/main/java/com/acme/App.java',
      '.github/workflows/ci.yml',
      'a.txt',
    ]),
  ).toBe(
    [
      '.github/workflows/',
      ' ci.yml',
      'src/',
      ' main/java/com/acme/',
      '  App.java',
      ' a.ts',
      ' b.ts',
      'README.md',
      'a.txt',
    ].join('\n'),
  );
});

test('samples a wide folder, but not the one that was asked for', () => {
  const names = Array.from({ length: 60 }, (_, index) => `mod-${String(index).padStart(2, '0')}.js`);
  expect(drawTree(names.map((name) => `src/${name}`).concat('x'))).toBe(
    ['src/', ' mod-00.js', ' mod-01.js', ' mod-02.js', ' mod-03.js', ' mod-04.js', ' … 55 more', 'x'].join('\n'),
  );
  expect(drawTree(names).split('\n')).toEqual(names);
});

test('shows near levels first and counts what does not fit', () => {
  const paths = Array.from({ length: 40 }, (_, outer) =>
    Array.from({ length: 10 }, (_, inner) => `pkg-${String(outer).padStart(2, '0')}/src/file-${inner}.ts`),
  ).flat();
  const lines = drawTree(paths).split('\n');
  expect(lines.length).toBeLessThan(260);
  expect(lines.slice(0, 3)).toEqual(['pkg-00/src/', ' file-0.ts', ' file-1.ts']);
  expect(lines.at(-1)).toBe('pkg-39/src/ (10 files)');
});

test('cuts a folder of thousands of entries and says how many are left', () => {
  const lines = drawTree(Array.from({ length: 5000 }, (_, index) => `f${index}`)).split('\n');
  expect(lines).toHaveLength(301);
  expect(lines.at(-1)).toBe('… 4700 more');
});

test('writes control and direction characters of names out', () => {
  expect(drawTree(['a\nREADME.md', 'b\u202Etxt', 'd\u0000/x'])).not.toMatch(/^README\.md$/m);
  expect(drawTree(['a\nREADME.md'])).toBe('a\\nREADME.md');
});

test('100,000 paths are drawn short', () => {
  const paths = Array.from({ length: 100_000 }, (_, index) => `d${index % 300}/e${index % 7}/f${index}.ts`);
  expect(drawTree(paths).length).toBeLessThan(10_000);
});
