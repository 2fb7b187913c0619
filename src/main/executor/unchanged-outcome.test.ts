import { expect, test } from 'vitest';
import type { LeftOut } from '../../shared/left-out.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { unchangedOutcome } from './unchanged-outcome.ts';

const env: LeftOut = { path: '.env.example', why: 'ignored' };
const modules: LeftOut = { path: 'node_modules/', why: 'ignored' };
const key: LeftOut = { path: 'conf/key', why: 'filter' };
const said = (outcome: 'changed' | 'no_change_needed' | 'cannot_do') => ({ outcome, summary: 'It says so.' });

test.each([
  ['nothing to do', said('no_change_needed'), [], 'unchanged', 'It says so.'],
  ['nothing to do, after an install', said('no_change_needed'), [modules], 'unchanged', 'It says so.'],
  [
    'nothing to do, with something left out',
    said('no_change_needed'),
    [env, modules],
    'unchanged',
    'It says so.\nIgnored by the repository, left out: .env.example',
  ],
  [
    'a change that git ignores',
    said('changed'),
    [env, key],
    'failed',
    'The session reports a change, but nothing of it can be published: It says so.\nLeft out, because a filter that is not run here would have to change it (git-crypt, LFS or the like): conf/key\nIgnored by the repository, left out: .env.example',
  ],
  [
    'a change that is not there',
    said('changed'),
    [modules],
    'failed',
    'The session reports a change, but the files are as they were: It says so.',
  ],
  ['what it cannot do', said('cannot_do'), [], 'failed', 'The session could not do it: It says so.'],
  ['no report', null, [], 'unchanged', 'Ended without a report. Its last words: Last words.'],
] as const)('%s', (_name, report, leftOut, outcome, words) => {
  const settled = unchangedOutcome(report, 'Last words.', leftOut);
  expect([settled.outcome, messageText(settled.reason)]).toEqual([outcome, words]);
});

test('silence is no outcome', () => {
  expect(unchangedOutcome(null, '', [])).toMatchObject({ outcome: 'failed' });
});
