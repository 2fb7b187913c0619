import { DEFAULT_JOB_SETTINGS, type JobSettings } from './job.ts';
import { titleFromPrompt } from './job-title.ts';

/** Letters and digits of a branch that is named after its job; it ends at a whole word. */
const LONGEST_NAME = 40;

/** The title of a new job: the person's own, or one made from the prompt. Pure. */
export const titleOf = ({ title, prompt }: { title: string; prompt: string }): string =>
  title.trim() || titleFromPrompt(prompt);

/** The branch of a new job: the one that was chosen, or one that is named after what the job does. Pure. */
export function branchFor(settings: JobSettings, title: string): string {
  if (settings.branch !== DEFAULT_JOB_SETTINGS.branch) return settings.branch;
  const words = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let slug = '';
  for (const word of words) {
    if (slug.length + word.length > LONGEST_NAME) break;
    slug += slug === '' ? word : `-${word}`;
  }
  return slug === '' ? settings.branch : `cody-batch/${slug}`;
}
