import { describe, expect, it } from 'vitest';
import { RunId } from '../../../shared/ids.ts';
import type { PublishPlan } from '../../../shared/pull-request.ts';
import { asSentences, planLabel, planSentence, sends } from './publish-text.ts';

const plans = (...actions: PublishPlan['action'][]): PublishPlan[] =>
  actions.map((action, index) => ({
    runId: RunId.parse(`run_aaaaaaa${index}`),
    action,
    branch: null,
    base: null,
    title: null,
    reason: { code: 'no_change_to_publish', parameters: {} },
  }));

describe('a publish plan in words', () => {
  it.each([
    [plans('open'), 'Open 1 pull request', '1 of 1 pull request ticked. Nothing of this has been pushed yet.'],
    [
      plans('open', 'open', 'update', 'patch_only', 'nothing'),
      'Open 2 and update 1 pull request',
      '3 of 3 pull requests ticked, 1 as a patch only, nothing for 1. Nothing of this has been pushed yet.',
    ],
    [
      plans('update', 'update'),
      'Update 2 pull requests',
      '2 of 2 pull requests ticked. Nothing of this has been pushed yet.',
    ],
    [plans(), 'Open 0 pull requests', 'There is nothing to publish.'],
  ])('%#', (given, label, sentence) => {
    expect([planLabel(given), planSentence(given, given.filter(sends).length)]).toEqual([label, sentence]);
  });
});

it('the sentence follows the ticks', () => {
  expect(planSentence(plans('open', 'open', 'update'), 1)).toBe(
    '1 of 3 pull requests ticked. Nothing of this has been pushed yet.',
  );
});

it('doubts stand in a row as sentences', () => {
  expect(asSentences(['a.sh is under a forbidden path', 'The judge: Why?', 'The check fails.'])).toBe(
    'a.sh is under a forbidden path. The judge: Why? The check fails.',
  );
});
