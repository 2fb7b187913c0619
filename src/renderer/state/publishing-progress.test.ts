import { expect, it } from 'vitest';
import type { Run } from '../../shared/run.ts';
import { aChangedRun, aPublication, aPullRequest, runId as id } from '../../shared/testing/builders.ts';
import { progressOf, progressText } from './publishing-progress.ts';

const asked = new Map([1, 2, 3].map((nth) => [id(nth), 5]));
const run = (nth: number, lastSeq: number, publication: Run['publication'] = aPublication()) =>
  aChangedRun({ lastSeq, publication }, nth);
const open = aPublication({ pullRequest: aPullRequest() });
const wordsAt = (...runs: Run[]) =>
  progressText(progressOf(asked, Object.fromEntries(runs.map((each) => [each.id, each]))));

it.each<[string, Run[], string]>([
  ['main has not said anything yet', [run(1, 5), run(2, 5), run(3, 5)], 'Opening pull requests: 0 of 3'],
  [
    'one is out, one on its way, one failed',
    [run(1, 9, open), run(2, 6, aPublication({ step: 'requested' })), run(3, 7, aPublication({ step: 'failed' }))],
    'Opening pull requests: 2 of 3',
  ],
  ['all are out', [run(1, 9, open), run(2, 9, open), run(3, 9, open)], 'All 3 pull requests are open'],
  [
    'one failed, and one was called off',
    [run(1, 9, open), run(2, 9, aPublication({ step: 'failed' })), run(3, 9)],
    '1 of 3 pull requests are open; the rows of the others say why',
  ],
])('%s', (_name, runs, words) => expect(wordsAt(...runs)).toBe(words));
