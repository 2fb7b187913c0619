import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { SandboxManager } from '@anthropic-ai/sandbox-runtime';
import { rgPath } from '@vscode/ripgrep';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { temporaryOf } from './environment.ts';
import type { SandboxState, Wrapped } from './sandbox.ts';
import { SECRET_FILES, SECRET_FOLDERS, SYSTEM_FOLDERS, toolchainFolders } from './toolchains.ts';

/** Loaded only where it is needed: for an allow-list of hosts, and on macOS. */
let started: Promise<void> | null = null;

/** The manager is one per process: it starts with nothing allowed, and each command brings its own permissions. */
function start(): Promise<void> {
  const helpers = helperPrograms();
  started ??= SandboxManager.initialize({
    network: { allowedDomains: [], deniedDomains: [] },
    filesystem: { denyRead: [], allowWrite: [], denyWrite: [] },
    ripgrep: { command: outsideArchive(rgPath) },
    ...(existsSync(helpers.seccomp) ? { seccomp: { applyPath: helpers.seccomp } } : {}),
    ...(existsSync(helpers.javaAgent) ? { javaAgentJarPath: helpers.javaAgent } : {}),
  });
  return started;
}

/** What the library starts or loads from its own folder; in the packaged app that lies beside the archive. */
function helperPrograms(): { seccomp: string; javaAgent: string } {
  const folder = path.resolve(
    path.dirname(createRequire(import.meta.url).resolve('@anthropic-ai/sandbox-runtime')),
    '../vendor',
  );
  return {
    seccomp: outsideArchive(path.join(folder, 'seccomp', process.arch, 'apply-seccomp')),
    javaAgent: outsideArchive(path.join(folder, 'java-proxy-agent', 'srt-proxy-agent.jar')),
  };
}

const outsideArchive = (file: string): string => file.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked');

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
  const literal = (folder: string) => ({ path: folder, literal: true as const });
  const line = await SandboxManager.wrapWithSandbox(
    // The library sets a TMPDIR of its own, which nobody makes.
    `export TMPDIR=${quote(temporaryOf(policy))}; exec ${argv.map(quote).join(' ')}`,
    '/bin/bash',
    {
      filesystem: {
        denyRead: hiddenFolders().map(literal),
        allowRead: [
          policy.clonePath,
          policy.tempPath,
          policy.cachePath,
          ...policy.readPaths,
          ...Object.values(helperPrograms()),
          // The way to the proxy.
          ...[SandboxManager.getLinuxHttpSocketPath(), SandboxManager.getLinuxSocksSocketPath()].filter(
            (each) => each !== undefined,
          ),
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
    // Node's own fetch asks for the proxy only when told so.
    environment: { NODE_USE_ENV_PROXY: '1' },
    release: () => SandboxManager.unregisterCommandNetworkLists(commandId),
  };
}

/** Everything at the top that is not the system's own: homes, other data, sockets. What a command needs is named. */
function hiddenFolders(): string[] {
  const kept = new Set([
    '/proc',
    '/dev',
    '/sys',
    '/System',
    '/Library',
    '/Applications',
    '/private',
    ...SYSTEM_FOLDERS,
    '/nix',
    '/gnu',
  ]);
  const top = readdirSync('/').map((name) => `/${name}`);
  const hidden = top.filter((folder) => !kept.has(folder));
  const always = process.platform === 'darwin' ? ['/private/var', '/private/tmp', '/Library/Keychains'] : [];
  return [...new Set([os.homedir(), ...hidden, ...always, ...SECRET_FILES, ...SECRET_FOLDERS])].filter((each) =>
    existsSync(each),
  );
}

const quote = (argument: string): string => `'${argument.replaceAll("'", "'\\''")}'`;
