import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { SandboxManager } from '@anthropic-ai/sandbox-runtime';
import { rgPath } from '@vscode/ripgrep';
import { failed, ok, type Result } from '../../shared/errors.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { findProgram } from './bubblewrap.ts';
import { writeMavenSettings } from './maven-settings.ts';
import { homeOf, temporaryOf } from './places.ts';
import type { TriedSandbox, Wrapped } from './sandbox-kind.ts';
import { SECRET_FILES, SECRET_FOLDERS, SYSTEM_FOLDERS, toolchainFolders } from './toolchains.ts';

/** Loaded only where it is needed: for an allow-list of hosts, and on macOS. */
let started: Promise<Result<null, string>> | null = null;

/** The manager is one per process: it starts with nothing allowed, and each command brings its own permissions. */
function start(): Promise<Result<null, string>> {
  const agent = javaAgent();
  const socatPath = findProgram('socat', process.env.PATH);
  const bwrapPath = findProgram('bwrap', process.env.PATH);
  if (process.platform === 'linux' && socatPath === null)
    return Promise.resolve(failed('socat is not installed: install the package "socat"'));
  started ??= withOwnLookUp(() =>
    SandboxManager.initialize({
      network: { allowedDomains: [], deniedDomains: [] },
      filesystem: { denyRead: [], allowWrite: [], denyWrite: [] },
      ripgrep: { command: outsideArchive(rgPath) },
      // Commands get a filter of our own; naming one keeps the library from looking for its own.
      seccomp: { applyPath: '/bin/true', argv0: 'none' },
      ...(bwrapPath === null ? {} : { bwrapPath }),
      ...(socatPath === null ? {} : { socatPath }),
      ...(existsSync(agent) ? { javaAgentJarPath: agent } : {}),
    }),
  ).then(
    () => ok(null),
    (error: unknown) => {
      // What is missing may be installed meanwhile.
      started = null;
      return failed(error instanceof Error ? error.message : String(error));
    },
  );
  return started;
}

/** Calls of the library that are under way. */
let calls = 0;

/**
 * The library looks programs up with `which`, on macOS the shell of each command, and gives that one second: too little on a
 * busy machine, and commands would be refused. Where there is Bun it asks Bun instead, so while it works there seems to be one.
 */
async function withOwnLookUp<T>(call: () => Promise<T>): Promise<T> {
  const which = (name: string) => (path.isAbsolute(name) ? name : findProgram(name, process.env.PATH));
  Object.defineProperty(globalThis, 'Bun', { value: { which }, configurable: true, enumerable: false });
  calls += 1;
  try {
    return await call();
  } finally {
    calls -= 1;
    if (calls === 0) Reflect.deleteProperty(globalThis, 'Bun');
  }
}

/** Makes Java follow the proxy; in the packaged app it lies beside the archive. */
function javaAgent(): string {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@anthropic-ai/sandbox-runtime'));
  return outsideArchive(path.resolve(folder, '../vendor/java-proxy-agent/srt-proxy-agent.jar'));
}

/** Where the sandbox shows it: the app may be installed in a folder whose name Java would cut at a blank. */
const JAVA_AGENT = '/run/java-proxy-agent.jar';

const outsideArchive = (file: string): string => file.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked');

/** Can Seatbelt confine commands here? */
export async function trySeatbelt(): Promise<TriedSandbox> {
  const { errors } = await withOwnLookUp(async () => SandboxManager.checkDependencies());
  if (errors.length > 0) {
    return { available: false, reason: { code: 'seatbelt_refused', parameters: { errors } }, sharedMemory: null };
  }
  return { available: true, reason: null, sharedMemory: null };
}

/** Permission for one command to reach the hosts of its policy; only who knows the id can use it. */
function permit(policy: SandboxPolicy): { commandId: string; release: () => void } {
  const commandId = randomBytes(24).toString('base64url');
  SandboxManager.registerCommandNetworkLists(commandId, { allowedDomains: policy.allowedHosts });
  return { commandId, release: () => SandboxManager.unregisterCommandNetworkLists(commandId) };
}

/** What a command needs to reach the proxy from a sandbox without any network of its own. */
export interface ProxyAccess {
  /** The proxy's socket on this machine. */
  socket: string;
  /** More files that the sandbox must show, and where. */
  files: [onDisk: string, inside: string][];
  environment: Record<string, string>;
  release: () => void;
}

/**
 * Opens the filtering proxy to one command.
 * @param port where inside the sandbox the proxy is going to be heard
 */
export async function openProxy(policy: SandboxPolicy, port: number): Promise<Result<ProxyAccess, string>> {
  const ready = await start();
  if (!ready.ok) return ready;
  const socket = SandboxManager.getLinuxHttpSocketPath();
  const token = SandboxManager.getProxyAuthToken();
  if (socket === undefined || token === undefined) return failed('the proxy for allowed hosts did not start');
  const { commandId, release } = permit(policy);
  // The proxy knows a command by the user name that it signs in with.
  const user = `srt.${Buffer.from(commandId).toString('base64')}`;
  const proxy = `http://${encodeURIComponent(user)}:${token}@localhost:${port}`;
  try {
    await writeMavenSettings(policy, { port, user, token });
  } catch (error) {
    release();
    return failed(`Maven could not be told of the proxy: ${error instanceof Error ? error.message : String(error)}`);
  }
  const hasAgent = existsSync(javaAgent());
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'GRPC_PROXY'];
  return ok({
    socket,
    files: hasAgent ? [[javaAgent(), JAVA_AGENT]] : [],
    environment: {
      ...Object.fromEntries(names.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, proxy])),
      // Yarn 2 and newer read only their own.
      YARN_HTTP_PROXY: proxy,
      YARN_HTTPS_PROXY: proxy,
      // Servers that a test starts beside itself.
      NO_PROXY: 'localhost,127.0.0.1,::1',
      no_proxy: 'localhost,127.0.0.1,::1',
      GIT_CONFIG_PARAMETERS: "'http.proxyAuthMethod=basic'",
      // Node's own fetch asks for the proxy only when told so.
      NODE_USE_ENV_PROXY: '1',
      ...(hasAgent ? { JAVA_TOOL_OPTIONS: `-javaagent:${JAVA_AGENT}` } : {}),
    },
    release,
  });
}

/** Confines a command with Seatbelt, and with a proxy that lets only the policy's hosts through. */
export async function wrapInSeatbelt(
  policy: SandboxPolicy,
  leakyFiles: readonly string[],
  argv: readonly string[],
): Promise<Result<Wrapped, string>> {
  const ready = await start();
  if (!ready.ok) return ready;
  const { commandId, release } = permit(policy);
  const literal = (folder: string) => ({ path: folder, literal: true as const });
  const own = [policy.clonePath, homeOf(policy), temporaryOf(policy), policy.cachePath];
  const wrapping = withOwnLookUp(() =>
    SandboxManager.wrapWithSandbox(
      // The library sets a TMPDIR of its own, which nobody makes.
      `export TMPDIR=${quote(temporaryOf(policy))}; ${YARN_PROXY}; exec ${argv.map(quote).join(' ')}`,
      '/bin/bash',
      {
        filesystem: {
          denyRead: hiddenFolders(leakyFiles).map(literal),
          allowRead: [...own, ...policy.readPaths, javaAgent(), ...toolchainFolders(process.env.PATH)].map(literal),
          allowWrite: own.map(literal),
          denyWrite: [],
        },
      },
      undefined,
      { commandId },
    ),
  );
  const line = await wrapping.catch((error: unknown) => {
    release();
    throw error;
  });
  return ok({
    file: '/bin/bash',
    args: ['--norc', '--noprofile', '-c', line],
    environment: { NODE_USE_ENV_PROXY: '1' },
    inputs: [],
    inNamespace: false,
    release,
  });
}

/** Yarn 2 and newer read only their own. */
const YARN_PROXY = `test -z "$HTTPS_PROXY" || export YARN_HTTP_PROXY="$HTTP_PROXY" YARN_HTTPS_PROXY="$HTTPS_PROXY"`;

/** Everything at the top that is not the system's own: homes, other data, sockets. What a command needs is named. */
function hiddenFolders(leaky: readonly string[]): string[] {
  const kept = new Set(['/dev', '/System', '/Library', '/Applications', '/private', ...SYSTEM_FOLDERS, '/nix']);
  const top = readdirSync('/').map((name) => `/${name}`);
  const hidden = top.filter((folder) => !kept.has(folder));
  const always = ['/private/var', '/private/tmp', '/Library/Keychains'];
  return [...new Set([os.homedir(), ...hidden, ...always, ...SECRET_FILES, ...SECRET_FOLDERS, ...leaky])].filter(
    (each) => existsSync(each),
  );
}

const quote = (argument: string): string => `'${argument.replaceAll("'", "'\\''")}'`;
