import { expect, it } from 'vitest';
import { cyclesOf, measureHouse } from './house.mjs';

const source = (file, lines, imports = {}) => ({
  file,
  lines,
  imports: Object.entries(imports).map(([to, kind]) => ({ file: to, isType: kind === 'type' })),
});

it('counts rooms, arrows between them, and lines', () => {
  const house = measureHouse(
    [
      source('src/a/one.ts', 10, { 'src/b/x.ts': 'code', 'src/a/two.ts': 'code' }),
      source('src/a/two.ts', 30, { 'src/b/x.ts': 'type', 'src/c/y.ts': 'code' }),
      source('src/b/x.ts', 301),
      source('src/c/y.ts', 300),
    ],
    300,
  );
  expect([...house.rooms]).toEqual([
    ['src/a', { files: 2, lines: 40 }],
    ['src/b', { files: 1, lines: 301 }],
    ['src/c', { files: 1, lines: 300 }],
  ]);
  expect([...house.arrows]).toEqual([
    [
      'src/a',
      [
        ['src/b', 2],
        ['src/c', 1],
      ],
    ],
  ]);
  expect(house.largest.file).toBe('src/b/x.ts');
  expect(house.median).toBe(165);
  expect(house.long.map(({ file }) => file)).toEqual(['src/b/x.ts']);
  expect(house.cycles).toEqual({ loading: [], all: [], rooms: [] });
});

it('tells cycles of files that load each other from those of types and of rooms', () => {
  const { cycles } = measureHouse(
    [
      source('src/a/one.ts', 1, { 'src/b/x.ts': 'code' }),
      source('src/b/x.ts', 1, { 'src/a/one.ts': 'type', 'src/c/y.ts': 'code' }),
      source('src/c/y.ts', 1, { 'src/b/z.ts': 'code' }),
      source('src/b/z.ts', 1),
    ],
    300,
  );
  expect(cycles.loading).toEqual([]);
  expect(cycles.all).toEqual([['src/a/one.ts', 'src/b/x.ts']]);
  expect(cycles.rooms).toEqual([['src/a', 'src/b', 'src/c']]);
});

it.each([
  [{ a: ['b'], b: ['c'], c: ['a'], d: ['a'] }, [['a', 'b', 'c']]],
  [
    { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [{ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
])('of %j the cycles are %j', (graph, cycles) => expect(cyclesOf(new Map(Object.entries(graph)))).toEqual(cycles));
