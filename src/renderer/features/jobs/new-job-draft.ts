import { z } from 'zod';
import { headOf } from '../../../shared/cut.ts';
import { NEW_JOB_PLACE, useDraftContent } from '../../state/drafts.ts';

/** What the list of jobs says of the job that is being written. */
const WrittenJob = z.object({ title: z.string(), prompt: z.string(), repos: z.array(z.unknown()) });

/** How the job that is being written is called, and how many repositories it has; null while none is written. */
export function useWrittenJob(): { title: string; repositories: number } | null {
  const written = WrittenJob.safeParse(useDraftContent(NEW_JOB_PLACE));
  if (!written.success) return null;
  const { title, prompt, repos } = written.data;
  const [firstLine = ''] = prompt.trim().split('\n', 1);
  return { title: title.trim() || headOf(firstLine, 120) || 'New job', repositories: repos.length };
}
