import { z } from 'zod';

/** What an instruction asks of a job's settings: without it the guard rails would send back what the instruction orders. */
export const RecipeNeeds = z.object({
  /** The change may touch lock files. */
  lockFiles: z.boolean(),
  /** Commands may reach these. */
  hosts: z.array(z.string().max(253)).max(100),
});
export type RecipeNeeds = z.infer<typeof RecipeNeeds>;

export const NO_NEEDS: RecipeNeeds = { lockFiles: false, hosts: [] };

/** An instruction to start from, with `{{variables}}` that are filled in before the job runs. */
export const Recipe = z.object({
  name: z.string().trim().min(1).max(80),
  prompt: z.string().trim().min(1).max(20_000),
  needs: RecipeNeeds.default(NO_NEEDS),
});
export type Recipe = z.infer<typeof Recipe>;
