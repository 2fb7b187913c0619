import type { z } from 'zod';
import type { Verdict } from '../check.ts';
import { ACTIONS } from './actions.ts';
import { messageSchema } from './message.ts';
import { OUTCOMES } from './outcomes.ts';

/** Why an execution ended. */
export const OutcomeMessage = messageSchema(OUTCOMES);
export type OutcomeMessage = z.infer<typeof OutcomeMessage>;
/** What a row says of the execution: what it does or waits for, and why it ended. */
export const RowMessage = messageSchema({ ...ACTIONS, ...OUTCOMES });
export type RowMessage = z.infer<typeof RowMessage>;

/** A message that needs nothing but its code. */
export const says = (code: Extract<RowMessage, { parameters: Record<string, never> }>['code']): RowMessage => ({
  code,
  parameters: {},
});

/** What is said of a settled change after a person has edited it, or has had it checked again. */
export const afterPerson = (files: number, verdict: Verdict | null): RowMessage =>
  verdict === null
    ? { code: 'edited', parameters: { files } }
    : { code: 'checked_again', parameters: { files, verdict } };
