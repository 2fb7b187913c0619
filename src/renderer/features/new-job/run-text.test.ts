import { describe, expect, it } from 'vitest';
import { DEFAULT_JOB_SETTINGS, type JobSettings } from '../../../shared/job.ts';
import { countRuns } from '../../../shared/job-counts.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { aJob } from '../../../shared/testing/builders.ts';
import { faultOfOptions, needsBudget, runSentences, type Start, usualRunUsd } from './run-text.ts';

const start = ({
  settings,
  app,
  ...rest
}: Partial<Omit<Start, 'settings' | 'app'>> & {
  settings?: Partial<JobSettings>;
  app?: Partial<Start['app']>;
} = {}): Start => ({
  ...{ count: 20, scripted: false, usualUsd: null },
  settings: { ...DEFAULT_JOB_SETTINGS, ...settings },
  app: { ...DEFAULT_SETTINGS, ...app },
  ...rest,
});
const limits = (dollars: number) => ({ limits: { ...DEFAULT_JOB_SETTINGS.limits, dollars } });

describe('what Run means', () => {
  const asked = 'Code is sent to Claude; nothing is pushed before you say so.';
  it.each<[string, Start, string]>([
    ['many', start(), `Up to $40.00 (20 × $2.00). At most 4 at a time. ${asked}`],
    ['one', start({ count: 1 }), `Up to $2.00 (the limit of its run). ${asked}`],
    ['fewer than places', start({ count: 3 }), `Up to $6.00 (3 × $2.00). At most 3 at a time. ${asked}`],
    [
      'history',
      start({ usualUsd: 0.12 }),
      `Up to $40.00 (20 × $2.00), likely about $2.40. At most 4 at a time. ${asked}`,
    ],
    [
      'never likely more than the most',
      start({ count: 1, usualUsd: 3 }),
      `Up to $2.00 (the limit of its run), likely about $2.00. ${asked}`,
    ],
    [
      'a budget that holds',
      start({ settings: { budgetUsd: 25 } }),
      `Up to $25.00 (the budget of the job). At most 4 at a time. ${asked}`,
    ],
    [
      'a budget that cannot be met',
      start({ settings: { budgetUsd: 400 } }),
      `Up to $40.00 (20 × $2.00). At most 4 at a time. ${asked}`,
    ],
    [
      'a budget of the day',
      start({ app: { dayBudgetUsd: 10 } }),
      `Up to $40.00 (20 × $2.00), at most $10.00 a day. At most 4 at a time. ${asked}`,
    ],
    [
      'a gateway',
      start({ count: 1, app: { anthropicUrl: 'https://gateway.acme.test/v1' } }),
      'Up to $2.00 (the limit of its run). Code is sent to Claude through gateway.acme.test; nothing is pushed before you say so.',
    ],
    [
      'a standing order',
      start({ count: 1, settings: { openPullRequests: true } }),
      'Up to $2.00 (the limit of its run). Code is sent to Claude; pull requests are opened without asking where you can push and nothing speaks against the change.',
    ],
    [
      'the demo',
      start({ count: 2, scripted: true, usualUsd: 1 }),
      'The model is scripted: it costs nothing. At most 2 at a time. Nothing is sent to Claude; nothing is pushed before you say so.',
    ],
  ])('%s', (_name, given, words) => expect(runSentences(given)).toBe(words));
});

describe('what keeps a job from starting', () => {
  it.each<[string, Start, string | null]>([
    ['nothing', start(), null],
    [
      'a limit too small for one request',
      start({ settings: limits(0.01) }),
      'Options, per repository: Too small for one request of Claude Opus 5.5, which may cost $0.07.',
    ],
    [
      'a budget too small for one request',
      start({ settings: { budgetUsd: 0.01 } }),
      'Options, whole job: Too small for one request of Claude Opus 5.5, which may cost $0.07.',
    ],
    [
      'a number out of its bounds',
      start({ settings: { limits: { ...DEFAULT_JOB_SETTINGS.limits, steps: 5000 } } }),
      'Options: “Steps” is out of its bounds.',
    ],
    ['a large sum', start({ count: 26 }), 'It may cost up to $52.00: give it a budget first.'],
    ['not one as large as that', start({ count: 25 }), null],
    ['nor one with a budget', start({ count: 26, settings: { budgetUsd: 400 } }), null],
    ['nor where nobody wants to be asked', start({ count: 500, app: { budgetFromUsd: null } }), null],
    ['nor money that is not real', start({ count: 500, scripted: true }), null],
  ])('%s', (_name, given, words) => {
    expect(faultOfOptions(given)).toBe(words);
  });
  it('offers a budget only for the sum', () => {
    expect([start({ count: 26 }), start({ settings: limits(0.01) })].map(needsBudget)).toEqual([true, false]);
  });
});

describe('what a run has cost', () => {
  const summary = (
    costUsd: number,
    total: number,
    change: Parameters<typeof aJob>[0] = {},
    running = 0,
  ): JobSummary => ({
    ...{ job: aJob(change), endedAt: null },
    counts: { ...countRuns([]), total, changed: total - running, running, costUsd },
  });
  it.each<[string, JobSummary[], number | null]>([
    ['the average of like jobs', [summary(1, 4), summary(2, 6)], 0.3],
    ['unknown before there are some', [summary(1, 2)], null],
    [
      'not of other models, efforts, or the demo',
      [
        summary(9, 9, { settings: { model: 'other' } }),
        summary(9, 9, { settings: { effort: 'low' } }),
        summary(9, 9, { demo: true }),
      ],
      null,
    ],
    ['not of what is at work', [summary(1, 4), summary(0.1, 50, {}, 49)], 0.25],
  ])('%s', (_name, jobs, usd) => expect(usualRunUsd(jobs, DEFAULT_JOB_SETTINGS)).toBe(usd));
});
