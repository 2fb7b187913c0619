import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { realpath, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { type AppError, ok } from '../../shared/errors.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import type { CommandRequest, CommandResult } from './command.ts';
import { watchDisk } from './disk-use.ts';
import { commandEnvironment } from './environment.ts';
import { endNamespace, type FirstProcess, killFirst } from './namespace.ts';
import { OutputBuffer } from './output-buffer.ts';
import { forgivingPipes } from './pipes.ts';
import { placesOnDisk } from './places.ts';
import { cpuLimits, endProcesses, LIMITS, signalGroup, watchLimits } from './process-tree.ts';
import { prepareFolders, type Started, spawnWrapped, wrapInSandbox } from './sandbox.ts';
import type { Wrapped } from './sandbox-kind.ts';

const LOG_CAP = 8 * 1024 * 1024;
/** How often a command's use of the machine is looked at. */
const WATCH_MS = 1000;
/** The window and other sessions come first. */
const NICENESS = 5;

/**
 * Runs one shell command line in the clone, confined as its policy says, with an environment of its own, and ends every
 * process it leaves behind. Never rejects for what a command does; why it could not run is in `problem`.
 */
export async function runCommand(request: CommandRequest): Promise<CommandResult> {
  const began = performance.now();
  const sandboxed = request.policy.mode === 'sandboxed';
  const without = (problem: AppError | null): CommandResult => ({
    exitCode: null,
    timedOut: false,
    cancelled: problem === null,
    output: '',
    bytes: 0,
    ms: Math.round(performance.now() - began),
    sandboxed,
    problem,
  });
  if (request.signal.aborted) return without(null);
  if (request.policy.mode === 'disabled') return without(DISABLED);
  const policy = await realPolicy(request.policy);
  if (policy === null) return without({ code: 'clone_missing', message: 'The folder of the clone is gone.' });
  const marker = randomUUID();
  const cpu = cpuLimits(request.timeoutMs, os.availableParallelism());
  const argv = shellFor(request.command, cpu.each);
  const prepared = sandboxed ? await wrapInSandbox(policy, argv) : ok(unwrapped(argv));
  if (!prepared.ok) return without(noSandbox(prepared.error));
  const wrapped = prepared.value;
  try {
    // It may have been called off meanwhile, and nobody would hear of it any more.
    if (request.signal.aborted) return without(null);
    const started = spawnWrapped(wrapped, {
      cwd: policy.clonePath,
      env: together(commandEnvironment(policy, marker, process.env), wrapped.environment),
      detached: process.platform !== 'win32',
    });
    return {
      ...(await attend(started, request, marker, cpu.all)),
      ms: Math.round(performance.now() - began),
      sandboxed,
    };
  } finally {
    wrapped.release();
  }
}

/** What the sandbox says wins; Java has one variable for the options of both. */
function together(own: Record<string, string>, added: Record<string, string>): Record<string, string> {
  const java = [own.JAVA_TOOL_OPTIONS, added.JAVA_TOOL_OPTIONS].filter((options) => options !== undefined);
  return { ...own, ...added, ...(java.length > 0 ? { JAVA_TOOL_OPTIONS: java.join(' ') } : {}) };
}

const unwrapped = ([file = '', ...args]: readonly string[]): Wrapped => ({
  file,
  args,
  environment: {},
  inputs: [],
  inNamespace: false,
  release: () => undefined,
});

const noSandbox = (why: string): AppError => ({
  code: 'sandbox_unavailable',
  message: 'The command was not run: there is no sandbox for it.',
  why,
  next: 'Install what is missing, or agree to run the commands of this job without a sandbox.',
});

const DISABLED: AppError = {
  code: 'sandbox_unavailable',
  message: 'The command was not run: commands are switched off for this job.',
  why: 'There is no sandbox on this machine, and the person has not agreed to run commands without one.',
  next: 'Go on without commands, and say in the report what was not verified.',
};

async function realPolicy(policy: SandboxPolicy): Promise<SandboxPolicy | null> {
  try {
    const clonePath = await realpath(policy.clonePath);
    await prepareFolders({ ...policy, clonePath });
    return {
      ...policy,
      clonePath,
      tempPath: await realpath(policy.tempPath),
      cachePath: await realpath(policy.cachePath),
    };
  } catch {
    return null;
  }
}

/** What the app was started with and never closed would be open in the command, too: a door out of the sandbox. */
const CLOSE_INHERITED = `for fd in /dev/fd/*; do fd=\${fd##*/}; case $fd in [012]) ;; *) eval "exec $fd>&-" ;; esac; done`;

/** A line that was rewritten stands in for the one that was asked for only where bash can read it. */
const CHOOSE_LINE = `if [ $# = 2 ] && /bin/bash --norc --noprofile -n -c "$2" 2>/dev/null; then shift; fi`;

/** bash without profile files; its own errors and the command's output share one pipe, so that their order is kept. */
function shellFor(command: string, cpuSeconds: number): string[] {
  if (process.platform === 'win32') return [process.env.ComSpec ?? 'cmd.exe', '/d', '/s', '/c', command];
  const forgiving = forgivingPipes(command);
  const limits = `ulimit -c 0 -f ${LIMITS.fileKib} -t ${cpuSeconds}`;
  return [
    '/bin/bash',
    '--norc',
    '--noprofile',
    '-c',
    `exec 2>&1; ${CLOSE_INHERITED}; ${limits}; ${CHOOSE_LINE}; exec /bin/bash --norc --noprofile -o pipefail -c "$1"`,
    'bash',
    command,
    ...(forgiving === null ? [] : [forgiving]),
  ];
}

type Attended = Omit<CommandResult, 'ms' | 'sandboxed'>;

async function attend(
  { child, first: beginning }: Started,
  request: CommandRequest,
  marker: string,
  cpuSeconds: number,
): Promise<Attended> {
  const kept = new OutputBuffer(request.outputCap);
  const log = request.logFile === undefined ? null : new OutputBuffer(LOG_CAP);
  const decoder = new StringDecoder('utf8');
  child.stdout?.on('data', (chunk: Buffer) => {
    kept.add(chunk);
    log?.add(chunk);
    request.onOutput?.(decoder.write(chunk));
  });
  // Only the sandbox's own program writes here.
  const complaints = new OutputBuffer(4000);
  child.stderr?.on('data', (chunk: Buffer) => complaints.add(chunk));

  let first: FirstProcess | null = null;
  void beginning.then((found) => {
    first = found;
    if (found && ended !== null) killFirst(found);
  });
  let ended: { by: 'timeout' | 'signal' | 'limit'; reason: string } | null = null;
  const end = (by: 'timeout' | 'signal' | 'limit', reason = ''): void => {
    ended ??= { by, reason };
    if (first !== null) killFirst(first);
    if (child.pid !== undefined) signalGroup(child.pid);
  };
  const onAbort = (): void => end('signal');
  const timer = setTimeout(() => end('timeout'), request.timeoutMs);
  request.signal.addEventListener('abort', onAbort, { once: true });
  if (child.pid !== undefined) lowerPriority(child.pid);
  const limits = { ...LIMITS, cpuSeconds };
  const unwatch =
    child.pid === undefined
      ? () => undefined
      : watchLimits(child.pid, limits, (reason) => end('limit', reason), WATCH_MS, {
          first: () => first?.pid ?? null,
          probes: watchDisk(Object.values(placesOnDisk(request.policy))),
        });

  const { code, error } = await exitOf(child);
  clearTimeout(timer);
  unwatch();
  request.signal.removeEventListener('abort', onAbort);
  const isOver = await endAll(child, await beginning, marker);
  await closed(child);

  const how = ended as { by: 'timeout' | 'signal' | 'limit'; reason: string } | null;
  // What was called off says nothing: the log of the time before stays.
  if (log && request.logFile !== undefined && how?.by !== 'signal') {
    await writeFile(request.logFile, log.text(request.redact), { mode: 0o600 });
  }
  return {
    exitCode: how === null && error === null && complaintOf(code, complaints) === null ? code : null,
    timedOut: how?.by === 'timeout',
    cancelled: how?.by === 'signal',
    output: kept.text(request.redact),
    bytes: kept.bytes,
    problem: isOver
      ? problemOf(how?.by === 'limit' ? how.reason : null, error, complaintOf(code, complaints))
      : SURVIVES,
  };
}

/** Its end is the end of everything that it started: with its namespace, or as far as its processes can be found. */
async function endAll({ pid }: ChildProcess, first: FirstProcess | null, marker: string): Promise<boolean> {
  if (first !== null) return endNamespace(first);
  if (pid !== undefined) await endProcesses(pid, marker);
  return true;
}

const SURVIVES: AppError = {
  code: 'unexpected',
  message: 'The command has ended, but a process that it started cannot be ended.',
  next: 'Restart the computer: the clone is not used before.',
};

function exitOf(child: ChildProcess): Promise<{ code: number | null; error: Error | null }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    // A shell that a signal ended has no code of its own; shells report it as 128 and more.
    child.once('exit', (code, signal) =>
      resolve({ code: code ?? 128 + (signal ? os.constants.signals[signal] : 0), error: null }),
    );
  });
}

/** Waits for the end of the output, not for ever: something that got away may hold the pipe open. */
async function closed(child: ChildProcess): Promise<void> {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  await Promise.race([
    Promise.all(
      streams.map((stream) => (stream.closed ? undefined : new Promise((resolve) => stream.once('close', resolve)))),
    ),
    new Promise((resolve) => setTimeout(resolve, 2000).unref()),
  ]);
  for (const stream of streams) stream.destroy();
}

/** What the sandbox's own program said when it could not start the command. */
function complaintOf(code: number | null, complaints: OutputBuffer): string | null {
  const text = complaints.text().trim();
  return code !== 0 && text.startsWith('bwrap: ') ? text : null;
}

function problemOf(limit: string | null, error: Error | null, complaint: string | null): AppError | null {
  if (limit !== null)
    return { code: 'not_allowed', message: `The command was stopped: ${limit}.`, next: 'Let it do less at once.' };
  if (error !== null) return { code: 'unexpected', message: 'The command could not be started.', why: error.message };
  if (complaint !== null)
    return { code: 'sandbox_unavailable', message: 'The sandbox could not start the command.', why: complaint };
  return null;
}

function lowerPriority(pid: number): void {
  try {
    os.setPriority(pid, NICENESS);
  } catch {
    // It has ended already.
  }
}
