import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from '../../shared/checkout.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { HOST_NAME } from './accounts.ts';
import { placesFor, placesOnDisk } from './places.ts';
import { SECRET_FILES, SECRET_FOLDERS, SYSTEM_FOLDERS, toolchainFolders } from './toolchains.ts';

/**
 * Arguments of `bwrap` in front of a program: an empty root with the system read-only, the clone, a home, a temporary and
 * a cache folder writable, no network, no other process, and everything dies with its parent.
 * @param more further mounts
 * @param sharedMemory bytes that /dev/shm may hold; null where this bubblewrap cannot limit it
 */
export function bubblewrapArguments(
  policy: SandboxPolicy,
  pathValue: string | undefined,
  more: readonly string[] = [],
  sharedMemory: number | null = null,
): string[] {
  const args = [
    '--unshare-all',
    '--die-with-parent',
    // No terminal to type into, and no capability even for root.
    '--new-session',
    '--cap-drop',
    'ALL',
    '--hostname',
    HOST_NAME,
    ...SYSTEM_FOLDERS.flatMap(systemFolder),
    ...SECRET_FILES.filter(existsSync).flatMap((file) => ['--ro-bind', '/dev/null', file]),
    ...SECRET_FOLDERS.filter(existsSync).flatMap((folder) => ['--tmpfs', folder, '--remount-ro', folder]),
    '--proc',
    '/proc',
    // To the kernel, root without any capability still owns these settings, and some of them start programs outside.
    '--ro-bind-try',
    '/proc/sys',
    '/proc/sys',
    '--dev',
    '/dev',
    ...(sharedMemory === null ? [] : ['--size', String(sharedMemory), '--tmpfs', '/dev/shm', '--remount-ro', '/dev']),
    '--dir',
    '/var/tmp',
    '--dir',
    '/run',
  ];
  const [inside, onDisk] = [placesFor(policy, 'linux'), placesOnDisk(policy)];
  // Each a mount of its own, in folders that no command can write to: a link put in place of one would lead the next
  // command's mount anywhere.
  for (const name of ['temporary', 'cache', 'home', 'clone'] as const) args.push('--bind', onDisk[name], inside[name]);
  // Tools know their own place, and the clone's git that of the objects which it borrows. Where a command can write, no mount
  // is put.
  const writable = [inside.cache, inside.home, inside.clone];
  for (const folder of [...toolchainFolders(pathValue), ...policy.readPaths])
    if (!writable.some((each) => `${folder}/`.startsWith(`${each}/`))) args.push('--ro-bind-try', folder, folder);
  // What is no mount of its own is memory: writing there would seem to work and be lost.
  return [...args, ...more, '--remount-ro', '/', '--chdir', inside.clone];
}

/** Everything that a program of the app's own may see of a clone: nothing but the clone, and not to write. */
export function readingArguments(root: string, program: string): string[] {
  const libraries = ['/usr', '/lib', '/lib64'].flatMap(systemFolder);
  const own = ['--ro-bind', program, PROGRAM, '--ro-bind', root, CHECKOUT, '--remount-ro', '/', '--chdir', CHECKOUT];
  return [
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--cap-drop',
    'ALL',
    ...libraries,
    ...own,
    '--',
    PROGRAM,
  ];
}

const PROGRAM = '/program';

/** `/bin` is a link to `usr/bin` on most systems: it has to be one inside, too. */
function systemFolder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return lstatSync(folder).isSymbolicLink()
    ? ['--symlink', readlinkSync(folder), folder]
    : ['--ro-bind', folder, folder];
}

/** Path of an installed program, or null. */
export function findProgram(name: string, pathValue: string | undefined): string | null {
  const folders = [...(pathValue ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin', '/bin'];
  return (
    folders
      .filter((folder) => path.isAbsolute(folder))
      .map((folder) => path.join(folder, name))
      .find(existsSync) ?? null
  );
}

export const findBubblewrap = (pathValue: string | undefined): string | null => findProgram('bwrap', pathValue);
