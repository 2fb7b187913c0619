import { z } from 'zod';
import { DOUBTS } from './doubts.ts';
import { GUARD_PROBLEMS } from './guards.ts';
import { messageSchema, says } from './message.ts';

/** What speaks against a change, beside what was found in it. */
export const STANDING = {
  check_newly_broken: says({}, () => 'The check passed before the change and fails after it.'),
  check_could_not_run: says({}, () => 'The check could not run, so nothing is proved.'),
  judge_objects: says({ reason: z.string() }, ({ reason }) => `The judge: ${reason}`),
  runs_by_itself: says({ path: z.string(), more: z.number() }, ({ path, more }) => {
    const others = more === 0 ? '' : ` and ${more} more ${more === 1 ? 'file' : 'files'}`;
    return `Once pushed it may run by itself, with the repository's secrets: ${path}${others}.`;
  }),
};
/** All that may speak against a change. */
export const StandingDoubt = messageSchema({ ...STANDING, ...GUARD_PROBLEMS, ...DOUBTS });
export type StandingDoubt = z.infer<typeof StandingDoubt>;
