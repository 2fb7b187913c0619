import { z } from 'zod';
import { headOf } from './cut.ts';

/** A defect of the window, on its way to main's log. Its words may be those of a repository or the model. */
export const WindowDefect = z.object({
  message: z.string().max(2000),
  stack: z.string().max(10_000),
  /** What was drawn or heard of when it came. */
  place: z.string().max(200),
});
export type WindowDefect = z.infer<typeof WindowDefect>;

/** Whatever was thrown, as long as a report may be. `within`: the components around it, as React tells them. */
export function defectOf(place: string, thrown: unknown, within = ''): WindowDefect {
  const error = thrown instanceof Error ? thrown : null;
  return {
    message: headOf(error?.message ?? words(thrown), 2000),
    stack: headOf(`${error?.stack ?? ''}${within}`, 10_000),
    place: headOf(place, 200),
  };
}

/** Not every object has words of its own. */
const words = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null ? Object.prototype.toString.call(thrown) : String(thrown);
