import { expect, it } from 'vitest';
import { Changeset } from '../changeset.ts';
import { Job } from '../job.ts';
import { NO_PUBLICATION, Publication } from '../publication.ts';
import { PullRequest } from '../pull-request.ts';
import { Run } from '../run.ts';
import { aChangedRun, aChangeset, aJob, aPublication, aPullRequest, aRun } from './builders.ts';

it.each([
  ['a run', Run, aRun()],
  ['a changed run', Run, aChangedRun({ publication: aPublication({ pullRequest: aPullRequest() }) }, 12)],
  ['a job', Job, aJob()],
  ['a changeset', Changeset, aChangeset()],
  ['a pull request', PullRequest, aPullRequest()],
])('%s is whole: reading it back adds and takes away nothing', (_name, schema, built) => {
  expect(schema.parse(built)).toStrictEqual(built);
});

it('each step of a publication can be made', () => {
  const steps = Publication.options.map(({ shape }) => shape.step.value);
  expect(steps.map((step) => aPublication({ step }).step)).toEqual(steps);
  expect(aPublication()).toEqual(NO_PUBLICATION);
});
