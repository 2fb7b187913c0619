import { ACTIONS } from './actions.ts';
import { CHECK_PROBLEMS } from './check-problems.ts';
import { DIFFERENCES } from './differences.ts';
import { DOUBTS } from './doubts.ts';
import { GUARD_PROBLEMS } from './guards.ts';
import { HOLDS } from './holds.ts';
import { type MessageOf, type OLD, textIn } from './message.ts';
import { NOTICES } from './notices.ts';
import { NUDGES } from './nudges.ts';
import { OUTCOMES } from './outcomes.ts';
import { PAUSES } from './pauses.ts';
import { PLANS } from './plans.ts';
import { NO_SANDBOX } from './sandbox.ts';
import { STANDING } from './standing.ts';

/** All that is stored by its code, whichever field holds it: no code stands in two tables. */
export const TABLES = [
  NOTICES,
  NO_SANDBOX,
  ACTIONS,
  OUTCOMES,
  GUARD_PROBLEMS,
  CHECK_PROBLEMS,
  DOUBTS,
  STANDING,
  DIFFERENCES,
  NUDGES,
  PAUSES,
  HOLDS,
  PLANS,
] as const;
const ALL = {
  ...NOTICES,
  ...NO_SANDBOX,
  ...ACTIONS,
  ...OUTCOMES,
  ...GUARD_PROBLEMS,
  ...CHECK_PROBLEMS,
  ...DOUBTS,
  ...STANDING,
  ...DIFFERENCES,
  ...NUDGES,
  ...PAUSES,
  ...HOLDS,
  ...PLANS,
};

/** What is stored and shown: a code and its parameters, or the sentence of an earlier version. */
export type Message = MessageOf<typeof ALL> | MessageOf<typeof OLD>;

/** The words of a message: the only place where they are made. Parameters may be hostile: see `unhidden`. */
export const messageText = (message: Message): string => textIn(ALL, message);
