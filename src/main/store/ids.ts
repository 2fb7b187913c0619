import { JobId, RUN_INDEX_LETTERS, RunId } from '../../shared/ids.ts';

const JOB_LETTERS = 12;

/** A new job id from a source of randomness (0 to 1). */
export function newJobId(random: () => number): JobId {
  let letters = '';
  for (let i = 0; i < JOB_LETTERS; i += 1) letters += Math.floor(random() * 36).toString(36);
  return JobId.parse(`job_${letters}`);
}

/** The id of a job's nth run. It begins with the job's own letters, so that a run alone leads to its job's document. */
export const runIdOf = (jobId: JobId, index: number): RunId =>
  RunId.parse(`run_${jobId.slice('job_'.length)}${index.toString(36).padStart(RUN_INDEX_LETTERS, '0')}`);
