import { z } from 'zod';
import { Job } from '../../shared/job.ts';
import { Run } from '../../shared/run.ts';
import { type Document, openDocument } from './document.ts';
import { StoreVersion } from './migrations.ts';

/** What is stored of one job: the job itself and a row for each of its runs. Threads live in the runs' own logs. */
export const JobDocument = z.object({
  version: StoreVersion,
  job: Job,
  /** How often the job itself had been changed: the journal may hold a later state. */
  changes: z.number().int().nonnegative().default(0),
  runs: z.array(Run),
});
export type JobDocument = z.infer<typeof JobDocument>;

/** Rows never change in place, so the text of one that did not change is not made again. */
const rowTexts = new WeakMap<Run, string>();
const rowText = (run: Run): string => {
  const known = rowTexts.get(run);
  if (known !== undefined) return known;
  const text = JSON.stringify(run);
  rowTexts.set(run, text);
  return text;
};

export const openJobDocument = (file: string, now: () => number): Document<JobDocument> =>
  openDocument({
    file,
    schema: JobDocument,
    now,
    serialize: ({ version, job, changes, runs }) =>
      `{"version":${version},"job":${JSON.stringify(job)},"changes":${changes},"runs":[\n${runs.map(rowText).join(',\n')}\n]}\n`,
  });
