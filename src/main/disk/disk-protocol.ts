import { z } from 'zod';

/** Main → the thread that works on large folders. */
export const ToDisk = z.discriminatedUnion('do', [
  z.object({ do: z.literal('measure'), id: z.number().int(), folder: z.string(), apart: z.array(z.string()) }),
  z.object({ do: z.literal('remove'), id: z.number().int(), folder: z.string() }),
]);
export type ToDisk = z.infer<typeof ToDisk>;

/** The thread → main. */
export const FromDisk = z.object({ id: z.number().int(), bytes: z.number(), apart: z.number() });
export type FromDisk = z.infer<typeof FromDisk>;
