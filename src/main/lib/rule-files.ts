import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemEnvironment } from './system-programs.ts';

/** Larger ones hold no rules that a person wrote: each is compared with each name. */
export const LARGEST_RULES = 1024 * 1024;
/** Of all rule files together. */
const MOST_BYTES = 16 * LARGEST_RULES;
/** Names of rule files. */
const MOST_LISTED = 8 * 1024 * 1024;
const AT_ONCE = 64;
const RULES = new Set(['.gitignore', '.gitattributes', '.gitmodules']);
/** Folders. */
const SMALL = 64;
const MOST_ENTRIES = 2000;

/** What keeps git and ripgrep from looking at a tree, and why. */
export interface UnfitRules {
  /** Relative to the root of the tree. */
  path: string;
  /** As a rest of "its path …". */
  why: string;
}

/** What a look for files of rules found: all of them, relative to the tree, or why none of them must be opened. */
export type RuleFiles = { files: readonly string[]; unfit: null } | { files: null; unfit: UnfitRules };

/** What no git tree can hold and what waits for ever when it is opened. */
const PIPES = ['(', '-type', 'p', '-o', '-type', 's', ')', '-delete', '-o'];

/**
 * The files of rules in a tree, and the first that must not be opened: git and ripgrep open each `.gitignore`, `.gitattributes` and
 * `.gitmodules` that they meet, whatever it is, and would wait for ever or take all of the memory. In a large tree `find` walks from
 * folder to folder, so that no depth of them is too much, and follows no link. Windows has no such files but large ones, and no `find`: there,
 * none is looked at, and any may be there.
 * @param removePipes named pipes and sockets go first, wherever they are
 */
export async function ruleFiles(
  treePath: string,
  { removePipes = false, signal, find = 'find' }: { removePipes?: boolean; signal?: AbortSignal; find?: string } = {},
): Promise<RuleFiles> {
  if (process.platform === 'win32') return { files: ['.gitignore', '.gitattributes'], unfit: null };
  const listed =
    (removePipes ? null : await rulesOfSmallTree(treePath)) ?? (await listRules(find, treePath, removePipes, signal));
  if (typeof listed === 'string') return { files: null, unfit: { path: '.gitignore', why: listed } };
  const unfit = await unfitOf(treePath, listed);
  return unfit === null ? { files: listed.map((file) => path.normalize(String(file))), unfit } : { files: null, unfit };
}

/** The first file of rules in a tree that must not be opened. */
export const unfitRules = async (treePath: string, signal?: AbortSignal): Promise<UnfitRules | null> =>
  (await ruleFiles(treePath, signal ? { signal } : {})).unfit;

async function unfitOf(treePath: string, listed: readonly Buffer[]): Promise<UnfitRules | null> {
  const root = Buffer.from(path.join(treePath, path.sep));
  let all = 0;
  for (let from = 0; from < listed.length; from += AT_ONCE) {
    const some = listed.slice(from, from + AT_ONCE);
    // ripgrep follows a link.
    const found = await Promise.all(some.map((file) => stat(Buffer.concat([root, file])).catch(() => null)));
    for (const [index, stats] of found.entries()) {
      const name = path.normalize(String(some[index]));
      if (stats === null || stats.isDirectory()) continue;
      if (!stats.isFile()) return { path: name, why: 'is a named pipe, a socket or a device' };
      if (stats.size > LARGEST_RULES) return { path: name, why: `has ${stats.size} bytes, more than ${LARGEST_RULES}` };
      all += stats.size;
      if (all > MOST_BYTES) return { path: name, why: `and its like have more than ${MOST_BYTES} bytes together` };
    }
  }
  return null;
}

/** Those of a tree of few folders, which are read before a program would have started; null where there are more. */
async function rulesOfSmallTree(treePath: string): Promise<Buffer[] | null> {
  const rules: Buffer[] = [];
  const folders = ['.'];
  for (let at = 0; at < folders.length; at += 1) {
    const folder = folders[at] ?? '.';
    // One that cannot be read is not git's to read, either.
    const entries = await readdir(path.join(treePath, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const name = path.join(folder, entry.name);
      if (RULES.has(entry.name.toLowerCase())) rules.push(Buffer.from(name));
      if (entry.isDirectory() && entry.name !== '.git') folders.push(name);
      // A name that is no UTF-8 does not lead back to its folder.
      if (entry.name.includes('\uFFFD')) return null;
    }
    if (folders.length > SMALL || entries.length > MOST_ENTRIES) return null;
  }
  return rules;
}

/** As bytes: a name need not be UTF-8. Words: why they could not be listed. A folder that cannot be read is not git's to read, either. */
function listRules(
  find: string,
  treePath: string,
  removePipes: boolean,
  signal?: AbortSignal,
): Promise<Buffer[] | string> {
  // Some file systems take capital letters for small ones, and git asks by name.
  const named = ['(', '-iname', '.gitignore', '-o', '-iname', '.gitattributes', '-o', '-iname', '.gitmodules', ')'];
  // What deletes goes into each folder first, and can leave none out.
  const walk = removePipes ? [...PIPES, '!', '-path', '*/.git/*'] : ['-name', '.git', '-prune', '-o'];
  const options = {
    cwd: treePath,
    env: systemEnvironment(),
    maxBuffer: MOST_LISTED,
    encoding: 'buffer' as const,
    ...(signal ? { signal } : {}),
  };
  return new Promise((resolve) => {
    execFile(find, ['.', '-xdev', ...walk, ...named, '-print0'], options, (error, stdout) => {
      if (error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') resolve('stands in too many folders');
      // It could not be started, and not since the tree is gone: nothing was looked at.
      else if (error !== null && 'syscall' in error && existsSync(treePath))
        resolve(`cannot be looked for, since this system has no ${find}`);
      else resolve(namesIn(stdout));
    });
  });
}

function namesIn(bytes: Buffer): Buffer[] {
  const names: Buffer[] = [];
  for (let from = 0, end = bytes.indexOf(0); end !== -1; from = end + 1, end = bytes.indexOf(0, from))
    names.push(bytes.subarray(from, end));
  return names;
}
