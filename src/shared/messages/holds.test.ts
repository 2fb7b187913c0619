import { expect, it } from 'vitest';
import type { HoldReason } from './holds.ts';
import { messageText } from './message-text.ts';

const review = (results: number, working: number, limit: number): HoldReason => ({
  code: 'results_await_review',
  parameters: { results, working, limit },
});
it.each<[HoldReason, string]>([
  [review(3, 0, 3), '3 results await review, so no new run is started.'],
  [review(1, 0, 1), '1 result awaits review, so no new run is started.'],
  [review(1, 2, 3), '1 result awaits review and 2 runs are under way: no more than 3 may await review.'],
  [review(0, 1, 1), '0 results await review and 1 run is under way: no more than 1 may await review.'],
  [
    { code: 'processor_busy', parameters: { cores: 2, load: 3.4, busy: 1 } },
    'The machine is busy: load 3.4 on 2 cores.',
  ],
  [
    { code: 'processor_busy', parameters: { cores: 2, load: null, busy: 0.97 } },
    'The machine is busy: its processor is used to 97 %.',
  ],
  [
    { code: 'main_process_busy', parameters: { busy: 0.94 } },
    'The app itself is busy: its main process works 94 % of the time.',
  ],
  [
    { code: 'memory_short', parameters: { free: 300e6, total: 8e9 } },
    'The machine is short of memory: 300 MB of 8.0 GB are free.',
  ],
  [{ code: 'disk_nearly_full', parameters: { free: 2e9 } }, 'The disk is nearly full: 2.0 GB are free.'],
  [
    { code: 'clones_fill_quota', parameters: { usedGb: 21.3, quotaGb: 20 } },
    'Clones and mirrors take 21.3 GB of the 20 GB that they may take, so no new run is started.',
  ],
  [
    { code: 'day_has_no_money', parameters: { budgetUsd: 5 } },
    'The budget of the day ($5.00) is used up; it goes on at 00:00, or as soon as you raise it.',
  ],
  [
    { code: 'processor_slowed_down', parameters: { percent: 40 } },
    'The computer slows its processor down to 40 %, mostly because it is hot.',
  ],
])('what holds runs back says %j', (reason, expected) => expect(messageText(reason)).toBe(expected));

it('until when somebody asks to wait is told as the time of the day', () => {
  const until = new Date(2026, 0, 1, 7, 5, 9).getTime();
  expect(messageText({ code: 'host_asks_to_wait', parameters: { host: 'h.test', until } })).toBe(
    'h.test asks everybody to wait until 07:05: its rate limit is used up.',
  );
  expect(messageText({ code: 'api_asks_to_wait', parameters: { until } })).toMatch(/ until 07:05:09: /);
});
