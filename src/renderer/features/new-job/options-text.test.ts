import { describe, expect, it } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import { budgetWarning, summarizeOptions } from './options-text.ts';

describe('budgetWarning', () => {
  const opus = 'claude-opus-5-5';
  it.each([
    [null, opus, {}],
    [2, opus, {}],
    [0.15, opus, { hint: 'One request of Claude Opus 5.5 may cost $0.19; with less, its answers are kept short.' }],
    [0.05, opus, { error: 'Too small for one request of Claude Opus 5.5, which may cost $0.07.' }],
    [0.05, 'claude-haiku-5-5', {}],
  ])('%j dollars for %s', (usd, model, words) => expect(budgetWarning(usd, model)).toEqual(words));
});

describe('summarizeOptions', () => {
  it('says the usual in one line', () => {
    expect(summarizeOptions(DEFAULT_JOB_SETTINGS, 'b')).toBe(
      'Claude Opus 5.5, medium effort (low first) · at most $2.00, 60 steps and 30 min each · checks found by itself · branch b · pull requests after review',
    );
  });
  it('says what differs', () => {
    const settings = {
      ...DEFAULT_JOB_SETTINGS,
      model: 'gateway-model',
      budgetUsd: 25,
      check: { mode: 'command' as const, command: 'make test' },
      openPullRequests: true,
    };
    expect(summarizeOptions(settings, 'b')).toBe(
      'gateway-model · at most $2.00, 60 steps and 30 min each · $25.00 in all · check: make test · branch b · opens pull requests by itself',
    );
  });
});
