import { z } from 'zod';
import { resultSchema } from '../errors.ts';
import { JobId, RunId } from '../ids.ts';

/** A command or query of the window: what it takes and, as a Result, what it answers. */
export const none = z.object({});
export const done = z.object({});
export const method = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  input,
  output: resultSchema(output),
});
export const runIds = z.object({ runIds: z.array(RunId).min(1).max(2000) });
export const jobId = z.object({ jobId: JobId });
export const runId = z.object({ runId: RunId });
/** Id of a git tree. */
export const Tree = z.string().regex(/^[0-9a-f]{40,64}$/);
export const FilePath = z.string().min(1).max(4096);

/** The person has read that this text looks like a key, and sends it all the same; said of this text alone. */
export const ANYWAY = { anyway: z.boolean().optional() };
