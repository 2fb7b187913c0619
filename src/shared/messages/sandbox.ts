import { z } from 'zod';
import { messageSchema, says } from './message.ts';

/** Why there is no sandbox for commands, and what to do about it. */
export const NO_SANDBOX = {
  no_sandbox_for_system: says({}, () => 'There is no sandbox for commands on this system.'),
  bubblewrap_missing: says({}, () => 'bubblewrap is not installed: install the package "bubblewrap".'),
  bubblewrap_refused: says(
    { said: z.string() },
    ({ said }) =>
      `bubblewrap cannot confine commands here${said ? ` (${said})` : ''}: containers and some systems do not allow unprivileged user namespaces.`,
  ),
  seatbelt_refused: says(
    { errors: z.array(z.string()) },
    ({ errors }) => `Commands cannot be confined here: ${errors.join('; ')}`,
  ),
};
export const NoSandbox = messageSchema(NO_SANDBOX);
export type NoSandbox = z.infer<typeof NoSandbox>;
