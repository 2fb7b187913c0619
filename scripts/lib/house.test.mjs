import { expect, it } from 'vitest';
import { cyclesOf, measureHouse, unwanted } from './house.mjs';

const source = (file, lines, imports = {}) => ({
  file,
  lines,
  imports: Object.entries(imports).map(([to, kind]) => ({ file: to, isType: kind === 'type' })),
});

it('counts folders, arrows between them, and lines', () => {
  const { folders, ...house } = measureHouse(
    [
      source('src/a/one.ts', 10, { 'src/b/x.ts': 'code', 'src/a/two.ts': 'code' }),
      source('src/a/two.ts', 30, { 'src/b/x.ts': 'type', 'src/c/y.ts': 'code' }),
      source('src/b/x.ts', 301),
      source('src/c/y.ts', 300),
    ],
    300,
  );
  expect([...folders.rooms]).toEqual([
    ['src/a', { files: 2, lines: 40 }],
    ['src/b', { files: 1, lines: 301 }],
    ['src/c', { files: 1, lines: 300 }],
  ]);
  expect([...folders.arrows]).toEqual([
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
  expect(house.cycles).toEqual({ loading: [], all: [] });
  expect(folders.cycles).toEqual([]);
});

it('takes folders for rooms, however deep, files beside them, and each feature of the window', () => {
  const { parts } = measureHouse(
    [
      source('src/main/index.ts', 1, { 'src/main/engine/jobs/one.ts': 'code' }),
      source('src/main/engine/jobs/one.ts', 1, { 'src/main/engine/contract.ts': 'type', 'src/main/git/x.ts': 'code' }),
      source('src/main/engine/contract.ts', 1, { 'src/main/git/x.ts': 'type', 'src/shared/job.ts': 'type' }),
      source('src/main/git/x.ts', 1, { 'src/main/engine/contract.ts': 'type' }),
      source('src/renderer/App.tsx', 1, { 'src/renderer/features/jobs/a/A.tsx': 'code' }),
      source('src/renderer/features/jobs/a/A.tsx', 1, { 'src/renderer/features/runs/R.tsx': 'code' }),
      source('src/renderer/features/runs/R.tsx', 1),
      source('src/shared/job.ts', 1),
    ],
    300,
  );
  expect(parts.map(({ part, rooms, count, cycles }) => [part, [...rooms.keys()], count, cycles])).toEqual([
    ['src', ['main', 'renderer', 'shared'], 1, []],
    ['src/main', ['engine', 'git', 'index.ts'], 3, [['engine', 'git']]],
    ['src/renderer', ['App.tsx', 'features/jobs', 'features/runs'], 2, []],
  ]);
});

it('tells cycles of files that load each other from those of types', () => {
  const { cycles } = measureHouse(
    [
      source('src/a/one.ts', 1, { 'src/b/x.ts': 'code' }),
      source('src/b/x.ts', 1, { 'src/a/one.ts': 'type' }),
      source('src/c/y.ts', 1, { 'src/d/z.ts': 'code' }),
      source('src/d/z.ts', 1, { 'src/c/y.ts': 'code' }),
    ],
    300,
  );
  expect(cycles.loading).toEqual([['src/c/y.ts', 'src/d/z.ts']]);
  expect(cycles.all).toEqual([
    ['src/a/one.ts', 'src/b/x.ts'],
    ['src/c/y.ts', 'src/d/z.ts'],
  ]);
});

it('says what is not as it is wanted', () => {
  const sources = [
    source('src/main/a/one.ts', 301, { 'src/main/b/two.ts': 'code' }),
    source('src/main/b/two.ts', 1, { 'src/main/a/three.ts': 'type' }),
    source('src/main/a/three.ts', 1, { 'src/main/a/one.ts': 'type' }),
  ];
  const functions = [
    { name: 'create', lines: 80 },
    { name: 'short', lines: 79 },
  ];
  expect(unwanted(measureHouse(sources, 300), functions, [{ name: 'wordsOf' }])).toEqual([
    'lines of create: 80, wanted under 80',
    'cycles of rooms of src/main: 1, wanted none',
    'cycles of files: 1, wanted none',
    'files that are too long: 1, wanted none',
    'private names: 1, wanted none',
  ]);
  const many = Array.from({ length: 28 }, (_, index) => source(`src/main/r${index}/x.ts`, 1));
  expect(unwanted(measureHouse(many, 300), [], [])).toEqual(['rooms of src/main: 28, wanted under 28']);
  expect(unwanted(measureHouse(many.slice(1), 300), [], [])).toEqual([]);
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
