import { z } from 'zod';
import { JobSettings } from '../../../shared/job.ts';
import { RepoRef } from '../../../shared/repo.ts';

/** What of a job that is being written survives a restart. What hosts said of its repositories is asked anew. */
export const KeptDraft = z.object({
  repos: z.array(RepoRef),
  title: z.string(),
  prompt: z.string(),
  settings: JobSettings.nullable(),
  variables: z.array(z.string()),
  values: z.record(z.string(), z.string()),
});
export type KeptDraft = z.infer<typeof KeptDraft>;

const STORAGE_KEY = 'cody-batch.draft.1';

/** Reads what was kept; anything that does not parse counts as nothing. */
export function parseDraft(text: string | null): KeptDraft | null {
  if (text === null) return null;
  try {
    const parsed = KeptDraft.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const storage = (): Storage | null => (typeof localStorage === 'undefined' ? null : localStorage);

export const readDraft = (): KeptDraft | null => parseDraft(storage()?.getItem(STORAGE_KEY) ?? null);

/** Null forgets the draft. A draft that is too large for the storage is kept for this session only. */
export function keepDraft(draft: KeptDraft | null): void {
  try {
    if (draft === null) storage()?.removeItem(STORAGE_KEY);
    else storage()?.setItem(STORAGE_KEY, JSON.stringify(draft));
  } catch {
    storage()?.removeItem(STORAGE_KEY);
  }
}
