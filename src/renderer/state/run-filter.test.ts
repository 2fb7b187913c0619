import { describe, expect, it } from 'vitest';
import type { Run } from '../../shared/run.ts';
import { aRun as run } from '../../shared/testing/builders.ts';
import { FILTER_CHOICES, hasWord, matchesFilter, toggleWord } from './run-filter.ts';

const settled = (outcome: Run['outcome'], change: Partial<Run> = {}) => run({ status: 'settled', outcome, ...change });

const failed = settled('failed', { lastError: { code: 'git_auth', message: 'The token may not read it.' } });
const broken = settled('changed', { verdict: 'newly_broken', costUsd: 0.4 });
const unchanged = settled('unchanged', { costUsd: 1.2 });

describe('matchesFilter', () => {
  it.each([
    ['', failed, true],
    ['team/repo-1', failed, true],
    ['TEAM', failed, true],
    ['team token', failed, true],
    ['team missing', failed, false],
    ['state:failed', failed, true],
    ['state:token', failed, false],
    ['state:review', broken, false],
    ['state:look', broken, true],
    ['state:needs-you', broken, true],
    ['state:waiting', run(), true],
    ['outcome:changed', broken, true],
    ['outcome:changed', unchanged, false],
    ['outcome:changed', run(), false],
    ['checks:newly-broken', broken, true],
    ['checks:broken', broken, true],
    ['checks:broken', failed, false],
    ['outcome:failed outcome:changed', broken, true],
    ['outcome:failed outcome:unchanged', broken, false],
    ['outcome:changed checks:passes', broken, false],
    ['cost:>0.10', broken, true],
    ['cost:>0.50', broken, false],
    ['cost:<0.50', broken, true],
    ['cost:1.2', unchanged, true],
    ['cost:dear', unchanged, true],
    ['unknown:word', broken, false],
  ])('%j', (filter, row, expected) => expect(matchesFilter(row, filter)).toBe(expected));
});

describe('the words of a filter', () => {
  it.each([
    ['', 'state:done', 'state:done'],
    ['team', 'state:done', 'team state:done'],
    ['team STATE:done  x', 'state:done', 'team x'],
  ])('%j with %s toggled is %j', (filter, word, after) => expect(toggleWord(filter, word)).toBe(after));

  it('knows what it holds, and every choice finds something and leaves something out', () => {
    expect([hasWord('a Cost:>1', 'cost:>1'), hasWord('a', 'cost:>1')]).toEqual([true, false]);
    const rows = [
      run(),
      run({ status: 'running' }),
      failed,
      broken,
      unchanged,
      settled('stopped'),
      settled('cancelled'),
      settled('changed', {
        review: { decision: 'approved', tree: 't', promptVersion: 1, at: 1, note: '' },
        verdict: 'passes',
      }),
      settled('changed', { verdict: 'broken_before' }),
      settled('changed', { verdict: 'no_checks_found' }),
      settled('changed', { verdict: 'could_not_run' }),
    ];
    for (const { word } of FILTER_CHOICES.flatMap(({ words }) => words)) {
      const found = rows.filter((row) => matchesFilter(row, word)).length;
      expect([word, found > 0, found < rows.length]).toEqual([word, true, true]);
    }
  });
});
