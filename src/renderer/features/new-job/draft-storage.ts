import { z } from 'zod';
import { DEFAULT_JOB_SETTINGS, type JobSettings } from '../../../shared/job.ts';
import { NO_NEEDS, RecipeNeeds } from '../../../shared/recipe.ts';
import { RepoRef } from '../../../shared/repo.ts';
import { NEW_JOB_PLACE, readDraft, setDraft } from '../../state/drafts.ts';
import { withChange } from '../../state/settings-change.ts';

/** What of a job that is being written survives a restart. What hosts said of its repositories is asked anew. */
export const KeptDraft = z.object({
  repos: z.array(RepoRef),
  title: z.string(),
  prompt: z.string(),
  /** One option that cannot be read costs neither the others nor what was written. */
  settings: z
    .json()
    .transform((words): JobSettings | null => (words === null ? null : withChange(DEFAULT_JOB_SETTINGS, words))),
  variables: z.array(z.string()),
  values: z.record(z.string(), z.string()),
  granted: RecipeNeeds.default(NO_NEEDS),
});
export type KeptDraft = z.infer<typeof KeptDraft>;

export const readKept = (): KeptDraft | null => readDraft(NEW_JOB_PLACE, KeptDraft);
/** Null forgets it. */
export const keep = (draft: KeptDraft | null): void => setDraft(NEW_JOB_PLACE, null, draft);
