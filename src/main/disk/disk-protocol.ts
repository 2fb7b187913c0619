import { z } from 'zod';

/** Main → the thread that works on large folders. */
export const ToDisk = z.discriminatedUnion('do', [
  z.object({ do: z.literal('measure'), folder: z.string(), apart: z.array(z.string()) }),
  z.object({ do: z.literal('remove'), folder: z.string() }),
]);
export type ToDisk = z.infer<typeof ToDisk>;

/** The thread → main. */
export const FromDisk = z.object({ bytes: z.number(), apart: z.number() });
export type FromDisk = z.infer<typeof FromDisk>;
