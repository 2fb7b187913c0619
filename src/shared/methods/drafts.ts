import { z } from 'zod';
import { Draft } from '../draft.ts';
import { done, method, none } from './method.ts';

/** What a person has written and not sent. */
export const DRAFTS_METHODS = {
  'drafts.list': method(none, z.object({ drafts: z.array(Draft) })),
  /** Writes some anew, and forgets those whose words are null: they were sent, or thrown away. Answers once that is on disk. */
  'drafts.save': method(z.object({ drafts: z.array(Draft).max(1000) }), done),
} as const;
