import { z } from 'zod';

/** How the demo's world is to be started. */
export const DemoWorldOptions = z.object({
  /** Everything of the world lives here; opened again, it is the same world. */
  folder: z.string().min(1),
  /** Ms between two pieces of a streamed answer; 0: as fast as it goes. */
  delayMs: z.number().nonnegative().optional(),
  /** Wanted ports; left out: those of the last time, or any. A taken port gives way to a free one. */
  githubPort: z.number().int().nonnegative().optional(),
  modelPort: z.number().int().nonnegative().optional(),
});
export type DemoWorldOptions = z.infer<typeof DemoWorldOptions>;

/** How the demo's run of one repository must end. */
export const DemoExpectation = z.object({ outcome: z.enum(['changed', 'unchanged']), pullRequest: z.boolean() });
export type DemoExpectation = z.infer<typeof DemoExpectation>;

/** What the app needs to know to run the demo's job through its production path. */
export const DemoWorldFacts = z.object({
  anthropicUrl: z.string(),
  anthropicKey: z.string(),
  /** Base URL of the REST API; repositories and pull requests live on the same host. */
  githubUrl: z.string(),
  githubToken: z.string(),
  githubPort: z.number().int(),
  modelPort: z.number().int(),
  title: z.string(),
  prompt: z.string(),
  /** The command that proves a change in every sample. */
  check: z.string().nullable(),
  /** Lines for the list of repositories. */
  repos: z.array(z.string()),
  /** By line. */
  expectations: z.record(z.string(), DemoExpectation),
});
export type DemoWorldFacts = z.infer<typeof DemoWorldFacts>;

/** Main → the demo's process. `close` ends it, as does the end of main. */
export const ToDemo = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), options: DemoWorldOptions }),
  z.object({ type: z.literal('close') }),
]);
export type ToDemo = z.infer<typeof ToDemo>;

/** The demo's process → main. */
export const FromDemo = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), servers: DemoWorldFacts }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type FromDemo = z.infer<typeof FromDemo>;
