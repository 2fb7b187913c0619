import path from 'node:path';
import type { Changeset } from '../../shared/changeset.ts';
import { fileRole } from '../../shared/file-role.ts';
import type { GuardRails } from '../../shared/job.ts';

/** What a change must not do, in words that its session and a reviewer both understand. Empty: nothing is wrong. Pure. */
export function guardProblems(changeset: Changeset, guards: GuardRails): string[] {
  if (!guards.enabled) return [];
  const problems: string[] = [];
  const lines = changeset.insertions + changeset.deletions;
  if (changeset.files.length > guards.maxFiles) {
    problems.push(`It changes ${changeset.files.length} files; at most ${guards.maxFiles} are allowed.`);
  }
  if (lines > guards.maxLines) problems.push(`It changes ${lines} lines; at most ${guards.maxLines} are allowed.`);
  for (const file of changeset.files) {
    for (const touched of file.oldPath === null ? [file.path] : [file.path, file.oldPath]) {
      const pattern = guards.forbiddenPaths.find((forbidden) => matches(touched, forbidden));
      if (pattern !== undefined) problems.push(`It touches ${touched}, which the job forbids (${pattern}).`);
      else if (!guards.allowLockFiles && fileRole(touched).role === 'lock') {
        problems.push(`It touches the lock file ${touched}, which was not asked for.`);
      }
    }
    if (!guards.allowBinaries && file.binary && file.status === 'added')
      problems.push(`It adds the binary file ${file.path}.`);
  }
  const unique = [...new Set(problems)];
  const left = unique.length - MOST_NAMED;
  if (left <= 0) return unique;
  return [
    ...unique.slice(0, MOST_NAMED),
    left === 1 ? 'There is 1 more such problem.' : `There are ${left} more such problems.`,
  ];
}

/** Each stands in the run's row, and in a turn that is paid for. */
const MOST_NAMED = 20;

/**
 * As in a .gitignore: without a slash a pattern means the name anywhere, with one it is a path from the root. Upper and lower
 * case are the same: to some disks they are, and `license` is one like `LICENSE`.
 */
function matches(touched: string, pattern: string): boolean {
  const file = touched.toLowerCase();
  const rooted = pattern.replace(/^\//, '').toLowerCase();
  if (!rooted.includes('/')) return file.split('/').some((part) => path.posix.matchesGlob(part, rooted));
  return path.posix.matchesGlob(file, rooted) || path.posix.matchesGlob(file, `${rooted.replace(/\/$/, '')}/**`);
}
