import { describe, expect, it } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from './job.ts';
import { branchFor, titleOf } from './new-job.ts';

describe('branchFor', () => {
  it.each([
    ['Replace Travis with GitHub Actions', 'cody-batch/replace-travis-with-github-actions'],
    ['Añade café: 100 % más', 'cody-batch/anade-cafe-100-mas'],
    ['a title that goes on and on and on and on and on', 'cody-batch/a-title-that-goes-on-and-on-and-on-and-on'],
    ['変更', 'cody-batch/change'],
    ['', 'cody-batch/change'],
  ])('%j', (title, branch) => expect(branchFor(DEFAULT_JOB_SETTINGS, title)).toBe(branch));
  it('keeps a branch that somebody chose', () => {
    expect(branchFor({ ...DEFAULT_JOB_SETTINGS, branch: 'chore/x' }, 'Other')).toBe('chore/x');
  });
});

describe('titleOf', () => {
  it.each([
    [' Mine ', 'Do it.', 'Mine'],
    ['  ', '# Do it.\n\nSlowly.', 'Do it'],
  ])('%j for the prompt %j', (title, prompt, expected) => expect(titleOf({ title, prompt })).toBe(expected));
});
