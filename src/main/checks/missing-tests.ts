import type { FileChange } from '../../shared/changeset.ts';
import { fileRole } from '../../shared/file-role.ts';
import { changedLines } from './added-lines.ts';

/** By which a test says that it does not run, or that only it does. */
const SKIPS =
  /\b(?:it|test|describe|suite|context|specify)\.(?:skip|only|todo|fails|fixme|skipIf|runIf)\b|^\s*(?:x(?:it|describe|test|context|specify)|f(?:it|describe|context))\s*\(|\bt\.Skip(?:Now|f)?\(|\bthis\.skip\(|@(?:pytest\.mark\.(?:skip|skipif|xfail)|unittest\.(?:skip|skipIf|skipUnless|expectedFailure)|Disabled|Ignore)\b|\bpytest\.skip\(|\bskipTest\(|^\s*#\[ignore|\[(?:Ignore|Skip)\b|\bSkip\s*=\s*"|\bmarkTestSkipped\(|@tag :skip\b|^\s*(?:pending|skip)\b/;
const MOST_NAMED = 5;

/**
 * A sentence for the reviewer where a change takes tests away from its own check: files that it deletes, and tests that it
 * switches off. Either may be right; neither proves anything. Pure.
 */
export function missingTests(
  files: readonly Pick<FileChange, 'path' | 'status'>[],
  patch: string,
  command: string | null,
): string[] {
  if (command === null) return [];
  const isTest = (path: string): boolean => {
    const { role, subject } = fileRole(path);
    return role === 'test' && subject !== '';
  };
  const deleted = files.filter(({ path, status }) => status === 'deleted' && isTest(path)).map(({ path }) => path);
  const lines = changedLines(patch).filter(({ path, text }) => isTest(path) && SKIPS.test(text));
  const before = new Set(lines.filter(({ added }) => !added).map(({ text }) => text.trim()));
  const skipped = lines
    .filter(({ added, text }) => added && !before.has(text.trim()))
    .map(({ path, line }) => `${path}, line ${line}`);
  return [
    ...(deleted.length > 0 ? [`The change deletes tests: ${someOf(deleted)}. The check ran without them.`] : []),
    ...(skipped.length > 0 ? [`The change switches tests off: ${someOf(skipped)}. The check ran without them.`] : []),
  ];
}

const someOf = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join('; ')
    : `${names.slice(0, MOST_NAMED).join('; ')} and ${names.length - MOST_NAMED} more`;
