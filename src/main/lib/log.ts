import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { shortened } from '../../shared/defect.ts';
import { terminalJson } from '../../shared/terminal-text.ts';
import type { Clock } from './clock.ts';

/** Where things worth knowing later are written; texts and fields are redacted before they are. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

export interface LogOptions {
  file: string;
  clock: Clock;
  redact: (text: string) => string;
  /** The file is renamed to `.1` when it grows beyond this. */
  maxBytes: number;
}

/**
 * A log of JSON lines, readable by its owner only. Writing is synchronous, so that the last line before a crash is there;
 * lines are few, and no word of one is so long that it pushes out what led to it. A line that cannot be written is dropped: the log must never take the app down.
 */
export function createLog({ file, clock, redact, maxBytes }: LogOptions): Log {
  makeFolder(path.dirname(file));
  let size = sizeOf(file);
  const write = (level: string, message: string, fields: Record<string, unknown> = {}) => {
    const redacted = Object.entries({ message, ...fields }).map(([name, value]) => [name, briefly(value, redact)]);
    const entry = JSON.stringify({ at: new Date(clock.now()).toISOString(), level, ...Object.fromEntries(redacted) });
    const line = `${terminalJson(redact(entry))}\n`;
    try {
      if (size > 0 && size + line.length > maxBytes) {
        renameSync(file, `${file}.1`);
        size = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      size += line.length;
    } catch {
      // A full disk or a removed folder: the app says so itself, where it matters.
    }
  };
  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
}

const MOST_CHARS = 10_000;

/** Redacted before it is cut: half of a key has no shape. */
function briefly(value: unknown, redact: LogOptions['redact']): unknown {
  if (typeof value !== 'string' || value.length <= MOST_CHARS) return value;
  return shortened(redact(value), MOST_CHARS);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // As with a line: there is no log then.
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
