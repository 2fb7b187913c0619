import { z } from 'zod';
import { JobId, jobIdOf, RunId } from './ids.ts';

/** What a person has written and not sent, as JSON: a text, or several that belong together. */
export const DraftContent = z.json();
export type DraftContent = z.infer<typeof DraftContent>;

export const Draft = z.object({
  /** Where it was written: the kind of text, and what it is about. One draft stands at each place. */
  place: z.string().min(1).max(5000),
  /** It goes when this job does, or the job of this run. */
  about: z.union([RunId, JobId]).nullable(),
  words: DraftContent,
});
export type Draft = z.infer<typeof Draft>;

/** The job that a draft is about, be it by one of its runs; null for what is about none. */
export function jobOfDraft({ about }: Pick<Draft, 'about'>): JobId | null {
  if (about === null) return null;
  const jobId = JobId.safeParse(about);
  return jobId.success ? jobId.data : jobIdOf(RunId.parse(about));
}

/** So many are kept, and so many characters of them all; the oldest are forgotten first. */
export const MOST_DRAFTS = 500;
export const MOST_DRAFT_CHARACTERS = 8_000_000;
