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

export const found = (command: string, reason: string): DetectedCheck => ({ command, reason, problem: null });

/** A command whose dependencies are not there: with them installed first where the network allows it, else unable to run. */
export function withInstall(
  command: string,
  install: string,
  folder: string,
  registry: string,
  reachable: boolean,
  reason: string,
): DetectedCheck {
  return reachable
    ? { command: `${install} && ${command}`, reason: `${reason}; dependencies are installed first`, problem: null }
    : {
        command,
        reason,
        problem: `Dependencies are not installed (there is no ${folder} folder), and commands of this job may not reach ${registry}. ${toAllow([registry])}`,
      };
}

/** What pip downloads from: an index, and the files. */
export const PYTHON_HOSTS: readonly string[] = ['pypi.org', 'files.pythonhosted.org'];

/** What a person can do about it, in the words of the form. */
export const toAllow = (hosts: readonly string[]): string =>
  `Add ${hosts.join(' and ')} to “Hosts that commands may reach” in the options of a job.`;

/** Is a host among those that commands may reach? */
export const allows = (allowedHosts: readonly string[], host: string): boolean =>
  allowedHosts.some((allowed) => covers(allowed.toLowerCase(), host.toLowerCase()));

const covers = (allowed: string, host: string): boolean =>
  allowed === '*' || allowed === host || (allowed.startsWith('*.') && host.endsWith(allowed.slice(1)));
