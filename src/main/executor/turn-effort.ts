import type { JobSettings } from '../../shared/job.ts';
import { Effort } from '../../shared/models.ts';
import type { TurnMessage } from '../../shared/session-protocol.ts';

/** The default effort: any other one was chosen deliberately. */
const USUAL: Effort = 'medium';

/**
 * The effort for a turn. With a check that passed before the change, low effort is tried first: the check proves whether it
 * was enough, and work that is sent back gets more effort. An effort other than the default was chosen and always applies.
 * Pure.
 * @param provable a check passed before the change, so that it can tell whether the change is right
 */
export function effortOf(
  source: TurnMessage['source'],
  { effort, risingEffort }: Pick<JobSettings, 'effort' | 'risingEffort'>,
  provable: boolean,
): Effort {
  if (!risingEffort) return effort;
  switch (source) {
    case 'instruction':
      return provable && effort === USUAL ? 'low' : effort;
    case 'check':
    case 'judge':
      return higher(effort, 'high');
    default:
      return effort;
  }
}

const LEVELS = Effort.options;
const higher = (a: Effort, b: Effort): Effort => (LEVELS.indexOf(a) >= LEVELS.indexOf(b) ? a : b);
