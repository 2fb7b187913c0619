import { z } from 'zod';

/** What the window can do about a failure: each is a button wherever it makes sense. */
export const MENDS = [
  'keys',
  'services',
  'sessions',
  'disk',
  'editor',
  'defaults',
  'review',
  'model',
  'check',
  'branches',
  'commands',
  'limits',
  'prompt',
  'retry',
  'changes',
  'patch',
  'new_job',
  'repository',
  'console',
  'logs',
  'problem',
  'diagnostics',
] as const;
export const Mend = z.enum(MENDS);
export type Mend = z.infer<typeof Mend>;
