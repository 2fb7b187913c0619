import path from 'node:path';
import type { Changeset } from '../../shared/changeset.ts';
import { fileRole } from '../../shared/file-role.ts';
import type { GuardRails } from '../../shared/job.ts';
import type { GuardProblem } from '../../shared/messages/guards.ts';
import { distinct } from '../../shared/messages/message.ts';

/** The guard rails that a change violates. Pure. */
export function guardProblems(changeset: Changeset, guards: GuardRails): GuardProblem[] {
  if (!guards.enabled) return [];
  const problems: GuardProblem[] = [];
  const lines = changeset.insertions + changeset.deletions;
  if (changeset.files.length > guards.maxFiles) {
    problems.push({
      code: 'too_many_files',
      parameters: { files: changeset.files.length, allowed: guards.maxFiles },
    });
  }
  if (lines > guards.maxLines)
    problems.push({ code: 'too_many_lines', parameters: { lines, allowed: guards.maxLines } });
  for (const file of changeset.files) {
    for (const touched of file.oldPath === null ? [file.path] : [file.path, file.oldPath]) {
      const pattern = guards.forbiddenPaths.find((forbidden) => matches(touched, forbidden));
      if (pattern !== undefined) problems.push({ code: 'forbidden_path', parameters: { path: touched, pattern } });
      else if (!guards.allowLockFiles && fileRole(touched).role === 'lock') {
        problems.push({ code: 'lock_file_touched', parameters: { path: touched } });
      }
    }
    if (!guards.allowBinaries && file.binary && file.status === 'added')
      problems.push({ code: 'binary_added', parameters: { path: file.path } });
  }
  const unique = distinct(problems);
  const left = unique.length - MOST_NAMED;
  if (left <= 0) return unique;
  return [...unique.slice(0, MOST_NAMED), { code: 'more_guard_problems', parameters: { count: left } }];
}

/** Limited, because each is stored in the run's row and sent in a paid turn. */
const MOST_NAMED = 20;

/**
 * As in a .gitignore: without a slash a pattern matches the name anywhere, with one it is a path from the root. Case is
 * ignored, because some file systems ignore it.
 */
function matches(touched: string, pattern: string): boolean {
  const file = touched.toLowerCase();
  const rooted = pattern.replace(/^\//, '').toLowerCase();
  if (!rooted.includes('/')) return file.split('/').some((part) => path.posix.matchesGlob(part, rooted));
  return path.posix.matchesGlob(file, rooted) || path.posix.matchesGlob(file, `${rooted.replace(/\/$/, '')}/**`);
}
