import { expect, it } from 'vitest';
import { messageText } from './message-text.ts';
import type { PlanReason } from './plans.ts';

it.each<[PlanReason, string]>([
  [{ code: 'pull_request_to_update', parameters: { number: 7 } }, 'Push the new change to pull request #7.'],
  [{ code: 'pull_request_over', parameters: { number: 7, state: 'merged' } }, 'Pull request #7 is merged.'],
  [{ code: 'pull_request_up_to_date', parameters: { number: 7 } }, 'Pull request #7 holds this change already.'],
  [{ code: 'no_right_to_push', parameters: { lacks: null } }, 'No right to push: save the patch.'],
  [{ code: 'no_right_to_push', parameters: { lacks: 'It lacks x.' } }, 'It lacks x. Save the patch.'],
  [{ code: 'plan_failed', parameters: { message: 'It broke.' } }, 'It broke.'],
])('a plan says %j', (reason, expected) => expect(messageText(reason)).toBe(expected));
