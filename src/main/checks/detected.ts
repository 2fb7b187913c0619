import type { CheckProblemOf } from '../../shared/messages/check-problems.ts';
import type { CloneReader } from './clone-reader.ts';

/** The command that proves a change, or null, with what speaks for it. */
export interface DetectedCheck {
  command: string | null;
  reason: string;
  /** Why the command cannot run as things are (dependencies missing, and no network to get them); null when it can. */
  problem: CheckProblemOf<'dependencies_missing'> | null;
}

/** What a detector found; null leaves the question to the next one. */
export type Detector = (reader: CloneReader, canReach: (host: string) => boolean) => Promise<DetectedCheck | null>;

export const found = (command: string, reason: string): DetectedCheck => ({ command, reason, problem: null });

/** Why this command, where it begins with an installation. */
export const installedFirst = (reason: string): string => `${reason}; dependencies are installed first`;

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
    ? { command: `${install} && ${command}`, reason: installedFirst(reason), problem: null }
    : {
        command,
        reason,
        problem: { code: 'dependencies_missing', parameters: { places: [{ below: null, folder, registry }] } },
      };
}

/** What pip downloads from: an index, and the files. */
export const PYTHON_HOSTS: readonly string[] = ['pypi.org', 'files.pythonhosted.org'];

/** The same of Cargo. */
export const CARGO_HOSTS: readonly string[] = ['index.crates.io', 'static.crates.io'];

/** Hosts that one tool downloads from together: an index without its files is no use. */
const TOGETHER: readonly (readonly string[])[] = [
  PYTHON_HOSTS,
  CARGO_HOSTS,
  ['proxy.golang.org', 'sum.golang.org'],
  [
    ...['services.gradle.org', 'github.com', 'release-assets.githubusercontent.com'],
    ...['plugins.gradle.org', 'plugins-artifacts.gradle.org', 'repo.maven.apache.org'],
  ],
  ['repo.packagist.org', 'api.github.com', 'codeload.github.com'],
  ['rubygems.org', 'index.rubygems.org'],
  ['hex.pm', 'repo.hex.pm', 'builds.hex.pm'],
  ['jsr.io', 'deno.land', 'registry.npmjs.org'],
  ['static.rust-lang.org'],
];
/** Repositories of several tools, whose own group would be the wrong one. */
const SHARED = new Set(['registry.npmjs.org', 'repo.maven.apache.org', 'github.com', 'api.github.com']);

/** A host and those that the same tool needs besides, the host first. */
export function hostsWith(host: string): string[] {
  const group = SHARED.has(host) ? [] : (TOGETHER.find((hosts) => hosts.includes(host)) ?? []);
  return [host, ...group.filter((each) => each !== host)];
}

/** Is a host among those that commands may reach? */
export const allows = (allowedHosts: readonly string[], host: string): boolean =>
  allowedHosts.some((allowed) => covers(allowed.toLowerCase(), host.toLowerCase()));

const covers = (allowed: string, host: string): boolean =>
  allowed === '*' || allowed === host || (allowed.startsWith('*.') && host.endsWith(allowed.slice(1)));
