import { z } from 'zod';

/** Branded ids: a JobId can never be passed where a RunId is meant. Made in the main process only. */
export const JobId = z
  .string()
  .regex(/^job_[a-z0-9]{8,40}$/)
  .brand<'JobId'>();
export type JobId = z.infer<typeof JobId>;
/** `run_…`: a job on one repository. */
export const RunId = z
  .string()
  .regex(/^run_[a-z0-9]{8,40}$/)
  .brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;
/** How many letters of a run's id say which run of its job it is; those before them are its job's own. */
export const RUN_INDEX_LETTERS = 4;
/** The job that a run belongs to. */
export const jobIdOf = (runId: RunId): JobId => JobId.parse(`job_${runId.slice('run_'.length, -RUN_INDEX_LETTERS)}`);
/** `turn_…`: one turn of a run's thread; unique within it. */
export const TurnId = z
  .string()
  .regex(/^turn_[a-z0-9]{1,40}$/)
  .brand<'TurnId'>();
export type TurnId = z.infer<typeof TurnId>;
/** The model's own id of a tool call (`toolu_…`); unique within a thread. */
export const ToolCallId = z.string().min(1).max(200).brand<'ToolCallId'>();
export type ToolCallId = z.infer<typeof ToolCallId>;
