import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failure, ok, type Result, thrownText } from '../../shared/errors.ts';
import { failedFromStore } from '../lib/file-errors.ts';

/** As long as it is held, no other process works on the same data folder. */
export interface FolderLock {
  release(): void;
}

/** SQLite's own number for: somebody else has it. */
const SQLITE_BUSY = 5;

/**
 * Locks a data folder for this process. The lock is one of the operating system, on an empty database: whoever is killed holds it
 * no longer, and nothing has to be judged by its age. Errors: not_allowed when another process holds it, store_failed.
 */
export function lockFolder(folder: string): Result<FolderLock> {
  const file = path.join(folder, 'in-use.lock');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(file, { timeout: 0 });
    try {
      // Nothing is ever written, so nothing is synced, and no journal has to lie beside it.
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return ok({ release: () => database.close() });
    } catch (error) {
      database.close();
      if (numberOf(error) !== SQLITE_BUSY) throw error;
      return failure('not_allowed', `Cody Batch is already running with its data in ${folder}.`, {
        next: 'Use that one, or end it first.',
        path: folder,
      });
    }
  } catch (error) {
    if (numberOf(error) === null) return failedFromStore(error, file);
    return failure('store_failed', 'The data folder could not be locked.', {
      why: thrownText(error),
      next: 'Remove that file, then start again.',
      path: file,
    });
  }
}

/** SQLite's number of an error; null for another error. */
const numberOf = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null;
