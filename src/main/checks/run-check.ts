import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CheckResult } from '../../shared/check.ts';
import type { RunCommand } from '../commands/command.ts';
import { runCommand } from '../commands/run-command.ts';
import { plainText } from '../commands/test-summary.ts';
import { createRedactor } from '../redact/redact.ts';
import type { CheckRequest } from './checks-room.ts';
import { detectCheck } from './detect.ts';

const TAIL_LINES = 60;
const TAIL_CHARACTERS = 6000;
const OUTPUT_BYTES = 64 * 1024;

/**
 * Runs a check in its clone. `exitCode` is null, and `problem` says why, when it could not prove anything: no sandbox,
 * dependencies or programs that are missing, a download without network.
 */
export async function runCheck(request: CheckRequest, run: RunCommand = runCommand): Promise<CheckResult> {
  const { checkId, moment, command, policy } = request;
  const redact = createRedactor(request.secrets);
  await mkdir(path.dirname(request.logFile), { recursive: true, mode: 0o700 });
  const known = await detectCheck(policy.clonePath, { allowedHosts: policy.allowedHosts });
  if (known.command === command && known.problem !== null) {
    await writeFile(request.logFile, `${known.problem}\n`, { mode: 0o600 });
    return { checkId, moment, command, exitCode: null, timedOut: false, ms: 0, tail: '', problem: known.problem };
  }
  const result = await run({
    command,
    policy,
    timeoutMs: request.timeoutMs,
    outputCap: OUTPUT_BYTES,
    signal: request.signal,
    logFile: request.logFile,
    redact,
  });
  const output = plainText(result.output);
  const problem = result.problem
    ? [result.problem.message, result.problem.why].filter(Boolean).join(' ')
    : result.cancelled
      ? 'The check was cancelled.'
      : unproven(result.exitCode, output);
  return {
    checkId,
    moment,
    command,
    exitCode: problem === null ? result.exitCode : null,
    timedOut: result.timedOut,
    ms: result.ms,
    tail: redact(lastLines(output)),
    problem: problem === null ? null : redact(problem),
  };
}

/** Signs that a check failed before it tested anything, in the words of the tools. */
const UNPROVEN: readonly [RegExp, string][] = [
  [/No module named '?(?:pytest|tox)\b/, 'Python lacks the test runner that the check needs.'],
  [
    /^make(?:\[\d+\])?: \*\*\* .*Error 127$/m,
    'The check needs a program that is not installed; its name is in the log.',
  ],
  [
    /JAVA_HOME is not (?:set|defined)|no 'java' command could be found|rustup could not choose a version of cargo/,
    'The check needs a toolchain that is not installed.',
  ],
  [
    /^go: .*requires go >= |toolchain not available|requires rustc \d|ERR_PNPM_UNSUPPORTED_ENGINE|The engine "node" is incompatible with this module|This project is configured to use (?:yarn|pnpm|npm|bun)\b|Fatal error compiling: (?:error: )?(?:invalid target release|release version \d+ not supported)/m,
    'The check needs another version of its toolchain than the one that is installed.',
  ],
  [
    /lookup proxy\.golang\.org|Unable to update registry|failed to download (?:from|`)|Could not (?:transfer artifact|resolve dependencies|GET ')|Plugin \S+ (?:or one of its dependencies )?could not be resolved|UnknownHostException: services\.gradle\.org|npm (?:ERR!|error) code (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED)|ERR_PNPM_META_FETCH_FAIL|Error when performing the request to https:\/\/|error: ConnectionRefused downloading|failed to get .* as a dependency|Could not reach host|Could not fetch specs/,
    'The check needs to download something, and commands of this job may not reach it.',
  ],
];

function unproven(exitCode: number | null, output: string): string | null {
  if (exitCode === null || exitCode === 0) return null;
  if (exitCode === 127) return `The check needs a program that is not installed: ${missingProgram(output)}.`;
  return UNPROVEN.find(([pattern]) => pattern.test(output))?.[1] ?? null;
}

const missingProgram = (output: string): string =>
  /([\w.@/+-]+): (?:command )?not found/.exec(output)?.[1]?.slice(0, 100) ?? 'its name is in the log';

function lastLines(output: string): string {
  const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  return tail.length > TAIL_CHARACTERS ? `…${tail.slice(-TAIL_CHARACTERS)}` : tail;
}
