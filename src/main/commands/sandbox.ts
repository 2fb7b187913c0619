import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { bubblewrapArguments, findBubblewrap } from './bubblewrap.ts';
import { homeOf, temporaryOf } from './environment.ts';

export interface SandboxState {
  available: boolean;
  /** Which sandbox it is, or why there is none and what to do about it. */
  reason: string;
}

/** How to start a program under a policy. */
export interface Wrapped {
  file: string;
  args: string[];
  /** What the sandbox itself adds to the environment (its proxy). */
  environment: Record<string, string>;
  /** Called when the command has ended. */
  release: () => void;
}

let state: Promise<SandboxState> | null = null;

/** Can commands be confined on this machine? Found out by really running one, once. */
export function sandboxAvailable(): Promise<SandboxState> {
  state ??= trySandbox();
  return state;
}

async function trySandbox(): Promise<SandboxState> {
  if (process.platform === 'linux') return tryBubblewrap();
  if (process.platform === 'darwin') return (await import('./sandbox-runtime.ts')).trySandboxRuntime();
  return { available: false, reason: 'There is no sandbox for commands on this system.' };
}

async function tryBubblewrap(): Promise<SandboxState> {
  const program = findBubblewrap(process.env.PATH);
  if (program === null)
    return { available: false, reason: 'bubblewrap is not installed: install the package "bubblewrap".' };
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cody-sandbox-')));
  try {
    const policy = probePolicy(folder);
    await prepareFolders(policy);
    const outside = path.join(folder, 'outside');
    await writeFile(outside, '');
    // What no policy names must be hidden, and the clone writable.
    const script = `test ! -e "$1" && touch "$2/probe"`;
    const args = [
      ...bubblewrapArguments(policy, process.env.PATH),
      '/bin/sh',
      '-c',
      script,
      'sh',
      outside,
      policy.clonePath,
    ];
    await promisify(execFile)(program, args, { env: {}, timeout: 20_000 });
    return { available: true, reason: 'bubblewrap' };
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().slice(0, 300) : '';
    return {
      available: false,
      reason: `bubblewrap cannot confine commands here${said ? ` (${said})` : ''}: containers and some systems do not allow unprivileged user namespaces.`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const probePolicy = (folder: string): SandboxPolicy => ({
  mode: 'sandboxed',
  clonePath: path.join(folder, 'clone'),
  tempPath: path.join(folder, 'temp'),
  cachePath: path.join(folder, 'cache'),
  readPaths: [],
  allowedHosts: [],
});

/** The folders that a policy names must exist before anything can be bound to them. */
export async function prepareFolders(policy: SandboxPolicy): Promise<void> {
  for (const folder of [policy.clonePath, policy.cachePath, homeOf(policy), temporaryOf(policy)])
    await mkdir(folder, { recursive: true });
}

/**
 * Puts a program into the sandbox that fits its policy: bubblewrap itself where no host is allowed, sandbox-runtime with
 * its filtering proxy (and Seatbelt on macOS) otherwise.
 */
export async function wrapInSandbox(policy: SandboxPolicy, argv: readonly string[]): Promise<Wrapped> {
  const program =
    process.platform === 'linux' && policy.allowedHosts.length === 0 ? findBubblewrap(process.env.PATH) : null;
  if (program !== null)
    return {
      file: program,
      args: [...bubblewrapArguments(policy, process.env.PATH), '--', ...argv],
      // The same folder under its short name: the paths of sockets have little room.
      environment: { TMPDIR: '/tmp' },
      release: () => undefined,
    };
  return (await import('./sandbox-runtime.ts')).wrapInSandboxRuntime(policy, argv);
}
