import { describe, expect, it } from 'vitest';
import { RunId } from '../../../shared/ids.ts';
import type { PublishPlan } from '../../../shared/pull-request.ts';
import { asSentences, planLabel, planSentence } from './publish-words.ts';

const plans = (...actions: PublishPlan['action'][]): PublishPlan[] =>
  actions.map((action, index) => ({
    runId: RunId.parse(`run_aaaaaaa${index}`),
    action,
    branch: null,
    base: null,
    title: null,
    reason: '',
  }));

describe('a publish plan in words', () => {
  it.each([
    [plans('open'), 'Open 1 pull request', '1 pull request to open. Nothing has left this computer yet.'],
    [
      plans('open', 'open', 'update', 'patch_only', 'nothing'),
      'Open 2 and update 1 pull request',
      '2 pull requests to open, 1 to update, 1 as a patch only, nothing for 1. Nothing has left this computer yet.',
    ],
    [plans('update', 'update'), 'Update 2 pull requests', '2 to update. Nothing has left this computer yet.'],
    [plans(), 'Open 0 pull requests', 'There is nothing to publish.'],
  ])('%#', (given, label, sentence) => {
    expect([planLabel(given), planSentence(given)]).toEqual([label, sentence]);
  });
});

it('doubts stand in a row as sentences', () => {
  expect(asSentences(['a.sh is under a forbidden path', 'The judge: Why?', 'The check fails.'])).toBe(
    'a.sh is under a forbidden path. The judge: Why? The check fails.',
  );
});
