import type { FileChange } from '../../shared/changeset.ts';
import { fileRole } from '../../shared/file-role.ts';
import type { Doubt } from '../../shared/messages/doubts.ts';
import { changedLines } from './added-lines.ts';

/** By which a test says that it does not run, or that only it does. */
const SKIPS =
  /\b(?:it|test|describe|suite|context|specify)\.(?:skip|only|todo|fails|fixme|skipIf|runIf)\b|^\s*(?:x(?:it|describe|test|context|specify)|f(?:it|describe|context))\s*\(|\bt\.Skip(?:Now|f)?\(|\bthis\.skip\(|@(?:pytest\.mark\.(?:skip|skipif|xfail)|unittest\.(?:skip|skipIf|skipUnless|expectedFailure)|Disabled|Ignore)\b|\bpytest\.skip\(|\bskipTest\(|^\s*#\[ignore|\[(?:Ignore|Skip)\b|\bSkip\s*=\s*"|\bmarkTestSkipped\(|@tag :skip\b|^\s*(?:pending|skip)\b/;
const MOST_NAMED = 5;

/**
 * Doubts where a change takes tests away from its own check: files that it deletes, and tests that it
 * switches off. Either may be right; neither proves anything. Pure.
 */
export function missingTests(
  files: readonly Pick<FileChange, 'path' | 'status'>[],
  patch: string,
  command: string | null,
): Doubt[] {
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
    .map(({ path, line }) => ({ path, line }));
  const first = <T>(list: readonly T[]) => list.slice(0, MOST_NAMED);
  const more = (list: readonly unknown[]) => Math.max(0, list.length - MOST_NAMED);
  const doubts: Doubt[] = [];
  if (deleted.length > 0)
    doubts.push({ code: 'tests_deleted', parameters: { paths: first(deleted), more: more(deleted) } });
  if (skipped.length > 0)
    doubts.push({ code: 'tests_switched_off', parameters: { places: first(skipped), more: more(skipped) } });
  return doubts;
}
