import { expect, it } from 'vitest';
import { defectOf, WindowDefect } from './defect.ts';

it('makes a report that main takes of whatever was thrown, however long', () => {
  const long = new Error('m'.repeat(50_000));
  long.stack = 's'.repeat(50_000);
  for (const thrown of [long, 'only words', undefined, { some: 'thing' }, Object.create(null)]) {
    expect(WindowDefect.safeParse(defectOf('p'.repeat(5000), thrown)).success).toBe(true);
  }
  const found = new Error('found');
  expect(defectOf('Jobs', found, '\n    at Row (app://bundle/a.js:1:2)').stack).toBe(
    `${found.stack}\n    at Row (app://bundle/a.js:1:2)`,
  );
  expect(defectOf('window', found)).toEqual({ message: 'found', stack: found.stack, place: 'window' });
});
