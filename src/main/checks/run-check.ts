import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CheckResult } from '../../shared/check.ts';
import { tailOf } from '../../shared/cut.ts';
import { type CheckProblem, problemOf } from '../../shared/messages/check-problems.ts';
import { withTexts } from '../../shared/messages/message.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import type { CommandResult, RunCommand } from '../commands/command.ts';
import { OutputBuffer } from '../commands/output-buffer.ts';
import { runCommand } from '../commands/run-command.ts';
import { plainText } from '../commands/test-summary.ts';
import { createRedactor } from '../redact/redact.ts';
import type { CheckRequest } from './contract.ts';
import { detectCheck } from './detect.ts';
import { unproven } from './unproven.ts';

const TAIL_LINES = 60;
const TAIL_CHARACTERS = 6000;
const OUTPUT_BYTES = 64 * 1024;
/** What a shell says of a program that was killed. */
const KILLED = 137;

/**
 * Runs a check in its clone. `exitCode` is null, and `problem` says why, when it could not prove anything: no sandbox,
 * dependencies or programs that are missing, a download without network. Where the same check did run before the change, only
 * the sandbox and a cancel are such reasons: everything else came with the change, whatever the output says.
 */
export async function runCheck(request: CheckRequest, run: RunCommand = runCommand): Promise<CheckResult> {
  const { checkId, command, policy, before } = request;
  const moment = before === null ? 'baseline' : 'after';
  const ranBefore = before !== null && (before.exitCode !== null || before.timedOut);
  const redact = createRedactor(request.secrets);
  await mkdir(path.dirname(request.logFile), { recursive: true, mode: 0o700 });
  const known = ranBefore ? null : await detectCheck(policy.clonePath, { allowedHosts: policy.allowedHosts });
  if (known?.command === command && known.problem !== null) {
    await writeFile(request.logFile, `${messageText(known.problem)}\n`, { mode: 0o600 });
    return { checkId, moment, command, exitCode: null, timedOut: false, ms: 0, tail: '', problem: known.problem };
  }
  const shown = new OutputBuffer(OUTPUT_BYTES);
  request.onBegin?.(() => plainText(shown.text(redact)));
  const result = await run({
    command,
    policy,
    timeoutMs: request.timeoutMs,
    outputCap: OUTPUT_BYTES,
    signal: request.signal,
    logFile: request.logFile,
    ...(request.onBegin ? { onOutput: (text: string) => shown.add(Buffer.from(text)) } : {}),
    redact,
  });
  const output = plainText(result.output);
  const { exitCode, problem, said } = endOf(result, output, request, ranBefore);
  return {
    checkId,
    moment,
    command,
    exitCode,
    timedOut: result.timedOut,
    ms: result.ms,
    tail: redact(lastLines(said)),
    problem: problem === null ? null : withTexts(problem, redact),
  };
}
function endOf(
  { exitCode, problem, cancelled }: CommandResult,
  output: string,
  { command, policy }: CheckRequest,
  ranBefore: boolean,
): { exitCode: number | null; problem: CheckProblem | null; said: string } {
  if (cancelled) return { exitCode: null, problem: problemOf('check_cancelled'), said: output };
  if (problem !== null) {
    const error = [problem.message, problem.why].filter(Boolean).join(' ');
    // A limit of the machine, which the same check kept before.
    if (ranBefore && problem.code === 'not_allowed')
      return { exitCode: KILLED, problem: null, said: `${output.trimEnd()}\n${error}` };
    return { exitCode: null, problem: { code: 'command_not_run', parameters: { error } }, said: output };
  }
  const excuse =
    ranBefore || exitCode === null || exitCode === 0
      ? null
      : unproven({ command, exitCode, output, allowedHosts: policy.allowedHosts });
  return { exitCode: excuse === null ? exitCode : null, problem: excuse, said: output };
}

function lastLines(output: string): string {
  const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  return tail.length > TAIL_CHARACTERS ? `…${tailOf(tail, TAIL_CHARACTERS)}` : tail;
}
