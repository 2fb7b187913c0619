import { expect, test } from 'vitest';
import { objectionsOf } from './judgement.ts';

const agrees = { inScope: true, complete: true, safe: true, reasons: ['All is well.'] };
test.each([
  ['agreement, with reasons or without', agrees, []],
  ['an objection in its own words', { ...agrees, safe: false, reasons: ['A key is logged.'] }, ['A key is logged.']],
  [
    'objections without a word',
    { inScope: false, complete: false, safe: false, reasons: [] },
    ['It changes more than was asked for.', 'Something that was asked for is missing.', 'It does not look safe.'],
  ],
])('%s', (_name, judgement, expected) => {
  expect(objectionsOf(judgement)).toEqual(expected);
});
