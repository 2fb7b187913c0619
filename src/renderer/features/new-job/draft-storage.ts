import { z } from 'zod';
import { JobSettings } from '../../../shared/job.ts';
import { NO_NEEDS, RecipeNeeds } from '../../../shared/recipe.ts';
import { RepoRef } from '../../../shared/repo.ts';
import { keepWhenStill, readKept } from '../../state/kept.ts';

/** What of a job that is being written survives a restart. What hosts said of its repositories is asked anew. */
export const KeptDraft = z.object({
  repos: z.array(RepoRef),
  title: z.string(),
  prompt: z.string(),
  settings: JobSettings.nullable(),
  variables: z.array(z.string()),
  values: z.record(z.string(), z.string()),
  granted: RecipeNeeds.default(NO_NEEDS),
});
export type KeptDraft = z.infer<typeof KeptDraft>;

const STORAGE_KEY = 'cody-batch.draft.1';

export const readDraft = (): KeptDraft | null => readKept(STORAGE_KEY, KeptDraft);
/** A listener for changes of the draft; null forgets it. */
export const keepDraft = (read: () => KeptDraft | null): (() => void) => keepWhenStill(STORAGE_KEY, read);
