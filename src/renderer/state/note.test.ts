import { expect, it } from 'vitest';
import type { Run } from '../../shared/run.ts';
import { aPublication, aPullRequest, aRun } from '../../shared/testing/builders.ts';
import { noteResult } from './note.ts';

const run = (change: Partial<Run>) => aRun({ status: 'settled', steps: 3, ...change });
const done = run({});
const running = run({ status: 'running' });
const waiting = run({ status: 'queued', steps: 0 });
const merged = run({ publication: aPublication({ pullRequest: aPullRequest({ state: 'merged' }) }) });

it.each([
  [[done], 'Sent to the session'],
  [[done, done, done], 'Sent to 3 sessions'],
  [[done, waiting], 'Sent to 1 of 2: 1 has not begun'],
  [[done, waiting, waiting, merged], 'Sent to 1 of 4: 2 have not begun, 1 is merged'],
  [[done, running], 'Sent to 2 sessions. 1 is running and gets it after the present turn'],
  [[done, running, running, merged], 'Sent to 3 of 4: 1 is merged. 2 are running and get it after the present turn'],
])('%#', (runs, words) => expect(noteResult(runs)).toBe(words));
