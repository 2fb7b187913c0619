import { spawn } from 'node:child_process';
import type { SandboxPolicy } from '../../../../shared/session-protocol.ts';
import { wrapReader } from '../../../commands/sandbox.ts';

export interface RipgrepRequest {
  args: readonly string[];
  /** Folder to run in: the clone's root, whose ignore files count. */
  root: string;
  policy: Pick<SandboxPolicy, 'mode'>;
  /** Byte that ends a record of the output. */
  separator: '\n' | '\0';
  /** Called with each record; false stops the search. */
  onRecord: (record: string) => boolean;
  /** Called with the beginning of a record that is too long to be kept whole. */
  onLongRecord?: (beginning: string) => void;
  signal: AbortSignal;
}

/** `stopped` when onRecord, the signal or the clock ended it. */
export interface RipgrepEnd {
  exitCode: number | null;
  stopped: boolean;
  stderr: string;
}

/** A longer search is stopped. */
export const MAX_SEARCH_SECONDS = 60;
const MAX_RECORD = 4 * 1024 * 1024;
/** Enough of a long record to tell which file it is of. */
const BEGINNING = 8192;

/**
 * What the repository's own .gitignore leaves is seen, dot files included; settings of the person's machine, .ignore files
 * and anything called .git are not.
 */
export const SEEN_FILES = [
  '--no-config',
  '--hidden',
  '--no-require-git',
  '--no-ignore-global',
  '--no-ignore-exclude',
  '--no-ignore-dot',
  '--no-messages',
  '--iglob=!.git',
] as const;

/** Runs the ripgrep that comes with the app. It follows no symbolic links and runs nothing of the repository. */
export async function ripgrep(request: RipgrepRequest): Promise<RipgrepEnd> {
  const { rgPath } = await import('@vscode/ripgrep');
  // In the packaged app the program lies outside the archive: nothing inside it can be started.
  const program = rgPath.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked');
  return new Promise((resolve, reject) => {
    const { file, args } = wrapReader(request.policy, request.root, program);
    const child = spawn(file, [...args, ...request.args], {
      cwd: request.root,
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: request.signal,
      killSignal: 'SIGKILL',
      timeout: MAX_SEARCH_SECONDS * 1000,
    });
    let stopped = false;
    /** Pieces of the record that is not whole yet: putting a long one together for each piece takes seconds. */
    let pieces: string[] = [];
    let length = 0;
    /** The record under way is too long, and was told of. */
    let inLong = false;
    let stderr = '';
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    const take = (record: string): void => {
      if (stopped || request.onRecord(record)) return;
      stopped = true;
      child.kill('SIGKILL');
    };
    const add = (piece: string): void => {
      if (inLong || stopped) return;
      pieces.push(piece);
      length += piece.length;
      // A record of megabytes is no line of source.
      if (length <= MAX_RECORD) return;
      request.onLongRecord?.(pieces.join('').slice(0, BEGINNING));
      inLong = true;
      pieces = [];
    };
    const finish = (): void => {
      if (!inLong) take(pieces.join(''));
      pieces = [];
      length = 0;
      inLong = false;
    };
    child.stdout.on('data', (chunk: string) => {
      for (const [index, piece] of chunk.split(request.separator).entries()) {
        if (index > 0) finish();
        add(piece);
      }
    });
    child.stderr.on('data', (chunk: string) => {
      if (stderr.length < 4000) stderr += chunk;
    });
    child.on('error', (error) => (request.signal.aborted ? undefined : reject(error)));
    child.on('close', (exitCode) => {
      if (length > 0) finish();
      resolve({ exitCode, stopped: stopped || exitCode === null, stderr: stderr.trim() });
    });
  });
}
