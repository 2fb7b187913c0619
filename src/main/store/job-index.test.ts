import { expect, it } from 'vitest';
import { aJob, aRun } from '../../shared/testing/builders.ts';
import { IndexDocument, summarize } from './job-index.ts';

it('an entry that an earlier version summed up in another way is left out, and the others stay', () => {
  const entry = { summary: summarize(aJob(), [aRun()]), unfinished: false, awaitingReview: 0, mtimeMs: 1, size: 1 };
  const { ready: _ready, ...countsBefore } = entry.summary.counts;
  const before = { ...entry, summary: { ...entry.summary, counts: countsBefore } };
  expect(IndexDocument.parse({ version: 1, jobs: [before, entry] }).jobs).toEqual([entry]);
});
