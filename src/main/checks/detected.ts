import type { CloneReader } from './clone-reader.ts';

/** The command that proves a change, or null, with a sentence that says why this one or why none. */
export interface DetectedCheck {
  command: string | null;
  reason: string;
  /** Why the command cannot run as things are (dependencies missing, and no network to get them); null when it can. */
  problem: string | null;
}

/** What a detector found; null leaves the question to the next one. */
export type Detector = (reader: CloneReader, canReach: (host: string) => boolean) => Promise<DetectedCheck | null>;

/** A command whose dependencies are not there: with them installed first where the network allows it, else unable to run. */
export function withInstall(
  command: string,
  install: string,
  folder: string,
  reachable: boolean,
  reason: string,
): DetectedCheck {
  return reachable
    ? { command: `${install} && ${command}`, reason: `${reason}; dependencies are installed first`, problem: null }
    : {
        command,
        reason,
        problem: `Dependencies are not installed (there is no ${folder} folder), and commands of this job may not reach the package registry.`,
      };
}
