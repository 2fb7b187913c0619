import { headOf } from '../../shared/cut.ts';
import { failure, ok, type Result } from '../../shared/errors.ts';
import { LARGEST_RULES } from '../lib/rule-files.ts';
import { cloneFailure } from './clone-failure.ts';
import type { Git } from './git.ts';

/** Files and folders: the largest public repositories have about 450,000 files. */
const MOST_ENTRIES = 500_000;
/** Counted and measured at once. */
const FEW_ENTRIES = 10_000;
/** Of the files as they are written. */
const MOST_BYTES = 20 * 1000 ** 3;
/** Deeper, names pass what an operating system allows, and old versions of git run out of stack. */
const DEEPEST = 256;
/** A listing is kept as a whole. */
const MOST_LISTED = 200 * 1000 ** 2;
/** What is within the limits is written in less on any disk. */
const LONGEST_MS = 30 * 60_000;

const RULES = /[\t/]\.git(?:ignore|attributes|modules)$/;

const inNumbers = (value: number): string => value.toLocaleString('en-US');

interface Checkout {
  /** A commit or tree. */
  tree: string;
  /** The git directory, the working tree, and the index where it is not the directory's own. */
  env: Record<string, string>;
  /** For the words of a failure. */
  clone: { treePath: string };
  doing: string;
  /** It was written from here before, so it is within the limits. */
  isCounted?: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Makes a working tree hold the files of a tree: the app's only way to write files of a repository. A pack of some kilobytes
 * can hold a thousand million of them, so they are counted first.
 */
export async function writeFiles(git: Git, checkout: Checkout): Promise<Result<null>> {
  const { tree, env, clone, doing, signal } = checkout;
  const time = AbortSignal.timeout(LONGEST_MS);
  const ended = signal ? AbortSignal.any([signal, time]) : time;
  const counted = checkout.isCounted ? ok(null) : await count(git, checkout, ended);
  if (!counted.ok) return time.aborted && !signal?.aborted ? tooSlow() : counted;
  const written = await git.run({ args: ['read-tree', '--reset', '-u', tree], env, signal: ended });
  if (written.ok) return ok(null);
  if (time.aborted && !signal?.aborted) return tooSlow();
  return cloneFailure(written.error, clone, doing);
}

/**
 * Of what is small, all in one look. Of the rest first how many: folders count, too, for git goes through empty ones. Then how
 * large: asking for sizes takes ten times as long, of files that a tree repeats a hundred times. git is stopped at the first limit,
 * since it would go on for days.
 */
async function count(git: Git, checkout: Checkout, signal: AbortSignal): Promise<Result<null>> {
  const small = await walk(git, checkout, ['-t', '-l'], signal, FEW_ENTRIES);
  if (!small.ok) return small;
  if (small.value === 'all') return ok(null);
  for (const what of ['-t', '-l']) {
    const counted = await walk(git, checkout, [what], signal, MOST_ENTRIES);
    if (!counted.ok) return counted;
  }
  return ok(null);
}

/** @param most entries that are looked at; `more` when there are others */
async function walk(
  git: Git,
  { tree, env, clone, doing }: Checkout,
  what: readonly string[],
  signal: AbortSignal,
  most: number,
): Promise<Result<'all' | 'more'>> {
  const stop = new AbortController();
  const sums = { entries: 0, bytes: 0, listed: 0 };
  let excess: string | null = null;
  let rest = '';
  const onStdout = (chunk: string) => {
    if (stop.signal.aborted) return;
    const lines = `${rest}${chunk}`.split('\0');
    rest = lines.pop() ?? '';
    sums.listed += chunk.length;
    for (const line of lines) {
      const tab = line.indexOf('\t');
      sums.entries += 1;
      const bytes = Number(/^\d+ blob [0-9a-f]+ +(\d+)$/.exec(line.slice(0, tab))?.[1] ?? 0);
      sums.bytes += bytes;
      if (bytes > LARGEST_RULES && RULES.test(line))
        excess ??= `a file of rules for git with ${inNumbers(bytes)} bytes (${headOf(line.slice(tab + 1), 200)})`;
      excess ??= excessOf(sums, line.slice(tab).split('/').length - 1);
    }
    if (excess !== null || sums.entries > most) stop.abort();
  };
  const args = ['ls-tree', '-r', ...what, '-z', '--full-tree', tree];
  const listed = await git.run({ args, env, signal: AbortSignal.any([signal, stop.signal]), onStdout });
  if (excess !== null) return tooLarge(excess);
  if (sums.entries > most) return ok('more');
  return listed.ok ? ok('all') : cloneFailure(listed.error, clone, doing);
}

function excessOf(sums: { entries: number; bytes: number; listed: number }, depth: number): string | null {
  if (sums.entries > MOST_ENTRIES) return `more than ${inNumbers(MOST_ENTRIES)} files and folders`;
  if (sums.bytes > MOST_BYTES) return `more than ${MOST_BYTES / 1000 ** 3} GB in its files`;
  if (depth > DEEPEST) return `files more than ${DEEPEST} folders deep`;
  if (sums.listed > MOST_LISTED) return `names of files that are ${MOST_LISTED / 1000 ** 2} MB long together`;
  return null;
}

const tooLarge = (what: string) =>
  failure('git_rejected', 'The repository is too large to be checked out.', {
    why: `It has ${what}.`,
    next: 'Take it off the list. No other repository waits for it.',
  });

const tooSlow = () =>
  failure('git_rejected', 'The files of the repository were not written in time.', {
    why: `After ${LONGEST_MS / 60_000} minutes they were not complete.`,
    next: 'Check how fast and how full the disk is, then retry.',
  });
