import { expect, it } from 'vitest';
import { countRuns } from '../../../shared/job-counts.ts';
import { aChangedRun, aRun } from '../../../shared/testing/builders.ts';
import { touchedText } from './options-change.ts';

it('says which runs other options touch', () => {
  const runs = [aRun(), aRun({ status: 'running' }, 2), aChangedRun({}, 3), aChangedRun({}, 4)];
  expect(touchedText(countRuns(runs))).toBe(
    '1 run that waits starts with them. ' +
      '1 run at work goes on as it began; higher limits and fewer dollars hold at once, fewer steps and minutes from the next turn. ' +
      '2 runs that are over take them up when retried. ' +
      'What has a clone already keeps the base branch and the check of that clone.',
  );
  expect(touchedText(countRuns([aRun({ status: 'running' }, 2)]))).not.toContain('clone');
});
