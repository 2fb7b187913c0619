import type { AppError } from '../../shared/errors.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';

export interface CommandRequest {
  /** A shell command line, run by /bin/bash (cmd.exe on Windows) in `policy.clonePath`. */
  command: string;
  policy: SandboxPolicy;
  timeoutMs: number;
  /** Bytes of output kept: the first and the last half; the middle is counted, not kept. */
  outputCap: number;
  signal: AbortSignal;
  onOutput?: (text: string) => void;
  /** Whole output (up to a generous cap) is in this file once the command has ended, when given. */
  logFile?: string;
  /** Takes secrets out of the output, before it is cut, and of what goes to `logFile`. */
  redact?: (text: string) => string;
}

export interface CommandResult {
  /** Null when it could not start or was killed. */
  exitCode: number | null;
  timedOut: boolean;
  cancelled: boolean;
  /** stdout and stderr as they came, head and tail, with a line that says what was cut. */
  output: string;
  bytes: number;
  ms: number;
  sandboxed: boolean;
  /** Why it could not run at all. */
  problem: AppError | null;
}

export type RunCommand = (request: CommandRequest) => Promise<CommandResult>;
