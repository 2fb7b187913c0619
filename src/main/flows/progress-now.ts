import { ok, type Result } from '../../shared/errors.ts';
import { pendingComments } from '../queue/ending.ts';
import type { RunOptions } from './run-options.ts';
import { progressOf, type RunProgress } from './run-progress.ts';

/** What is recorded of a run at this moment. */
export async function progressNow(options: RunOptions): Promise<Result<{ progress: RunProgress; comments: string[] }>> {
  const events = await options.events();
  if (!events.ok) return events;
  return ok({ progress: progressOf(events.value), comments: pendingComments(events.value) });
}
