import { describe, expect, it } from 'vitest';
import { describeError } from './describe-error.ts';

describe('describeError', () => {
  it('prefers what the room said should be done', () => {
    expect(
      describeError({
        code: 'model_auth',
        message: 'Claude refused the key.',
        why: 'HTTP 401',
        next: 'Ask your admin.',
      }),
    ).toEqual({
      what: 'Claude refused the key.',
      why: 'HTTP 401',
      next: 'Ask your admin.',
    });
  });

  it('has words of its own where the room said nothing', () => {
    expect(describeError({ code: 'model_stalled', message: 'Claude went silent.' })).toEqual({
      what: 'Claude went silent.',
      why: null,
      next: 'Retry: the run goes on from its last finished step.',
    });
  });
});
