/** A check that ended with another code than 0. */
export interface FailedCheck {
  command: string;
  exitCode: number;
  output: string;
  /** Hosts that the command was allowed to reach. */
  allowedHosts: readonly string[];
}
