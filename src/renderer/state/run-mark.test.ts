import { describe, expect, it } from 'vitest';
import { oldText } from '../../shared/messages/message.ts';
import type { Run } from '../../shared/run.ts';
import { aChangedRun, aPublication, aPullRequest, aRun, aSummary } from '../../shared/testing/builders.ts';
import {
  canCancel,
  canPublish,
  canRetry,
  canReview,
  canSavePatch,
  type Mark,
  markOf,
  opensPullRequest,
} from './run-mark.ts';

const base = aRun();
const changed = aChangedRun({ action: oldText('ready') });
const merged = aPublication({ pullRequest: aPullRequest({ state: 'merged' }) });
const outWith = (tree: string) =>
  aPublication({ pushed: { tree, commit: 'c', branch: 'b' }, pullRequest: aPullRequest() });
const reviewed = (decision: 'approved' | 'rejected', note = '') => ({ ...base.review, decision, note });

const CASES: [string, Run, Mark, string][] = [
  ['waiting', base, { shape: 'waiting', word: 'waiting', reason: 'waiting for a free place' }, 'cancel'],
  [
    'running',
    { ...base, status: 'running', action: oldText('Reading a') },
    { shape: 'running', word: 'running', reason: 'Reading a' },
    'cancel',
  ],
  [
    'interrupted',
    { ...base, status: 'interrupted', action: oldText('The app stopped') },
    { shape: 'attention', word: 'interrupted', reason: 'The app stopped' },
    'retry',
  ],
  ['changed', changed, { shape: 'ready', word: 'review', reason: 'ready' }, 'save review publish'],
  [
    'changed with doubts',
    { ...changed, verdict: 'newly_broken', guardProblems: ['touches LICENSE'] },
    {
      shape: 'attention',
      word: 'look closely',
      reason: 'The check passed before the change and fails after it.\ntouches LICENSE',
    },
    'save review publish',
  ],
  [
    'changed with hidden text',
    { ...changed, changeset: aSummary({ doubts: ['a.md: invisible characters'] }) },
    { shape: 'attention', word: 'look closely', reason: 'a.md: invisible characters' },
    'save review publish',
  ],
  [
    'approved',
    { ...changed, review: reviewed('approved') },
    { shape: 'ready', word: 'approved', reason: 'Approved, no pull request yet' },
    'save review publish',
  ],
  [
    'rejected',
    { ...changed, review: reviewed('rejected', 'too much') },
    { shape: 'waiting', word: 'rejected', reason: 'too much' },
    'save review',
  ],
  [
    'could not be published',
    {
      ...changed,
      publication: aPublication({ step: 'failed' }),
    },
    { shape: 'attention', word: 'not published', reason: 'No right to push.' },
    'save review publish',
  ],
  [
    'merged',
    { ...changed, publication: merged },
    { shape: 'merged', word: 'merged', reason: 'Pull request #7 is merged' },
    'save',
  ],
  [
    'unchanged',
    { ...base, status: 'settled', outcome: 'unchanged', action: oldText('No change needed') },
    { shape: 'done', word: 'no change', reason: 'No change needed' },
    'retry',
  ],
  [
    'changed again after its pull request',
    { ...changed, publication: outWith('before') },
    { shape: 'ready', word: 'review', reason: 'not yet in pull request #7' },
    'save review publish',
  ],
  [
    'out in its pull request',
    { ...changed, publication: outWith('t') },
    { shape: 'done', word: 'pull request', reason: 'Pull request #7 is open' },
    'save',
  ],
  [
    'on its way out',
    { ...changed, publication: aPublication({ step: 'requested' }) },
    { shape: 'waiting', word: 'publishing', reason: 'opening the pull request' },
    'cancel save',
  ],
  [
    'failed after its pull request',
    {
      ...changed,
      outcome: 'failed',
      publication: outWith('t'),
      lastError: { code: 'model_refused', message: 'Refused.' },
    },
    { shape: 'failed', word: 'failed', reason: 'Refused.' },
    'retry save',
  ],
  [
    'failed after its pull request was merged',
    { ...changed, outcome: 'failed', publication: merged, lastError: { code: 'model_refused', message: 'Refused.' } },
    { shape: 'merged', word: 'merged', reason: 'Pull request #7 is merged' },
    'save',
  ],
  [
    'cancelled',
    { ...base, status: 'settled', outcome: 'cancelled', action: oldText('Cancelled by you') },
    { shape: 'waiting', word: 'cancelled', reason: 'Cancelled by you' },
    'retry',
  ],
  [
    'stopped',
    { ...base, status: 'settled', outcome: 'stopped', action: oldText('The limit of 60 steps') },
    { shape: 'attention', word: 'stopped', reason: 'The limit of 60 steps' },
    'retry',
  ],
  [
    'failed',
    {
      ...base,
      status: 'settled',
      outcome: 'failed',
      action: oldText('failed'),
      lastError: { code: 'git_auth', message: 'No.' },
    },
    { shape: 'failed', word: 'failed', reason: 'No.' },
    'retry',
  ],
];

describe('a run', () => {
  it.each(CASES)('%s: is marked', (_name, run, mark) => {
    expect(markOf(run)).toEqual(mark);
  });
  it.each(CASES)('%s: can do', (_name, run, _mark, can) => {
    const abilities = {
      cancel: canCancel,
      retry: canRetry,
      save: canSavePatch,
      review: canReview,
      publish: canPublish,
    };
    const names = Object.entries(abilities).flatMap(([name, test]) => (test(run) ? [name] : []));
    expect(names.join(' ')).toBe(can);
  });
});

it('opens a pull request unless it is known that pushing is not allowed', () => {
  const open = (canPush: boolean | null) => opensPullRequest({ ...changed, canPush });
  expect([open(true), open(null), open(false), opensPullRequest({ ...base, canPush: true })]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
