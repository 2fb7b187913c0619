import { expect, it } from 'vitest';
import { leftOutLines, namesOf } from './left-out.ts';

it.each([
  ['a plain name', 'out/a.log', 'out/a.log'],
  ['a line break', 'a\nb', '"a\\nb"'],
  ['a turn of the direction', 'a\u202Egpj.exe', '"a⟦U+202E⟧gpj.exe"'],
])('nothing in the name of what was left out fakes anything: %s', (_, path, shown) => {
  expect(leftOutLines([{ path, why: 'filter' }])[0]?.endsWith(`: ${shown}`)).toBe(true);
  expect(namesOf([{ path, why: 'filter' }])).toBe(shown);
});
