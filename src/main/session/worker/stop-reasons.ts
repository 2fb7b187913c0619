import type { AppError } from '../../../shared/errors.ts';
import { MODELS, modelCard } from '../../../shared/models.ts';
import type { Conversation } from './conversation.ts';
import type { ModelAnswer } from './model.ts';
import { hasCalls, saysNothing } from './sendable.ts';

/** How often the output limit doubles after answers that were cut off. */
const MOST_DOUBLINGS = 4;
/** How often in a row a model that stops early is told to go on. */
const MOST_NUDGES = 3;

/** What the loop does next, seen from how the last answer ended. Its tool calls are answered by then. */
export type Next =
  | { do: 'ask' }
  | { do: 'nudge' }
  | { do: 'ask_for_less' }
  | { do: 'end' }
  | { do: 'fail'; error: AppError };

/**
 * Must this answer stay out of the conversation? One that says nothing does, since the API would refuse the thread that holds
 * it. An answer that came to its regular end is used, also where a gateway tells the end wrongly or not at all: its calls
 * were written out. Anything else may have been cut off in the middle of a call.
 */
export function isDiscarded({ stopReason, content }: Pick<ModelAnswer, 'stopReason' | 'content'>): boolean {
  switch (stopReason) {
    case 'tool_use':
    case 'pause_turn':
    case 'end_turn':
    case 'stop_sequence':
    case 'none':
      return !hasCalls(content) && saysNothing(content);
    default:
      return true;
  }
}

/** Why the model stopped, beside the reason itself. */
export interface Refusal {
  category: string | null;
  explanation: string | null;
}

/** The next move after an answer, or after a restart in the same place. `refusal` is what was said of one, if known. */
export function nextMove(
  { stopReason, discarded, cuts, askedForLess, nudges }: Conversation,
  { canRaise, refusal, model }: { canRaise: boolean; refusal: Refusal; model: string },
): Next {
  switch (stopReason) {
    case null:
    case 'pause_turn':
      return { do: 'ask' };
    case 'tool_use':
    case 'end_turn':
    case 'stop_sequence':
    case 'none':
      return nudges < MOST_NUDGES ? { do: 'nudge' } : { do: 'end' };
    case 'max_tokens':
      if (!discarded || (canRaise && cuts <= MOST_DOUBLINGS)) return { do: 'ask' };
      if (!askedForLess) return { do: 'ask_for_less' };
      return fail('model_bad_answer', 'The answer does not fit into the largest allowed output', {
        next: 'Ask for a smaller change, or choose a model with a larger output.',
      });
    case 'refusal':
      return fail('model_refused', 'The model refused to go on', {
        why: whyRefused(refusal),
        next: nextAfterRefusal(model),
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

function whyRefused({ category, explanation }: Refusal): string {
  const named = category === null ? 'It gave no reason.' : `It named the category "${category}".`;
  return explanation === null ? named : `${category === null ? '' : `${named} `}${explanation}`;
}

/** Each model draws its line elsewhere, and harmless work trips one at times. */
function nextAfterRefusal(model: string): string {
  const own = modelCard(model);
  const other = MODELS.find(({ id }) => id !== own?.id && !id.includes('haiku'));
  return `Change the instruction, or run it again with another model${other ? `, such as ${other.label}` : ''}.`;
}

/** The output limit for the next request: doubled for each answer in a row that was cut off. */
export const raisedTokens = (base: number, cuts: number, most: number): number =>
  Math.min(base * 2 ** cuts, Math.max(base, most));

function fail(code: AppError['code'], message: string, rest: Pick<AppError, 'why' | 'next'>): Next {
  return { do: 'fail', error: { code, message, ...rest } };
}
