import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../../shared/checkout.ts';
import { failure, ok, type Result } from '../../shared/errors.ts';

/** What sandboxes show as the clone, in the folder of a run: its files, and those of its checks. */
const TREES = ['tree', 'check/tree', 'installed/tree'];
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 100;

/**
 * Ends what still lives in a sandbox over the clone of one of these runs, and waits for it. Everything that opens, reads or removes a
 * clone asks this first: a process of a command could arm `.git` again behind `disarm`, or put a link in place of a folder
 * that is being read. A command ends with its namespace (`commands/namespace.ts`); this finds what is left when the process
 * that waited for that end was killed itself. It looks at what a process cannot change, forge or erase from inside: which
 * folder its sandbox shows as the clone. Never called while a command of the clone is wanted.
 */
export async function endSurvivors(runFolders: readonly string[]): Promise<Result<null>> {
  if (process.platform !== 'linux') return ok(null);
  const trees = runFolders.flatMap((folder) => TREES.map((tree) => join(folder, tree)));
  const wanted = new Set(trees.map(identityOf).filter((identity) => identity !== null));
  if (wanted.size === 0) return ok(null);
  const deadline = performance.now() + PATIENCE_MS;
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const found = processesOver(wanted);
    if (found.length === 0) return ok(null);
    if (performance.now() > deadline) return STILL_ALIVE;
    for (const pid of found) kill(pid);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const STILL_ALIVE = failure('not_allowed', 'A process that a command of this run started cannot be ended.', {
  why: 'It could still change the clone while the app or a program of yours reads it.',
  next: 'Restart the computer, then try again.',
});

/** Device and inode: a folder is the same one under every name that a sandbox gives it. */
function identityOf(folder: string): string | null {
  const found = statSync(folder, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.dev} ${found.ino}` : null;
}

function processesOver(wanted: ReadonlySet<string>): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && wanted.has(checkoutOf(name) ?? ''))
    .map(Number);
}

/** The mount stands in the process's own root, which is read-only and which it has no right to change. */
function checkoutOf(pid: string): string | null {
  try {
    return identityOf(`/proc/${pid}/root${CHECKOUT}`);
  } catch {
    // It has ended, or is another user's.
    return null;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
