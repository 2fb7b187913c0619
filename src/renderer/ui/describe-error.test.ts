import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../shared/errors.ts';
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
      action: 'settings',
      actionLabel: 'Open Settings',
    });
  });

  it('offers a retry where trying again can help', () => {
    expect(describeError({ code: 'model_stalled', message: 'Claude went silent.' })).toEqual({
      what: 'Claude went silent.',
      why: null,
      next: 'Retry: the run goes on from its last finished step.',
      action: 'retry',
      actionLabel: 'Retry',
    });
  });

  it('says what to do next for every code', () => {
    const mute = ERROR_CODES.filter((code) => {
      const words = describeError({ code, message: 'm' });
      return words.action === null && words.next === null;
    });
    expect(mute).toEqual([]);
  });
});
