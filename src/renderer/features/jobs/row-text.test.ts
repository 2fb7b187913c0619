import { describe, expect, it } from 'vitest';
import { oldText } from '../../../shared/messages/message.ts';
import type { Run } from '../../../shared/run.ts';
import { aChangedRun, aPublication, aRun, aSummary } from '../../../shared/testing/builders.ts';
import { groupHint, isUsuallyFolded, type RowText, readyHint, rowText } from './row-text.ts';

const base = aRun();
const changed = aChangedRun({ changeset: aSummary({ insertions: 24, deletions: 6, files: 3 }), verdict: 'passes' });
const error = { code: 'model_overloaded' as const, message: 'Claude is overloaded.' };

describe('rowText', () => {
  it.each<[string, Run, RowText]>([
    ['waiting: the state says it', base, { text: '', tone: 'muted', lines: null }],
    [
      'waiting after a failure',
      { ...base, action: { code: 'waiting_to_go_on', parameters: {} }, lastError: error },
      { text: 'waiting to go on, after: Claude is overloaded.', tone: 'attention', lines: null },
    ],
    [
      'waiting with words that tell of the failure already',
      { ...base, action: { code: 'trying_again', parameters: { message: 'Claude is overloaded.' } }, lastError: error },
      { text: 'trying again after: Claude is overloaded.', tone: 'muted', lines: null },
    ],
    [
      'waiting for a limit',
      { ...base, action: oldText('rate limit'), waitingUntil: 43_000 },
      { text: 'rate limit, goes on in 0:42', tone: 'muted', lines: null },
    ],
    [
      'running',
      { ...base, status: 'running', action: oldText('Reading a.ts') },
      { text: 'Reading a.ts', tone: 'plain', lines: null },
    ],
    [
      'running after a failure',
      { ...base, status: 'running', action: { code: 'thinking', parameters: {} }, lastError: error },
      { text: 'thinking', tone: 'attention', lines: null },
    ],
    ['changed', changed, { text: '3 files · checks pass', tone: 'muted', lines: { insertions: 24, deletions: 6 } }],
    [
      'doubtful',
      { ...changed, verdict: 'newly_broken', guardProblems: [oldText('a'), oldText('b')], judgeReasons: ['c'] },
      {
        text: '3 files · newly broken · 2 guard rails · judge objects',
        tone: 'attention',
        lines: { insertions: 24, deletions: 6 },
      },
    ],
    [
      'failed',
      { ...base, status: 'settled', outcome: 'failed', lastError: error },
      { text: 'Claude is overloaded.', tone: 'bad', lines: null },
    ],
    [
      'not published',
      {
        ...changed,
        publication: aPublication({ step: 'failed' }),
      },
      { text: 'No right to push.', tone: 'attention', lines: null },
    ],
    [
      'stopped',
      { ...base, status: 'settled', outcome: 'stopped', action: oldText('Stopped at its limit of steps.') },
      { text: 'Stopped at its limit of steps.', tone: 'attention', lines: null },
    ],
    [
      'unchanged',
      { ...base, status: 'settled', outcome: 'unchanged', action: oldText('No change needed: done already') },
      { text: 'No change needed: done already', tone: 'muted', lines: null },
    ],
  ])('%s', (_name, run, words) => {
    expect(rowText(run, 1000)).toEqual(words);
  });
});

describe('groupHint', () => {
  const limited = { ...base, action: oldText('rate limit'), waitingUntil: 43_000 };
  it('says once what all wait for', () => {
    expect(groupHint([limited, { ...limited, waitingUntil: 20_000 }], 1000, null)).toBe('rate limit, resumes in 0:42');
    expect(groupHint([base, base], 1000, null)).toBe('waiting for a free place');
    expect(groupHint([limited, base], 1000, 'the machine is busy')).toBe('the machine is busy');
  });
  it('says nothing when they wait for different things', () => {
    expect([groupHint([limited, base], 1000, null), groupHint([], 1000, 'the machine is busy')]).toEqual(['', '']);
  });
});

describe('isUsuallyFolded', () => {
  it('folds what is done, unless it is all there is', () => {
    expect([isUsuallyFolded('done', 2), isUsuallyFolded('done', 1), isUsuallyFolded('needs_you', 2)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

it('approved changes that cannot be pushed are not promised to be opened', () => {
  const [mine, theirs] = [changed, { ...changed, canPush: false }];
  expect([[mine], [mine, theirs], [theirs]].map(readyHint)).toEqual([
    '',
    '1 of them as a patch: you cannot push there',
    'as patches: you cannot push there',
  ]);
});
