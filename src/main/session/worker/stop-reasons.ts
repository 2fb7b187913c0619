import type { AppError } from '../../../shared/errors.ts';
import type { Conversation } from './conversation.ts';
import { callsOf } from './conversation.ts';
import type { ModelAnswer } from './model.ts';

/** How often the output limit doubles after answers that were cut off. */
const MOST_DOUBLINGS = 4;

/** What the loop does next, seen from how the last answer ended. Its tool calls are answered by then. */
export type Next = { do: 'ask' } | { do: 'nudge' } | { do: 'end' } | { do: 'fail'; error: AppError };

/**
 * Must this answer stay out of the conversation? Only a known, regular end lets it in, and tool calls are run only when
 * the model stopped for them: anything else may have been cut off in the middle of a call.
 */
export function isDiscarded({ stopReason, content }: Pick<ModelAnswer, 'stopReason' | 'content'>): boolean {
  switch (stopReason) {
    case 'tool_use':
    case 'pause_turn':
      return false;
    case 'end_turn':
    case 'stop_sequence':
      return callsOf(content).length > 0;
    default:
      return true;
  }
}

/** The next move after an answer, or after a restart in the same place. `category` is that of a refusal, if known. */
export function nextMove(
  { stopReason, discarded, cuts, nudged }: Conversation,
  { canRaise, category }: { canRaise: boolean; category: string | null },
): Next {
  if (stopReason === null || stopReason === 'pause_turn') return { do: 'ask' };
  if (!discarded) return nudged ? { do: 'end' } : { do: 'nudge' };
  switch (stopReason) {
    case 'max_tokens':
      if (canRaise && cuts <= MOST_DOUBLINGS) return { do: 'ask' };
      return fail('model_bad_answer', 'The answer does not fit into the largest allowed output', {
        next: 'Ask for a smaller change, or choose a model with a larger output.',
      });
    case 'refusal':
      return fail('model_refused', 'The model refused to go on', {
        why: category === null ? 'It gave no reason.' : `It named the category "${category}".`,
        next: 'Change the instruction, or choose another model.',
      });
    case 'model_context_window_exceeded':
      return fail('model_context_full', "The conversation has filled the model's window", {
        next: 'Split the instruction into smaller jobs.',
      });
    default:
      return fail('model_bad_answer', 'The model stopped in a way that this version does not know', {
        why: `Its stop reason was "${stopReason}".`,
      });
  }
}

/** The output limit for the next request: doubled for each answer in a row that was cut off. */
export const raisedTokens = (base: number, cuts: number, most: number): number =>
  Math.min(base * 2 ** cuts, Math.max(base, most));

function fail(code: AppError['code'], message: string, rest: Pick<AppError, 'why' | 'next'>): Next {
  return { do: 'fail', error: { code, message, ...rest } };
}
