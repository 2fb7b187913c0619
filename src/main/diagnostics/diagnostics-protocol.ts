import { z } from 'zod';
import { DiagnosticsEntry } from '../../shared/diagnostics.ts';
import { resultSchema } from '../../shared/errors.ts';

/** A file of the diagnostics before it is redacted: a text, or a file that may not be there. */
export const DiagnosticsSource = z.union([
  z.object({ name: z.string(), text: z.string() }),
  z.object({ name: z.string(), file: z.string() }),
]);
export type DiagnosticsSource = z.infer<typeof DiagnosticsSource>;

/** Main → the thread. What is saved is what was prepared last, so that nobody saves more than was shown. */
export const ToCollector = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('prepare'),
    sources: z.array(DiagnosticsSource),
    secrets: z.array(z.string()),
    home: z.string(),
  }),
  z.object({ do: z.literal('save'), names: z.array(z.string()), file: z.string() }),
]);
export type ToCollector = z.infer<typeof ToCollector>;

/** The thread → main: what was prepared, or saved. */
export const FromCollector = resultSchema(z.array(DiagnosticsEntry));
export type FromCollector = z.infer<typeof FromCollector>;
