import type { OutcomeMessage } from '../../shared/messages/row-message.ts';
import type { TurnEnd } from '../session/contract.ts';
import type { RunOptions } from './run-options.ts';

/** Why a run stopped, and how it goes on. */
export async function stopMessage(
  options: Pick<RunOptions, 'limits' | 'run'>,
  { limit, needsUsd }: TurnEnd,
): Promise<OutcomeMessage> {
  if (limit !== 'dollars' || needsUsd === undefined)
    return { code: `stopped_at_${limit ?? 'steps'}` as const, parameters: {} };
  const spentUsd = options.run().costUsd;
  return {
    code: 'stopped_before_request',
    parameters: { limitUsd: (await options.limits()).dollars, spentUsd, needsUsd },
  };
}
