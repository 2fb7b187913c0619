import type { JobSettings } from '../../shared/job.ts';
import { Effort } from '../../shared/models.ts';
import type { TurnMessage } from '../../shared/session-protocol.ts';

/** The effort that the form offers first: whoever chose another one meant it. */
const USUAL: Effort = 'medium';

/**
 * How hard the model works on a turn. With a check that passed before the change, little effort is tried first: whether it
 * was enough is proved, and what comes back is worked on with more. A higher effort than the usual one, and a lower one, was
 * chosen, and holds from the beginning. Pure.
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
