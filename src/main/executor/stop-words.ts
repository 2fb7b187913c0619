import { dollars } from '../../shared/dollars.ts';
import type { TurnEnd } from '../session/session-room.ts';
import type { RunOptions } from './run-options.ts';

const STOP_WORDS = {
  steps: 'Stopped at its limit of steps. Retry goes on from here.',
  dollars: 'Stopped at its limit of dollars. Raise it and retry to go on from here.',
  minutes: 'Stopped at its limit of minutes. Retry goes on from here.',
  job_budget: 'Stopped at the budget of the job. Raise it and resume to go on from here.',
  day_budget: 'Stopped at the budget of the day. It goes on from here at 00:00, or when you raise it.',
} as const;

/** Why a run stopped, and how it goes on. */
export function stopWords(options: Pick<RunOptions, 'limits' | 'run'>, { limit, needsUsd }: TurnEnd): string {
  if (limit !== 'dollars' || needsUsd === undefined) return STOP_WORDS[limit ?? 'steps'];
  const most = dollars(options.limits().dollars);
  const spent = dollars(options.run().costUsd);
  return `Stopped at its limit of ${most}: ${spent} is spent, and the next request may cost up to ${dollars(needsUsd)}. Raise the limit to go on from here.`;
}
