import { z } from 'zod';

/** What this app is made of and runs on. */
export const Versions = z.object({
  app: z.string(),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  system: z.string(),
});
export type Versions = z.infer<typeof Versions>;

/** One file of the diagnostics, as it would be saved. */
export const DiagnosticsEntry = z.object({
  name: z.string(),
  bytes: z.number().int().nonnegative(),
  /** Its beginning, redacted like all of it. */
  preview: z.string(),
  /** There is more of it than the preview. */
  shortened: z.boolean(),
});
export type DiagnosticsEntry = z.infer<typeof DiagnosticsEntry>;
