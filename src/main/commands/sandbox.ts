import { type ChildProcess, spawn } from 'node:child_process';
import { lstat, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { headOf } from '../../shared/cut.ts';
import { failed, ok, type Result } from '../../shared/errors.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import type { NoSandbox } from '../../shared/messages/sandbox.ts';
import type { SandboxMachine, SandboxPolicy } from '../../shared/session-protocol.ts';
import { type SystemFile, systemFiles } from './accounts.ts';
import { bubblewrapArguments, findBubblewrap, readingArguments } from './bubblewrap.ts';
import { leakySystemFiles, leakyToolchainFiles } from './leaky-files.ts';
import { type FirstProcess, firstProcess } from './namespace.ts';
import { homeOf, placesFor, temporaryOf } from './places.ts';
import type { TriedSandbox, Wrapped } from './sandbox-kind.ts';
import { systemCallFilter } from './seccomp.ts';
import { toolchainFolders } from './toolchains.ts';

export interface SandboxState extends Pick<TriedSandbox, 'available' | 'reason'> {
  /** For the policies of commands; null without a sandbox. */
  machine: SandboxMachine | null;
}

let tried: Promise<TriedSandbox> | null = null;

const SHARED_MEMORY = 256 * 1024 ** 2;

/** Can commands be confined on this machine? Found out by really running one, once. */
export async function sandboxAvailable(): Promise<SandboxState> {
  tried ??= trySandbox();
  const { available, reason, sharedMemory } = await tried;
  return { available, reason, machine: available ? { sharedMemory, leakyFiles: await leakySystemFiles() } : null };
}

async function trySandbox(): Promise<TriedSandbox> {
  if (process.platform === 'linux') return tryBubblewrap(SHARED_MEMORY);
  if (process.platform === 'darwin') return (await import('./sandbox-runtime.ts')).trySeatbelt();
  return without({ code: 'no_sandbox_for_system', parameters: {} });
}

const without = (reason: NoSandbox): TriedSandbox => ({ available: false, reason, sharedMemory: null });

async function tryBubblewrap(sharedMemory: number | null): Promise<TriedSandbox> {
  const program = findBubblewrap(process.env.PATH);
  if (program === null) return without({ code: 'bubblewrap_missing', parameters: {} });
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cody-sandbox-')));
  try {
    const policy = probePolicy(folder);
    await prepareFolders(policy);
    const outside = path.join(folder, 'outside');
    await writeFile(outside, '');
    // What no policy names must be hidden, and the clone writable.
    const script = `test ! -e "$1" && touch "$2/probe"`;
    const { clone } = placesFor(policy);
    const argv = ['/bin/sh', '-c', script, 'sh', outside, clone];
    const wrapped = inBubblewrap(program, policy, argv, { sharedMemory, emptied: [], mounts: [] });
    const { child } = spawnWrapped(wrapped, { env: {}, timeout: 20_000 });
    const exit = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
    const [said, code] = await Promise.all([child.stderr ? text(child.stderr) : '', exit]);
    if (sharedMemory !== null && /unknown option.*size/i.test(said)) return tryBubblewrap(null);
    return code === 0 ? { available: true, reason: null, sharedMemory } : noBubblewrap(said);
  } catch (error) {
    return noBubblewrap(error instanceof Error ? error.message : String(error));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const noBubblewrap = (said: string): TriedSandbox =>
  without({ code: 'bubblewrap_refused', parameters: { said: headOf(said.trim(), 300) } });

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
  for (const folder of [policy.clonePath, policy.cachePath]) await mkdir(folder, { recursive: true });
  for (const folder of [homeOf(policy), temporaryOf(policy)]) {
    // A command that ran without a sandbox may have put a link here, and a mount would follow it.
    const found = await lstat(folder).catch(() => null);
    if (found && !found.isDirectory()) await rm(folder, { force: true });
    await mkdir(folder, { recursive: true });
  }
}

/**
 * Puts a program into the sandbox of its policy: bubblewrap on Linux, with the way to a filtering proxy where hosts are
 * allowed; Seatbelt on macOS. The error says what is missing.
 */
export async function wrapInSandbox(policy: SandboxPolicy, argv: readonly string[]): Promise<Result<Wrapped, string>> {
  const { reason, machine } = policy.machine ? { reason: null, machine: policy.machine } : await sandboxAvailable();
  if (machine === null) return failed(reason ? messageText(reason) : '');
  if (process.platform !== 'linux')
    return (await import('./sandbox-runtime.ts')).wrapInSeatbelt(policy, machine.leakyFiles, argv);
  const program = findBubblewrap(process.env.PATH);
  if (program === null) return failed(messageText({ code: 'bubblewrap_missing', parameters: {} }));
  const { sharedMemory, leakyFiles } = machine;
  const limits = { sharedMemory, ...(await coversOf(leakyFiles, process.env.PATH)) };
  if (policy.allowedHosts.length === 0) return ok(inBubblewrap(program, policy, argv, limits));
  const access = await (await import('./sandbox-runtime.ts')).openProxy(policy, PROXY_PORT);
  if (!access.ok) return access;
  const { socket, files, environment, release } = access.value;
  const shown = [[socket, PROXY_SOCKET], ...files];
  const wrapped = inBubblewrap(
    program,
    policy,
    ['/bin/bash', '--norc', '--noprofile', '-c', WITH_RELAY, 'bash', ...argv],
    limits,
    shown.flatMap(([from = '', to = '']) => ['--ro-bind', from, to]),
  );
  return ok({ ...wrapped, environment: { ...wrapped.environment, ...environment }, release });
}

/**
 * A program of the app's own that reads the clone by names. It runs where nothing else is: a name in the clone may lead
 * anywhere by the time that it is opened. Without bubblewrap it runs as it is.
 */
export function wrapReader(
  policy: Pick<SandboxPolicy, 'mode'>,
  root: string,
  program: string,
): { file: string; args: string[] } {
  const sandboxed = policy.mode === 'sandboxed' && process.platform === 'linux';
  const bubblewrap = sandboxed ? findBubblewrap(process.env.PATH) : null;
  return bubblewrap === null
    ? { file: program, args: [] }
    : { file: bubblewrap, args: readingArguments(root, program) };
}

const PROXY_PORT = 3128;
const PROXY_SOCKET = '/run/proxy.sock';
const RELAY = `fork,reuseaddr,backlog=4096 UNIX-CONNECT:${PROXY_SOCKET}`;
/** The sandbox has a loopback of its own: there, a relay hands on to the proxy's socket what programs say to its port. */
const WITH_RELAY = [
  `{ socat TCP6-LISTEN:${PROXY_PORT},ipv6only=0,${RELAY} || exec socat TCP4-LISTEN:${PROXY_PORT},${RELAY}; } >/dev/null 2>&1 &`,
  `for i in {1..500}; do (exec 3<>/dev/tcp/localhost/${PROXY_PORT}) 2>/dev/null && break; sleep 0.01; done`,
  'exec "$@"',
].join('\n');

function inBubblewrap(
  program: string,
  policy: SandboxPolicy,
  argv: readonly string[],
  { sharedMemory, emptied, mounts }: Covers & { sharedMemory: number | null },
  more: readonly string[] = [],
): Wrapped {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const files = [...systemFiles({ uid, gid, home: placesFor(policy).home }), ...emptied];
  const filter = systemCallFilter(process.arch);
  const inputs = [...files.map(({ text: content }) => Buffer.from(content)), ...(filter ? [filter] : [])];
  const stream = (index: number): string => String(FIRST_INPUT + index);
  const shown = files.flatMap(({ path: file }, index) => ['--ro-bind-data', stream(index), file]);
  return {
    file: program,
    args: [
      ...bubblewrapArguments(policy, process.env.PATH, [...shown, ...mounts, ...more], sharedMemory),
      '--json-status-fd',
      stream(inputs.length),
      '--block-fd',
      stream(inputs.length + 1),
      ...(filter ? ['--seccomp', stream(files.length)] : []),
      '--',
      ...argv,
    ],
    environment: {},
    inputs,
    inNamespace: true,
    release: () => undefined,
  };
}

/** Each takes a stream. */
const MOST_EMPTIED = 200;

/** What hides the settings of the machine that hold a credential. */
interface Covers {
  emptied: readonly SystemFile[];
  /** Further mounts. */
  mounts: readonly string[];
}

/**
 * An empty file is one that tools can read: they go on with what they do without it. Where there are more of them, one that nobody
 * can read has to do; a folder that was not looked into is empty. What is gone cannot be mounted on.
 */
async function coversOf(leakyFiles: readonly string[], pathValue: string | undefined): Promise<Covers> {
  const found = [...leakyFiles, ...(await leakyToolchainFiles(toolchainFolders(pathValue)))];
  const stats = await Promise.all(found.map((file) => lstat(file).catch(() => null)));
  const files = found.filter((_, index) => stats[index]?.isFile());
  const folders = found.filter((_, index) => stats[index]?.isDirectory());
  return {
    emptied: files.slice(0, MOST_EMPTIED).map((file) => ({ path: file, text: '' })),
    mounts: [
      ...files.slice(MOST_EMPTIED).flatMap((file) => ['--ro-bind', '/dev/null', file]),
      ...folders.flatMap((folder) => ['--tmpfs', folder, '--remount-ro', folder]),
    ],
  };
}

const FIRST_INPUT = 3;

/** A program under way. */
export interface Started {
  child: ChildProcess;
  /** Null outside a namespace, and where the program could not begin. */
  first: Promise<FirstProcess | null>;
}

/** Starts a wrapped program; its input is empty, its outputs are pipes. */
export function spawnWrapped(
  { file, args, inputs, inNamespace }: Pick<Wrapped, 'file' | 'args' | 'inputs' | 'inNamespace'>,
  options: { env: Record<string, string>; cwd?: string; detached?: boolean; timeout?: number },
): Started {
  const streams = inputs.length + (inNamespace ? 2 : 0);
  const child = spawn(file, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe', ...Array.from({ length: streams }, () => 'pipe' as const)],
    windowsHide: true,
  });
  const duplexAt = (index: number): Duplex | null => {
    const stream = child.stdio[FIRST_INPUT + index];
    return stream instanceof Duplex ? stream : null;
  };
  for (const [index, input] of inputs.entries()) {
    // A program that could not start says so itself.
    duplexAt(index)
      ?.on('error', () => undefined)
      .end(input);
  }
  const [status, gate] = [duplexAt(inputs.length), duplexAt(inputs.length + 1)];
  return { child, first: inNamespace && status && gate ? firstProcess(child, status, gate) : Promise.resolve(null) };
}
