import { z } from 'zod';
import { messageSchema, says } from './message.ts';

/** What a change must not do and does, in words that its session and a reviewer both understand. */
export const GUARD_PROBLEMS = {
  too_many_files: says(
    { files: z.number(), allowed: z.number() },
    ({ files, allowed }) => `It changes ${files} files; at most ${allowed} are allowed.`,
  ),
  too_many_lines: says(
    { lines: z.number(), allowed: z.number() },
    ({ lines, allowed }) => `It changes ${lines} lines; at most ${allowed} are allowed.`,
  ),
  forbidden_path: says(
    { path: z.string(), pattern: z.string() },
    ({ path, pattern }) => `It touches ${path}, which the job forbids (${pattern}).`,
  ),
  lock_file_touched: says(
    { path: z.string() },
    ({ path }) => `It touches the lock file ${path}, which was not asked for.`,
  ),
  binary_added: says({ path: z.string() }, ({ path }) => `It adds the binary file ${path}.`),
  more_guard_problems: says({ count: z.number() }, ({ count }) =>
    count === 1 ? 'There is 1 more such problem.' : `There are ${count} more such problems.`,
  ),
};
export const GuardProblem = messageSchema(GUARD_PROBLEMS);
export type GuardProblem = z.infer<typeof GuardProblem>;
