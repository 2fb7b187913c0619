import { mkdir } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { simpleGit } from 'simple-git';
import { baseEnvironment, type GitSetting, settingsEnvironment, USER_SETTINGS_PATTERN } from './git-settings.ts';

export interface GitCommand {
  args: string[];
  /** `GIT_DIR`, `GIT_WORK_TREE`, `GIT_INDEX_FILE`, author and committer: nothing else is meant to come this way. */
  env?: Record<string, string>;
  /** Settings of this one call, besides the hardened ones. */
  settings?: readonly GitSetting[];
  /** Words that must not show up in a failure. */
  secrets?: readonly string[];
  /** The output is bytes: each becomes one character of `stdout` (latin1). */
  bytes?: boolean;
  /** Text for stdin. */
  input?: string;
  /** Exit codes that are answers rather than failures. */
  expect?: readonly number[];
  signal?: AbortSignal;
  /** Ends the command when it has been silent for this long, ms. */
  silenceMs?: number;
  onStderr?: (chunk: string) => void;
  /** The output as it comes, each byte one character (latin1). */
  onStdout?: (chunk: string) => void;
}

export interface GitAnswer {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** A git command that ended in a way the caller did not expect; texts are redacted already. */
export interface GitFailure extends GitAnswer {
  kind: 'exit' | 'missing' | 'aborted' | 'silent' | 'killed';
}

export type GitRun = { ok: true; value: GitAnswer } | { ok: false; error: GitFailure };

export interface Git {
  run(command: GitCommand): Promise<GitRun>;
}

/** `GIT_DIR` that is no repository: for commands that need none, wherever the app's folder lies. */
export const NO_REPOSITORY = { GIT_DIR: '/dev/null' };

/** Guards of simple-git against arguments and variables that come from outside: here they all come from this room. */
const UNSAFE = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeExec: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafePack: true,
  allowUnsafeProtocolOverride: true,
};

const redact = (text: string, secrets: readonly string[]): string => {
  const known = secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '***')), text);
  return known.replace(/(\w+:\/\/)[^\s/@]+@/g, '$1***@');
};

/** The user's own proxy and certificate settings, read once, with the user's own environment and outside any repository. */
async function readUserSettings(env: Record<string, string | undefined>, folder: string): Promise<GitSetting[]> {
  const own: Record<string, string> = { ...NO_REPOSITORY, LC_ALL: 'C' };
  const wanted = ['PATH', 'HOME', 'USERPROFILE', 'XDG_CONFIG_HOME', 'SYSTEMROOT', 'PROGRAMDATA'];
  const placed = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_EXEC_PATH'];
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && [...wanted, ...placed].includes(name.toUpperCase())) own[name] = value;
  }
  const args = ['config', '--null', '--get-regexp', USER_SETTINGS_PATTERN];
  const answer = await spawnGit({ args, expect: [0, 1] }, folder, own);
  if (!answer.ok) return [];
  return answer.value.stdout
    .split('\0')
    .filter((entry) => entry.includes('\n'))
    .map((entry) => [entry.slice(0, entry.indexOf('\n')), entry.slice(entry.indexOf('\n') + 1)] as const);
}

/** How long a git that was told to stop may take before it is left to itself, ms. */
const GRACE_MS = 500;

/**
 * Stops a command on the caller's signal or after a silence. `given` resolves when it was stopped and did not end by
 * itself: a helper that waits for a dead server keeps the pipes open long after git is gone.
 */
function watch({ signal, silenceMs }: GitCommand) {
  const stop = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const state: { kind: 'aborted' | 'silent' | null } = { kind: null };
  const given = Promise.withResolvers<void>();
  const end = (kind: 'aborted' | 'silent') => {
    if (state.kind !== null) return;
    state.kind = kind;
    stop.abort();
    timers.add(setTimeout(given.resolve, GRACE_MS));
  };
  const abort = () => end('aborted');
  let silence: NodeJS.Timeout | null = null;
  const heard = () => {
    if (silence) clearTimeout(silence);
    silence = silenceMs ? setTimeout(() => end('silent'), silenceMs) : null;
  };
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  heard();
  const close = () => {
    signal?.removeEventListener('abort', abort);
    if (silence) clearTimeout(silence);
    for (const timer of timers) clearTimeout(timer);
  };
  return { state, signal: stop.signal, heard, given: given.promise, close };
}

async function spawnGit(command: GitCommand, folder: string, env: Record<string, string>): Promise<GitRun> {
  const ended: GitAnswer & { bySignal: boolean } = { exitCode: 0, stderr: '', stdout: '', bySignal: false };
  const watched = watch(command);
  let letGo = () => {};
  const git = simpleGit({
    baseDir: folder,
    allowEnvironment: Object.keys(env).filter((name) => name.toUpperCase().startsWith('GIT_')),
    unsafe: UNSAFE,
    completion: { onClose: true, onExit: false },
    abort: watched.signal,
    ...(command.input === undefined ? {} : { input: () => command.input }),
    errors: (error, result) => {
      // What a signal ends has no exit code, whatever simple-git's types say.
      ended.bySignal = result.exitCode === null;
      ended.exitCode = result.exitCode ?? -1;
      ended.stdout = Buffer.concat(result.stdOut).toString(command.bytes ? 'latin1' : 'utf8');
      ended.stderr = Buffer.concat(result.stdErr).toString('utf8');
      if (error instanceof Error) return error;
      return (command.expect ?? [0]).includes(result.exitCode) ? undefined : Buffer.from(`exit ${result.exitCode}`);
    },
  })
    .env(env)
    .outputHandler((_name, stdout, stderr) => {
      stdout.on('data', watched.heard);
      stderr.on('data', watched.heard);
      stderr.on('data', (chunk) => command.onStderr?.(String(chunk)));
      const { onStdout } = command;
      if (onStdout) stdout.on('data', (chunk: Buffer) => onStdout(chunk.toString('latin1')));
      letGo = () => {
        for (const stream of [stdout, stderr]) if ('destroy' in stream) (stream as Readable).destroy();
      };
    });
  // A refusal before git was started is a mistake in this room: `exitCode` is still 0 then.
  const run = git.raw(command.args).then(
    () => true,
    (error: unknown) => {
      if (watched.state.kind === null && ended.exitCode === 0) throw error;
      return false;
    },
  );
  const good = await Promise.race([run, watched.given.then(() => false)]).finally(watched.close);
  const { exitCode, stdout, stderr } = ended;
  if (good) return { ok: true, value: { exitCode, stdout, stderr } };
  letGo();
  const gone = ended.exitCode < 0 && ended.stderr.includes('ENOENT');
  // A helper of git's (git-remote-https) may be what was ended: git tells of it, or of nothing but a broken pipe.
  const killed = ended.bySignal || /died of signal \d/.test(ended.stderr);
  const kind = watched.state.kind ?? (gone ? 'missing' : killed ? 'killed' : 'exit');
  const clean = (text: string) => redact(text, command.secrets ?? []);
  return { ok: false, error: { kind, exitCode, stdout: clean(ended.stdout), stderr: clean(ended.stderr) } };
}

/**
 * The one way to git. `env` is the app's own environment, of which only paths, proxies and certificates are handed on.
 * `home` is an app-owned folder: home directory and working directory of every git, so that no file of a working copy can
 * pose as a program or a setting.
 */
export function createGit(env: Record<string, string | undefined>, home: string): Git {
  let userSettings: Promise<GitSetting[]> | null = null;
  return {
    async run(command) {
      try {
        await mkdir(home, { recursive: true, mode: 0o700 });
      } catch (error) {
        return { ok: false, error: { kind: 'exit', exitCode: -1, stdout: '', stderr: String(error) } };
      }
      userSettings ??= readUserSettings(env, home);
      const settings = settingsEnvironment(await userSettings, command.settings ?? []);
      return spawnGit(command, home, { ...baseEnvironment(env, home), ...settings, ...command.env });
    },
  };
}
