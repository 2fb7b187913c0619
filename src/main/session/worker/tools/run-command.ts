import { z } from 'zod';
import { runCommand as run } from '../../../commands/run-command.ts';
import { plainText, testSummary } from '../../../commands/test-summary.ts';
import { rulesMayDiffer, unfitToSearch } from './seen-files.ts';
import type { Tool } from './tool.ts';
import { refused } from './tool-result.ts';

const DEFAULT_SECONDS = 120;
const MAX_SECONDS = 900;
/** About 4,000 tokens: the beginning and the end, where commands say what matters. */
const OUTPUT_BYTES = 16_000;

const Input = z.object({
  command: z.string().min(1).max(50_000),
  timeout_seconds: z.number().min(1).default(DEFAULT_SECONDS),
});

/** Runs a shell command in the clone, confined as the run's policy says. */
export const runCommand: Tool<z.infer<typeof Input>> = {
  name: 'run_command',
  description: `Run a bash command: tests, builds, generators, or sed for the same replacement in many files (then look at git diff --stat). Each call starts anew at the repository's root, without a terminal; nothing but files survives its end, so no servers and no watchers. It is ended after ${DEFAULT_SECONDS} s unless timeout_seconds says otherwise. Start narrow and cut output with tail or grep: over ${OUTPUT_BYTES / 1000} KB its middle is left out. It writes only to the clone and temporary folders and reaches only the hosts that this job allows, perhaps none. An exit code other than 0 is marked as an error, which for grep or diff may be the answer.`,
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: {
      command: { type: 'string' },
      timeout_seconds: { type: 'integer', description: `at most ${MAX_SECONDS}` },
    },
    required: ['command'],
  },
  effect: 'runs',
  title: ({ command }) => ({
    code: 'running_command',
    parameters: { command: command.split('\n', 1)[0] ?? '', more: command.includes('\n') },
  }),
  async run({ command, timeout_seconds }, { clonePath, policy, signal, onOutput, redact }) {
    const seconds = Math.min(timeout_seconds, MAX_SECONDS);
    const result = await run({
      command,
      policy,
      timeoutMs: seconds * 1000,
      outputCap: OUTPUT_BYTES,
      signal,
      onOutput,
      redact,
    });
    rulesMayDiffer();
    // Said at once: at the end, what was paid for could not be read.
    const unfit = result.cancelled ? null : await unfitToSearch(clonePath, signal);
    const details = {
      kind: 'command' as const,
      command,
      exitCode: result.exitCode,
      timedOut: result.timedOut,
      sandboxed: result.sandboxed,
      summary: testSummary(result.output),
    };
    const output = plainText(result.output).trimEnd();
    const said = [output, unfit === null ? '' : `[${unfit}]`]
      .flatMap((part) => (part === '' ? [] : `${part}\n`))
      .join('');
    if (result.problem !== null)
      return refused(`${said}${result.problem.message} ${result.problem.why ?? ''}`.trim(), details);
    if (result.cancelled) return refused(`${said}[cancelled]`, details);
    if (result.timedOut) return refused(`${said}[timed out after ${seconds} s and was ended]`, details);
    return { ok: result.exitCode === 0, content: `${said}[exit ${result.exitCode}]`, details };
  },
};
