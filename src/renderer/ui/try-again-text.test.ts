import { describe, expect, it } from 'vitest';
import { oldText } from '../../shared/messages/message.ts';
import { says } from '../../shared/messages/row-message.ts';
import type { Run } from '../../shared/run.ts';
import { aChangedRun, aPublication, aRun } from '../../shared/testing/builders.ts';
import { canTryNow, tryAgainText } from './try-again-text.ts';

const unreachable = { code: 'model_unreachable', message: 'The Claude API cannot be reached' } as const;
const silent = { code: 'github_unreachable', message: 'Could not reach github.com.' } as const;
const waiting = (change: Partial<Run>) =>
  aRun({
    waitingUntil: 16_000,
    action:
      change.status === 'running'
        ? says('asking_model_again')
        : { code: 'trying_again', parameters: { message: 'it failed' } },
    ...change,
  });

describe('a run that is tried again', () => {
  it.each<[string, Run, string | null, boolean]>([
    [
      'a session',
      waiting({ status: 'running', lastError: unreachable }),
      'The Claude API cannot be reached. Trying again in 0:15.',
      true,
    ],
    ['in the queue', waiting({ lastError: silent }), 'Could not reach github.com. Trying again in 0:15.', true],
    [
      'a pull request',
      aChangedRun({ publication: aPublication({ step: 'waiting', until: 16_000, error: silent }) }),
      'Could not reach github.com. Trying again in 0:15.',
      true,
    ],
    [
      'what a host has ordered to wait',
      waiting({ lastError: { code: 'model_rate_limited', message: 'Slow down', retryAt: 16_000 } }),
      'Slow down. Trying again in 0:15.',
      false,
    ],
    [
      'when it is time',
      waiting({ waitingUntil: 500, lastError: silent }),
      'Could not reach github.com. Trying again.',
      false,
    ],
    [
      'a question to the judge',
      waiting({ status: 'running', lastError: unreachable, action: says('asking_judge_again') }),
      'The Claude API cannot be reached. Trying again in 0:15.',
      false,
    ],
    [
      'the rate limit, after a failure that was survived',
      waiting({ status: 'running', lastError: unreachable, action: says('rate_limit_used_up') }),
      null,
      false,
    ],
    ['without a failure', waiting({ action: oldText('rate limit') }), null, false],
    ['without a wait', aRun({ status: 'running', lastError: silent }), null, false],
    ['settled', aChangedRun({ lastError: silent }), null, false],
  ])('%s', (_name, run, words, can) => {
    expect([tryAgainText(run, 1000, false), canTryNow(run, 1000, false)]).toEqual([words, can]);
  });
});

it('in a paused job, what is in the queue is not tried; a session at work is', () => {
  const at = (status: Run['status']) => waiting({ status, lastError: silent });
  expect([tryAgainText(at('queued'), 1000, true), canTryNow(at('queued'), 1000, true)]).toEqual([
    'Could not reach github.com. Tried again once the job goes on.',
    false,
  ]);
  expect(canTryNow(at('running'), 1000, true)).toBe(true);
});
