import { expect, it } from 'vitest';
import { ChangesetSummary } from './changeset.ts';
import { doubtsOf, keyDoubts } from './doubts.ts';
import { messageText } from './messages/message-text.ts';
import { aSummary } from './testing/builders.ts';

it('nothing hides in what speaks against a change, whoever says it', () => {
  const run = {
    outcome: 'changed' as const,
    verdict: 'passes' as const,
    guardProblems: [{ code: 'binary_added' as const, parameters: { path: '\u202Egnp.exe' } }],
    judgeReasons: ['It adds \u200Ba.txt.'],
    changeset: null,
  };
  expect(doubtsOf(run)).toEqual([
    { code: 'binary_added', parameters: { path: '⟦U+202E⟧gnp.exe' } },
    { code: 'judge_objects', parameters: { reason: 'It adds ⟦U+200B⟧a.txt.' } },
  ]);
  expect(doubtsOf({ ...run, outcome: 'cancelled' })).toEqual([]);
});

it('a key that an earlier version found still needs the word of a person', () => {
  const sentences = ['a.md, line 3: it looks like a key or token', 'It was odd.', '3 more places that look like keys'];
  const changeset = ChangesetSummary.parse({ ...aSummary(), doubts: sentences });
  expect(changeset.doubts.map(messageText)).toEqual(sentences);
  expect(keyDoubts({ changeset })).toEqual([{ code: 'key_in_file', parameters: { path: 'a.md, line 3' } }]);
});
