import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SandboxPolicy } from '../../../../shared/session-protocol.ts';
import { type UnfitRules, unfitRules } from '../../../lib/rule-files.ts';
import { ignoreRules, trackedButIgnored } from './ignored.ts';
import { ripgrep, SEEN_FILES } from './ripgrep.ts';
import { visible } from './visible.ts';

/** Where ripgrep names other files than `git ls-files --cached --others --exclude-standard` does. */
export interface SeenFiles {
  /** Is it ignored by no rule? A glob makes ripgrep show ignored files, too; those that are tracked are extra. */
  names(file: string): boolean;
  /** Files below the place that git tracks although its rules ignore them: ripgrep leaves them out. */
  extra: readonly string[];
}

interface Listing {
  root: string;
  /** The place that is looked at, relative to the root; an ignored one that is asked for by name is shown whole. */
  shown: string;
  glob: string | undefined;
  policy: SandboxPolicy;
  signal: AbortSignal;
}

/** The clone whose rules were found fit; only a command and a move put something unfit there. */
let fit: string | null = null;

/** What may have put something unfit there has run: its rules are looked at again. */
export const rulesMayDiffer = (): void => {
  fit = null;
};

/** Why a clone must not be looked at by ripgrep, as a sentence for the model; null when it may. */
export async function unfitToSearch(root: string, signal: AbortSignal): Promise<string | null> {
  if (fit === root) return null;
  const unfit = await unfitRules(root, signal);
  // A look that was broken off has seen nothing.
  if (unfit === null && !signal.aborted) fit = root;
  return unfit === null ? null : sentenceOf(unfit);
}

const sentenceOf = ({ path: file, why }: UnfitRules): string =>
  `${visible(file)} ${why}: neither git nor a search can read it as rules. Remove it, or make it small, first`;

export async function seenFiles(listing: Listing): Promise<SeenFiles> {
  const { root, shown, glob } = listing;
  const below = (file: string): boolean => shown === '.' || file === shown || file.startsWith(`${shown}/`);
  const left = trackedButIgnored(root).filter((file) => below(file) && existsSync(path.join(root, file)));
  const { ignores } = ignoreRules(root);
  if (shown !== '.' && ignores(shown)) return { names: () => true, extra: [] };
  if (glob === undefined) return { names: () => true, extra: left };
  return { names: (file) => !ignores(file), extra: await fitting(left, glob, listing) };
}

/** Those that a glob means, as ripgrep understands it. */
async function fitting(
  files: readonly string[],
  glob: string,
  { root, policy, signal }: Listing,
): Promise<readonly string[]> {
  if (files.length === 0) return [];
  const wanted = new Set(files);
  const found: string[] = [];
  const folders = [...new Set(files.map((file) => path.posix.dirname(file)))];
  for (const some of chunks(folders)) {
    await ripgrep({
      args: [
        '--files',
        '--null',
        '--no-ignore',
        '--max-depth=1',
        ...SEEN_FILES,
        `--glob=${glob}`,
        '--',
        ...some.map((folder) => `./${folder}`),
      ],
      root,
      policy,
      separator: '\0',
      signal,
      onRecord: (record) => {
        const file = path.posix.normalize(record.replaceAll('\\', '/'));
        if (wanted.has(file)) found.push(file);
        return true;
      },
    });
  }
  return found.sort();
}

const MOST_CHARACTERS = 60_000;

/** Names that fit into one command line. */
export function chunks(names: readonly string[]): string[][] {
  const all: string[][] = [];
  let room = 0;
  for (const name of names) {
    room -= name.length + 3;
    if (room < 0) {
      all.push([]);
      room = MOST_CHARACTERS - name.length;
    }
    all.at(-1)?.push(name);
  }
  return all;
}
