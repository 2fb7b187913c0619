import { z } from 'zod';
import { messageSchema, says, textIn } from './message.ts';
import { OUTCOMES } from './outcomes.ts';
import { OutcomeMessage } from './row-message.ts';

/** Of an error, which has a code of its own and keeps its text. */
const Failure = z.object({ message: z.string(), why: z.string().optional(), next: z.string().optional() });

/** Parts of an error are shown below each other as a rule, without a full stop; in one line they need it. */
const sentence = (text: string): string => (/[.!?…)]$/.test(text) ? text : `${text}.`);
const failureText = ({ message, why, next }: z.infer<typeof Failure>): string =>
  [message, why, next].flatMap((part) => (part ? sentence(part) : [])).join(' ');

const BUDGETS = { job_budget: 'The budget of this job', day_budget: 'The budget of the day' } as const;

/** Rounded to cents: available money down, required money up. */
function cents(usd: number, way: 'up' | 'down' | 'near'): string {
  const exact = usd * 100;
  const whole = way === 'near' ? Math.round(exact) : way === 'up' ? Math.ceil(exact - 1e-6) : Math.floor(exact + 1e-6);
  return `$${(whole / 100).toFixed(2)}`;
}

/** Why a job is paused. */
export const PAUSES = {
  paused_by_person: says({}, () => 'Paused by you.'),
  stopped_in_terminal: says({}, () => 'Stopped in the terminal.'),
  /** Every other run would fail like this one. */
  failed_for_all: says({ failure: Failure }, ({ failure }) => failureText(failure)),
  same_failure: says(
    { times: z.number(), failure: Failure },
    ({ times, failure }) => `The same failure came ${times} times in a row: ${failureText(failure)}`,
  ),
  runs_without_result: says(
    { times: z.number(), last: OutcomeMessage },
    ({ times, last }) =>
      `${times} runs in a row brought nothing, and each of them cost money. The last one: ${sentence(textIn(OUTCOMES, last))} Read one, then revise the prompt. Resume tries the rest with the prompt as it is.`,
  ),
  runs_stopped_at_limit: says(
    { times: z.number(), limit: z.enum(['steps', 'dollars', 'minutes', 'job_budget', 'day_budget']) },
    ({ times, limit }) => {
      const next =
        limit === 'dollars'
          ? 'Raise it, and all go on where they stopped.'
          : 'Raise it, or retry them, and they go on where they stopped.';
      return `${times} runs in a row stopped at their limit of ${limit}. ${next} Resume starts the rest with the same limit.`;
    },
  ),
  budget_used_up: says(
    {
      limit: z.enum(['job_budget', 'day_budget']),
      /** What was refused last, where something was. */
      refused: z.object({ limitUsd: z.number(), spentUsd: z.number(), needsUsd: z.number() }).nullable(),
    },
    ({ limit, refused }) => {
      const next = limit === 'job_budget' ? 'Raise it to go on.' : 'It goes on at 00:00, or as soon as you raise it.';
      if (!refused) return `${BUDGETS[limit]} is used up. ${next}`;
      const { limitUsd, spentUsd, needsUsd } = refused;
      const needs = cents(needsUsd, 'up');
      if (spentUsd === 0)
        return `${BUDGETS[limit]} (${cents(limitUsd, 'near')}) is too small for one request, which may cost ${needs}. ${next}`;
      const left = Math.max(0, limitUsd - spentUsd);
      return left < 0.01
        ? `${BUDGETS[limit]} is used up. ${next}`
        : `${BUDGETS[limit]} is used up but for ${cents(left, 'down')}, and the next request may cost ${needs}. ${next}`;
    },
  ),
};
export const PauseReason = messageSchema(PAUSES);
export type PauseReason = z.infer<typeof PauseReason>;
