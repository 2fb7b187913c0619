import { expect, it } from 'vitest';
import { Pause } from '../job.ts';
import { oldText } from './message.ts';
import { messageText } from './message-text.ts';
import type { PauseReason } from './pauses.ts';

const refused = (limitUsd: number, spentUsd: number) => ({ limitUsd, spentUsd, needsUsd: 0.401 });
const failure = { message: 'It broke', next: 'Look.' };
it.each<[PauseReason, string]>([
  [{ code: 'failed_for_all', parameters: { failure } }, 'It broke. Look.'],
  [
    { code: 'same_failure', parameters: { times: 3, failure } },
    'The same failure came 3 times in a row: It broke. Look.',
  ],
  [
    { code: 'runs_without_result', parameters: { times: 3, last: oldText('No') } },
    '3 runs in a row brought nothing, and each of them cost money. The last one: No. Read one, then revise the prompt. Resume tries the rest with the prompt as it is.',
  ],
  [
    { code: 'runs_stopped_at_limit', parameters: { times: 3, limit: 'dollars' } },
    '3 runs in a row stopped at their limit of dollars. Raise it, and all go on where they stopped. Resume starts the rest with the same limit.',
  ],
  [
    { code: 'runs_stopped_at_limit', parameters: { times: 3, limit: 'steps' } },
    '3 runs in a row stopped at their limit of steps. Raise it, or retry them, and they go on where they stopped. Resume starts the rest with the same limit.',
  ],
  [
    { code: 'budget_used_up', parameters: { limit: 'job_budget', refused: null } },
    'The budget of this job is used up. Raise it to go on.',
  ],
  [
    { code: 'budget_used_up', parameters: { limit: 'day_budget', refused: refused(0.5, 0.3) } },
    'The budget of the day is used up but for $0.20, and the next request may cost $0.41. It goes on at 00:00, or as soon as you raise it.',
  ],
  [
    { code: 'budget_used_up', parameters: { limit: 'job_budget', refused: refused(0.3, 0) } },
    'The budget of this job ($0.30) is too small for one request, which may cost $0.41. Raise it to go on.',
  ],
])('a pause says %j', (reason, expected) => expect(messageText(reason)).toBe(expected));

it('a job that an earlier version has paused says what it said', () => {
  const pause = (reason: string) => Pause.parse({ by: 'budget', reason, at: 1 }).reason;
  expect(pause('Paused by you.')).toEqual({ code: 'paused_by_person', parameters: {} });
  expect(pause('The budget is used up.')).toEqual(oldText('The budget is used up.'));
});
