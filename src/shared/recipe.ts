import { z } from 'zod';

/** An instruction to start from, with `{{variables}}` that are filled in before the job runs. */
export const Recipe = z.object({
  name: z.string().trim().min(1).max(80),
  prompt: z.string().trim().min(1).max(20_000),
});
export type Recipe = z.infer<typeof Recipe>;
