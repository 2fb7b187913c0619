import { z } from 'zod';
import { runCommand as run } from '../../../commands/run-command.ts';
import { plainText, testSummary } from '../../../commands/test-summary.ts';
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
  description: `Run bash at the repository's root, ${DEFAULT_SECONDS} s at most unless timeout_seconds is set. Nothing survives its end. Of long output the beginning and the end are kept.`,
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: { command: { type: 'string' }, timeout_seconds: { type: 'integer' } },
    required: ['command'],
  },
  effect: 'runs',
  title: ({ command }) => `Running ${command.split('\n', 1)[0] ?? ''}${command.includes('\n') ? ' …' : ''}`,
  async run({ command, timeout_seconds }, { policy, signal, onOutput, redact }) {
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
    const details = {
      kind: 'command' as const,
      command,
      exitCode: result.exitCode,
      timedOut: result.timedOut,
      sandboxed: result.sandboxed,
      summary: testSummary(result.output),
    };
    const output = plainText(result.output).trimEnd();
    const said = output === '' ? '' : `${output}\n`;
    if (result.problem !== null)
      return refused(`${said}${result.problem.message} ${result.problem.why ?? ''}`.trim(), details);
    if (result.cancelled) return refused(`${said}[cancelled]`, details);
    if (result.timedOut) return refused(`${said}[timed out after ${seconds} s and was ended]`, details);
    return { ok: result.exitCode === 0, content: `${said}[exit ${result.exitCode}]`, details };
  },
};
