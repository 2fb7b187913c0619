import { describe, expect, it } from 'vitest';
import { RUN_STATES } from '../../shared/testing/run-states.ts';
import {
  canCancel,
  canPublish,
  canRetry,
  canReview,
  canSavePatch,
  type Mark,
  markAfter,
  markOf,
  nextStepOf,
  opensPullRequest,
} from './run-mark.ts';

const CASES: [keyof typeof RUN_STATES, Mark, string][] = [
  ['waiting', { shape: 'waiting', word: 'waiting', reason: 'waiting for a free place' }, 'cancel'],
  ['running', { shape: 'running', word: 'running', reason: 'Reading a' }, 'cancel'],
  ['interrupted', { shape: 'attention', word: 'interrupted', reason: 'The app stopped' }, 'retry'],
  ['changed', { shape: 'ready', word: 'review', reason: 'ready' }, 'save review publish'],
  [
    'changed with doubts',
    {
      shape: 'attention',
      word: 'look closely',
      reason: 'The check passed before the change and fails after it.\ntouches LICENSE',
    },
    'save review publish',
  ],
  [
    'changed with hidden text',
    { shape: 'attention', word: 'look closely', reason: 'a.md: invisible characters' },
    'save review publish',
  ],
  ['approved', { shape: 'done', word: 'approved', reason: 'Approved, no pull request yet' }, 'save review publish'],
  ['rejected', { shape: 'waiting', word: 'rejected', reason: 'too much' }, 'save review'],
  [
    'could not be published',
    { shape: 'attention', word: 'not published', reason: 'No right to push.' },
    'save review publish',
  ],
  ['merged', { shape: 'merged', word: 'merged', reason: 'Pull request #7 is merged' }, 'save'],
  ['unchanged', { shape: 'done', word: 'no change', reason: 'No change needed' }, 'retry'],
  [
    'changed again after its pull request',
    { shape: 'ready', word: 'review', reason: 'not yet in pull request #7' },
    'save review publish',
  ],
  ['out in its pull request', { shape: 'done', word: 'pull request', reason: 'Pull request #7 is open' }, 'save'],
  ['on its way out', { shape: 'running', word: 'publishing', reason: 'opening the pull request' }, 'cancel save'],
  ['failed after its pull request', { shape: 'failed', word: 'failed', reason: 'Refused.' }, 'retry save'],
  [
    'failed after its pull request was merged',
    { shape: 'merged', word: 'merged', reason: 'Pull request #7 is merged' },
    'save',
  ],
  ['cancelled', { shape: 'waiting', word: 'cancelled', reason: 'Cancelled by you' }, 'retry'],
  ['stopped', { shape: 'attention', word: 'stopped', reason: 'The limit of 60 steps' }, 'retry'],
  ['failed', { shape: 'failed', word: 'failed', reason: 'No.' }, 'retry'],
];

describe('a run', () => {
  it.each(CASES)('%s: is marked', (name, mark) => {
    expect(markOf(RUN_STATES[name])).toEqual(mark);
  });
  it.each(CASES)('%s: can do', (name, _mark, can) => {
    const abilities = {
      cancel: canCancel,
      retry: canRetry,
      save: canSavePatch,
      review: canReview,
      publish: canPublish,
    };
    const names = Object.entries(abilities).flatMap(([ability, test]) => (test(RUN_STATES[name]) ? [ability] : []));
    expect(names.join(' ')).toBe(can);
  });
});

it('a change that a person edited is marked as not checked until it is', () => {
  const edited = {
    ...RUN_STATES.changed,
    verdict: null,
    action: { code: 'edited' as const, parameters: { files: 2 } },
  };
  expect(markOf(edited)).toEqual({
    shape: 'attention',
    word: 'not checked',
    reason: '2 files changed, edited by you, not checked since',
  });
});

it('no state is forgotten', () => {
  expect(CASES.map(([name]) => name)).toEqual(Object.keys(RUN_STATES));
});

it('opens a pull request unless it is known that pushing is not allowed', () => {
  const open = (canPush: boolean | null) => opensPullRequest({ ...RUN_STATES.changed, canPush });
  expect([open(true), open(null), open(false), opensPullRequest({ ...RUN_STATES.waiting, canPush: true })]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('shows what is being decided before main has saved it', () => {
  expect(markAfter(RUN_STATES.changed, 'approved')).toEqual(markOf(RUN_STATES.approved));
  expect(markAfter(RUN_STATES.rejected, 'none').word).toBe('review');
  expect(markAfter(RUN_STATES.approved, null)).toEqual(markOf(RUN_STATES.approved));
});

it.each<[keyof typeof RUN_STATES, string | null, string | null]>([
  ['changed', 'approve', 'send'],
  ['changed with doubts', 'approve', 'send'],
  ['approved', 'publish', 'send'],
  ['rejected', null, 'send'],
  ['on its way out', null, 'send'],
  ['merged', null, null],
])('%s: one step is next, with something written another', (name, step, withText) => {
  const run = { ...RUN_STATES[name], steps: 3 };
  expect([nextStepOf(run, false), nextStepOf(run, true)]).toEqual([step, withText]);
});
