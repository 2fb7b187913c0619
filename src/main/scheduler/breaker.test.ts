import { describe, expect, it } from 'vitest';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { RunId } from '../../shared/ids.ts';
import type { Run } from '../../shared/run.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { exampleJob } from '../store/testing.ts';
import { createBreaker } from './breaker.ts';

const error = (code: ErrorCode, rest: Partial<AppError> = {}): AppError => ({ code, message: code, ...rest });

const forAll = (message: string) => ({ code: 'failed_for_all', parameters: { failure: { message } } });

describe('the breaker', () => {
  const [a, b, c] = ['a', 'b', 'c'] as RunId[] as [RunId, RunId, RunId];
  const first = exampleJob(manualClock(), 1).runs[0]!;
  const run = (...failures: [RunId, AppError][]) => {
    const breaker = createBreaker();
    return failures.map(([id, failure]) => breaker.failed({ ...first, id }, failure)).at(-1);
  };
  const down = error('git_unreachable', { host: 'h', next: 'Look.' });
  it.each<[string, [RunId, AppError][], unknown]>([
    [
      'two alike are not enough',
      [
        [a, down],
        [b, down],
      ],
      null,
    ],
    ...["error: invalid path '.git/config'", "error: object 12: hasDotdot: contains '..'\nfatal: fsck error"].map(
      (why): [string, [RunId, AppError][], unknown] => [
        `what a repository holds is its own matter: ${why}`,
        [a, b, c].map((id) => [id, error('git_failed', { why })]),
        null,
      ],
    ),
    [
      'three alike pause',
      [
        [a, down],
        [b, down],
        [c, down],
      ],
      {
        by: 'breaker',
        reason: {
          code: 'same_failure',
          parameters: { times: 3, failure: { message: 'git_unreachable', next: 'Look.' } },
        },
      },
    ],
    [
      'another host is another failure',
      [
        [a, down],
        [b, { ...down, host: 'i' }],
        [c, down],
      ],
      null,
    ],
    [
      'another code is another failure',
      [
        [a, down],
        [b, error('github_unreachable')],
        [c, down],
      ],
      null,
    ],
    [
      'one stubborn repository is no pattern',
      [
        [a, down],
        [a, down],
        [a, down],
      ],
      null,
    ],
    [
      'a failure about one repository does not count',
      [
        [a, error('repo_empty')],
        [b, error('repo_empty')],
        [c, error('repo_empty')],
      ],
      null,
    ],
    ['a wrong key pauses at once', [[a, error('model_auth')]], { by: 'keys', reason: forAll('model_auth') }],
    ['a full disk pauses at once', [[a, error('store_full')]], { by: 'breaker', reason: forAll('store_full') }],
  ])('%s', (_name, failures, pause) => expect(run(...failures)).toEqual(pause));

  const settled = (id: RunId, change: Partial<Run>): Run => ({ ...first, id, status: 'settled', steps: 3, ...change });
  const could = { code: 'could_not_do' as const, parameters: { summary: 'No such framework here.', leftOut: [] } };
  const nothing: Partial<Run> = { outcome: 'failed', action: could };
  const stopped = (stoppedBy: Run['stoppedBy']): Partial<Run> => ({ outcome: 'stopped', stoppedBy });
  it.each<[string, [RunId, Partial<Run>][], unknown]>([
    [
      'three that could not do it pause, and say what to do',
      [
        [a, nothing],
        [b, { outcome: 'failed', action: { code: 'unexplained', parameters: { leftOut: [] } } }],
        [c, nothing],
      ],
      {
        by: 'breaker',
        offer: 'prompt',
        reason: { code: 'runs_without_result', parameters: { times: 3, last: could } },
      },
    ],
    [
      'one that went well in between begins anew',
      [
        [a, nothing],
        [b, nothing],
        [c, { outcome: 'unchanged' }],
        [a, nothing],
      ],
      null,
    ],
    [
      'a failure of another kind does not',
      [
        [a, nothing],
        [b, stopped('steps')],
        [b, nothing],
        [c, nothing],
      ],
      expect.objectContaining({ offer: 'prompt' }),
    ],
    [
      'three that stopped at their dollars offer to raise them',
      [
        [a, stopped('dollars')],
        [b, stopped('dollars')],
        [c, stopped('dollars')],
      ],
      {
        by: 'breaker',
        offer: 'limits',
        reason: { code: 'runs_stopped_at_limit', parameters: { times: 3, limit: 'dollars' } },
      },
    ],
    [
      'and so at another limit of theirs',
      [
        [a, stopped('steps')],
        [b, stopped('steps')],
        [c, stopped('steps')],
      ],
      {
        by: 'breaker',
        offer: 'limits',
        reason: { code: 'runs_stopped_at_limit', parameters: { times: 3, limit: 'steps' } },
      },
    ],
    [
      'what cost nothing does not count',
      [
        [a, { ...nothing, steps: 0 }],
        [b, { ...nothing, steps: 0 }],
        [c, { ...nothing, steps: 0 }],
      ],
      null,
    ],
    [
      'nor do runs that somebody cancelled',
      [
        [a, { outcome: 'cancelled' }],
        [b, { outcome: 'cancelled' }],
        [c, { outcome: 'cancelled' }],
      ],
      null,
    ],
  ])('of runs that settled: %s', (_name, runs, pause) => {
    const breaker = createBreaker();
    expect(runs.map(([id, change]) => breaker.settled(settled(id, change))).at(-1)).toEqual(pause);
  });

  it('a failure about one repository counts once a session was paid for it', () => {
    const breaker = createBreaker();
    const refused = error('model_refused', { message: 'The model refused.' });
    const trips = [a, b, c].map((id) => breaker.failed({ ...first, id, steps: 2 }, refused));
    expect(trips).toEqual([
      null,
      null,
      {
        by: 'breaker',
        offer: 'prompt',
        reason: { code: 'same_failure', parameters: { times: 3, failure: { message: 'The model refused.' } } },
      },
    ]);
    expect([a, b, c].map((id) => breaker.failed({ ...first, id }, refused))).toEqual([null, null, null]);
  });
});
