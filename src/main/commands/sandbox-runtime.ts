import { randomBytes } from 'node:crypto';
import os from 'node:os';
import { SandboxManager } from '@anthropic-ai/sandbox-runtime';
import { rgPath } from '@vscode/ripgrep';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { homeOf, temporaryOf } from './environment.ts';
import type { SandboxState, Wrapped } from './sandbox.ts';
import { SECRET_FILES, SECRET_FOLDERS, toolchainFolders } from './toolchains.ts';

/** Loaded only where it is needed: for an allow-list of hosts, and on macOS. */
let started: Promise<void> | null = null;

/** The manager is one per process: it starts with nothing allowed, and each command brings its own permissions. */
function start(): Promise<void> {
  started ??= SandboxManager.initialize({
    network: { allowedDomains: [], deniedDomains: [] },
    filesystem: { denyRead: [], allowWrite: [], denyWrite: [] },
    ripgrep: { command: rgPath.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked') },
  });
  return started;
}

/** Can sandbox-runtime confine commands here? */
export async function trySandboxRuntime(): Promise<SandboxState> {
  const { errors } = SandboxManager.checkDependencies();
  if (errors.length > 0) return { available: false, reason: `Commands cannot be confined here: ${errors.join('; ')}` };
  return { available: true, reason: process.platform === 'darwin' ? 'Seatbelt' : 'sandbox-runtime' };
}

/** Confines a command with a proxy that lets only the policy's hosts through. */
export async function wrapInSandboxRuntime(policy: SandboxPolicy, argv: readonly string[]): Promise<Wrapped> {
  await start();
  const commandId = randomBytes(24).toString('base64url');
  SandboxManager.registerCommandNetworkLists(commandId, { allowedDomains: policy.allowedHosts });
  const literal = (path: string) => ({ path, literal: true as const });
  const line = await SandboxManager.wrapWithSandbox(
    argv.map(quote).join(' '),
    '/bin/bash',
    {
      filesystem: {
        // Homes, data of other programs and sockets are hidden as a whole; what a command needs of them is named.
        denyRead: [
          os.homedir(),
          '/home',
          '/Users',
          '/root',
          '/var',
          '/run',
          '/tmp',
          '/mnt',
          '/media',
          '/srv',
          ...SECRET_FILES,
          ...SECRET_FOLDERS,
        ].map(literal),
        allowRead: [
          policy.clonePath,
          policy.tempPath,
          policy.cachePath,
          ...policy.readPaths,
          ...toolchainFolders(process.env.PATH),
        ].map(literal),
        allowWrite: [policy.clonePath, policy.tempPath, policy.cachePath].map(literal),
        denyWrite: [],
      },
    },
    undefined,
    { commandId },
  );
  return {
    file: '/bin/bash',
    args: ['--norc', '--noprofile', '-c', line],
    environment: { HOME: homeOf(policy), TMPDIR: temporaryOf(policy) },
    release: () => SandboxManager.unregisterCommandNetworkLists(commandId),
  };
}

const quote = (argument: string): string => `'${argument.replaceAll("'", "'\\''")}'`;
