import { z } from 'zod';
import { messageSchema, says } from './message.ts';

const PATH = { path: z.string() };
const NAME = { name: z.string() };
const within = (path: string | null): string => (path === null ? '' : ` in ${path}`);

/** What a call of a tool does, as a person reads it. Paths, patterns and commands are the model's: hostile, and cut. */
export const TOOL_TITLES = {
  listing_files: says({ path: z.string().nullable(), glob: z.string().nullable() }, ({ path, glob }) =>
    glob === null ? `Looking at the files${within(path)}` : `Looking for ${glob}${within(path)}`,
  ),
  reading_file: says({ ...PATH, from: z.number() }, ({ path, from }) =>
    from > 1 ? `Reading ${path} from line ${from}` : `Reading ${path}`,
  ),
  searching_code: says(
    { pattern: z.string(), path: z.string().nullable() },
    ({ pattern, path }) => `Searching for ${pattern}${within(path)}`,
  ),
  editing_file: says(PATH, ({ path }) => `Editing ${path}`),
  writing_file: says(PATH, ({ path }) => `Writing ${path}`),
  deleting_file: says(PATH, ({ path }) => `Deleting ${path}`),
  moving_file: says({ from: z.string(), to: z.string() }, ({ from, to }) => `Moving ${from} to ${to}`),
  /** `command`: its first line; `more`: it has others. */
  running_command: says(
    { command: z.string(), more: z.boolean() },
    ({ command, more }) => `Running ${command}${more ? ' …' : ''}`,
  ),
  finishing: says({}, () => 'Finishing with a report'),
  /** Its input was refused before anything was done. */
  refused_call: says(NAME, ({ name }) => name),
  unknown_tool: says(NAME, ({ name }) => `Unknown tool ${name}`),
};
export const ToolTitle = messageSchema(TOOL_TITLES);
export type ToolTitle = z.infer<typeof ToolTitle>;
