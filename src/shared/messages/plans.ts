import { z } from 'zod';
import { messageSchema, says } from './message.ts';

const NUMBER = { number: z.number() };

/** Why publishing would do for a run what its plan says. */
export const PLANS = {
  no_change_to_publish: says({}, () => 'There is no change to publish.'),
  branch_to_push: says({}, () => 'Push the branch and open a pull request.'),
  pull_request_to_update: says(NUMBER, ({ number }) => `Push the new change to pull request #${number}.`),
  pull_request_over: says(
    { number: z.number(), state: z.enum(['merged', 'closed']) },
    ({ number, state }) => `Pull request #${number} is ${state}.`,
  ),
  pull_request_up_to_date: says(NUMBER, ({ number }) => `Pull request #${number} holds this change already.`),
  host_without_api: says({}, () => 'Its host has no known API: save the patch.'),
  repository_archived: says({}, () => 'The repository is archived: save the patch.'),
  no_right_to_push: says(
    /** What its host says that the token lacks. */
    { lacks: z.string().nullable() },
    ({ lacks }) => (lacks === null ? 'No right to push: save the patch.' : `${lacks} Save the patch.`),
  ),
  no_right_to_workflows: says(
    {},
    () => 'The change holds workflow files, and the token lacks the scope "workflow". Save the patch, or give it.',
  ),
  /** Of an error, which has a code of its own. */
  plan_failed: says({ message: z.string() }, ({ message }) => message),
};
export const PlanReason = messageSchema(PLANS);
export type PlanReason = z.infer<typeof PlanReason>;
