import { expect, it } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from '../../shared/job.ts';
import { changeOf, withChange } from './settings-change.ts';

const then = DEFAULT_JOB_SETTINGS;
const typed = { ...then, model: 'claude-other', limits: { ...then.limits, steps: 7 } };

it('what was typed stands on what the options are by now, and nothing else of then does', () => {
  expect(changeOf(then, typed)).toEqual({ model: 'claude-other', limits: { steps: 7 } });
  const now = { ...then, budgetUsd: 5, risingEffort: false, limits: { ...then.limits, dollars: 9 } };
  const change = JSON.parse(JSON.stringify(changeOf(then, typed)));
  expect(withChange(now, change)).toEqual({ ...now, model: 'claude-other', limits: { ...now.limits, steps: 7 } });
});

it('a change is taken back, and nothing that came after', () => {
  const later = { ...typed, budgetUsd: 50, limits: { ...typed.limits, dollars: 9 } };
  expect(withChange(later, changeOf(typed, then))).toEqual({
    ...then,
    budgetUsd: 50,
    limits: { ...then.limits, dollars: 9 },
  });
});

it.each([
  ['too many steps', { limits: { steps: 5000 } }],
  ['half a step', { limits: { steps: 1.5 } }],
  ['no dollars', { limits: { dollars: 0 }, budgetUsd: 0 }],
  ['a branch and a check that are not typed yet', { branch: '', check: { mode: 'command', command: '' } }],
])('%s cost no other change', (_name, bad) => {
  expect(withChange(then, { model: 'claude-other', ...bad })).toEqual({
    ...then,
    model: 'claude-other',
    ...bad,
    limits: { ...then.limits, ...('limits' in bad ? bad.limits : {}) },
  });
});

it.each([
  ['a word of another version', { effort: 'of another version' }],
  ['a field that there is not', { speed: 1, limits: { tokens: 1 } }],
  ['another kind of value', { limits: { steps: null }, judge: 'yes' }],
  ['a text', 'text'],
  ['a list', [1]],
])('%s counts as nothing', (_name, bad) => expect(withChange(then, bad)).toEqual(then));
