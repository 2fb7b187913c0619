import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Larger ones hold no rules that a person wrote: each is compared with each name. */
export const LARGEST_RULES = 1024 * 1024;
/** Of all rule files together. */
const MOST_BYTES = 16 * LARGEST_RULES;
/** Names of rule files. */
const MOST_LISTED = 8 * 1024 * 1024;
const AT_ONCE = 64;

/** What keeps git and ripgrep from looking at a tree, and why. */
export interface UnfitRules {
  /** Relative to the root of the tree. */
  path: string;
  /** As a rest of "its path …". */
  why: string;
}

/**
 * The first file of rules in a tree that must not be opened: git and ripgrep open each `.gitignore`, `.gitattributes` and
 * `.gitmodules` that they meet, whatever it is, and would wait for ever or take all of the memory. `find` walks from folder to
 * folder, so that no depth of them is too much, and follows no link. Null where there is none, and on Windows, which has no such
 * files but large ones.
 */
export async function unfitRules(treePath: string, signal?: AbortSignal): Promise<UnfitRules | null> {
  if (process.platform === 'win32') return null;
  const listed = await ruleFiles(treePath, signal);
  if (listed === null) return { path: '.gitignore', why: 'stands in too many folders' };
  let all = 0;
  for (let from = 0; from < listed.length; from += AT_ONCE) {
    const some = listed.slice(from, from + AT_ONCE);
    // ripgrep follows a link.
    const found = await Promise.all(some.map((file) => stat(file).catch(() => null)));
    for (const [index, stats] of found.entries()) {
      const name = path.relative(treePath, some[index] ?? '');
      if (stats === null || stats.isDirectory()) continue;
      if (!stats.isFile()) return { path: name, why: 'is a named pipe, a socket or a device' };
      if (stats.size > LARGEST_RULES) return { path: name, why: `has ${stats.size} bytes, more than ${LARGEST_RULES}` };
      all += stats.size;
      if (all > MOST_BYTES) return { path: name, why: `and its like have more than ${MOST_BYTES} bytes together` };
    }
  }
  return null;
}

/** Null: too many to be listed. A folder that cannot be read is not git's to read, either. */
function ruleFiles(treePath: string, signal?: AbortSignal): Promise<string[] | null> {
  const named = ['-name', '.gitignore', '-o', '-name', '.gitattributes', '-o', '-name', '.gitmodules'];
  const args = [treePath, '-xdev', '-name', '.git', '-prune', '-o', '(', ...named, ')', '-print0'];
  const options = {
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    maxBuffer: MOST_LISTED,
    ...(signal ? { signal } : {}),
  };
  return new Promise((resolve) => {
    execFile('find', args, options, (error, stdout) => {
      const tooMany = error !== null && error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
      resolve(tooMany ? null : stdout.split('\0').filter((file) => file !== ''));
    });
  });
}
