import type { CheckResult } from '../../shared/check.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';

/** How the app proves a change. */
export interface Checks {
  detect(clonePath: string, options: { allowedHosts: string[] }): Promise<{ command: string | null; reason: string }>;
  /** One execution of the check command. */
  run(request: CheckRequest): Promise<CheckResult>;
}

/** One execution of a command that proves a change. */
export interface CheckRequest {
  checkId: string;
  command: string;
  /** What the same command said before the change; null for the baseline itself. */
  before: CheckResult | null;
  policy: SandboxPolicy;
  timeoutMs: number;
  /** The whole log goes here, redacted. */
  logFile: string;
  secrets: string[];
  /** Called when a command begins, with what reads the redacted output that it has printed by then. */
  onBegin?: ((read: () => string) => void) | undefined;
  signal: AbortSignal;
}
