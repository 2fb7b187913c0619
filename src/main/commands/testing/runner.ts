import { runCommand } from '../run-command.ts';

/** Runs one command as a session's process does, and tells its parent of the first output. */
const { command, policy } = JSON.parse(process.argv[2] ?? '');
await runCommand({
  command,
  policy,
  timeoutMs: 600_000,
  outputCap: 1000,
  signal: new AbortController().signal,
  onOutput: (text) => process.send?.(text),
});
