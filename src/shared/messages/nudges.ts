import type { z } from 'zod';
import { messageSchema, says } from './message.ts';

/** What a model is told in the middle of a turn. */
export const NUDGES = {
  asked_to_go_on: says({}, () => 'Asked to go on or to finish'),
  asked_for_smaller_parts: says({}, () => 'Asked to go on in smaller parts: its answer was longer than it may be'),
};
export const Nudge = messageSchema(NUDGES);
export type Nudge = z.infer<typeof Nudge>;
