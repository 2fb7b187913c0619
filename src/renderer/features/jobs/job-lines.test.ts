import { describe, expect, it } from 'vitest';
import { JobId } from '../../../shared/ids.ts';
import { countRuns } from '../../../shared/job-counts.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { aChangedRun, aJob, aRun } from '../../../shared/testing/builders.ts';
import { jobLines, matchesJob, sectionOf } from './job-lines.ts';

const waiting = aRun();
const changed = aChangedRun();
const failed = { ...changed, outcome: 'failed' as const };
const unchanged = { ...changed, outcome: 'unchanged' as const, changeset: null };
const pausedBy = (by: 'person' | 'budget') => ({
  paused: { by, reason: { code: 'old_text' as const, parameters: { text: 'A reason.' } }, at: 1 },
});
const summary = (job: Partial<JobSummary['job']>, ...runs: Parameters<typeof countRuns>[0][number][]): JobSummary => ({
  job: { ...aJob(), ...job },
  counts: countRuns(runs),
  endedAt: null,
});

describe('sections', () => {
  it.each([
    ['something waits for its turn', summary({}, waiting), 'running'],
    ['a person has paused it', summary(pausedBy('person'), waiting), 'paused'],
    ['its budget has paused it', summary(pausedBy('budget'), waiting), 'needs_you'],
    ['a change waits for a decision', summary({}, failed, changed), 'needs_you'],
    ['nothing but failures is left', summary({}, failed, unchanged), 'finished'],
    ['all is done', summary(pausedBy('person'), unchanged), 'finished'],
  ])('%s', (_name, job, section) => {
    expect(sectionOf(job)).toBe(section);
  });

  it('stand in order, each under its head, the job that is being written above them', () => {
    const jobs = [
      summary({ id: JobId.parse('job_aaaaaaaa') }, unchanged),
      summary({ id: JobId.parse('job_bbbbbbbb') }, waiting),
      summary({ id: JobId.parse('job_cccccccc') }, failed),
    ];
    const keys = (folded: boolean, draft: boolean) => jobLines(jobs, () => folded, draft).map(({ key }) => key);
    expect(keys(false, true)).toEqual(['draft', 'running', 'job_bbbbbbbb', 'finished', 'job_aaaaaaaa', 'job_cccccccc']);
    expect(keys(true, false)).toEqual(['running', 'finished']);
  });

  it('one alone has no head, and cannot be folded away', () => {
    const jobs = [summary({}, waiting)];
    expect(jobLines(jobs, () => true, false).map(({ kind }) => kind)).toEqual(['job']);
  });
});

it.each([
  ['', true],
  ['upgrade', true],
  ['upgrade react', false],
  ['state:finished', true],
  ['state:failed upgrade', true],
  ['state:needs-you', false],
  ['state:needs-you state:done', true],
  ['opus', true],
])('the filter %s', (filter, fits) => {
  const job = aJob();
  const settings = { ...job.settings, model: 'claude-opus-4-8' };
  expect(matchesJob(summary({ title: 'Upgrade zod', settings }, failed), filter)).toBe(fits);
});
