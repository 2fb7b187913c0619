import type { PublishPlan } from '../../../shared/pull-request.ts';
import { plural } from '../../ui/format.ts';
import { publishLabel } from '../../ui/publish-label.ts';

export const ACTION_WORDS: Record<PublishPlan['action'], string> = {
  open: 'push and open',
  update: 'update',
  patch_only: 'patch only',
  nothing: 'nothing',
};

/** Does the plan send anything for this run? */
export const sends = (plan: PublishPlan): boolean => plan.action === 'open' || plan.action === 'update';

/** What the button of the dialog does, in words. */
export const planLabel = (plans: readonly PublishPlan[]): string =>
  publishLabel(
    plans.filter((plan) => plan.action === 'open').length,
    plans.filter((plan) => plan.action === 'update').length,
  );

/** The whole plan in one sentence; `chosen`: how many of those that can be sent are ticked. */
export function planSentence(plans: readonly PublishPlan[], chosen: number): string {
  const count = (action: PublishPlan['action']) => plans.filter((plan) => plan.action === action).length;
  const sendable = plans.filter(sends).length;
  const parts = [
    sendable > 0 && `${chosen} of ${plural(sendable, 'pull request')} ticked`,
    count('patch_only') > 0 && `${count('patch_only')} as a patch only`,
    count('nothing') > 0 && `nothing for ${count('nothing')}`,
  ].filter((part) => part !== false);
  return parts.length === 0
    ? 'There is nothing to publish.'
    : `${parts.join(', ')}. Nothing of this has been pushed yet.`;
}

/** What may or may not end with a full stop, one after the other. Pure. */
export const asSentences = (texts: readonly string[]): string =>
  texts.map((text) => (/[.!?…]$/.test(text) ? text : `${text}.`)).join(' ');
