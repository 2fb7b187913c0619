import { expect, it } from 'vitest';
import { doubtsOf } from './doubts.ts';

it('nothing hides in what speaks against a change, whoever says it', () => {
  const run = {
    outcome: 'changed' as const,
    verdict: 'passes' as const,
    guardProblems: [{ code: 'binary_added' as const, parameters: { path: '\u202Egnp.exe' } }],
    judgeReasons: ['It adds \u200Ba.txt.'],
    changeset: null,
  };
  expect(doubtsOf(run)).toEqual(['It adds the binary file ⟦U+202E⟧gnp.exe.', 'The judge: It adds ⟦U+200B⟧a.txt.']);
  expect(doubtsOf({ ...run, outcome: 'cancelled' })).toEqual([]);
});
