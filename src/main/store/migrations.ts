import { z } from 'zod';
import { failure, ok, type Result } from '../../shared/errors.ts';

/**
 * The version that every stored document of this app carries. 2: a publication has events and a part of the row of its own, and
 * what the app says of a row is stored as a code and its parameters. 3: so is why a job is paused, and what guards, nudges,
 * doubts and plans say.
 */
export const STORE_VERSION = 3;
/** What it may carry when it is read: what an earlier version wrote is mapped where it is parsed. */
export const StoreVersion = z.number().int().min(1).max(STORE_VERSION);
const Versioned = z.looseObject({ version: z.number().int().positive() });

/**
 * Is a stored document of the version that this app writes? One of a newer app is refused and left alone: guessing at it
 * could destroy it. One without a version counts as damaged. Errors: store_failed (newer), store_unreadable.
 */
export function checkVersion(raw: unknown, file: string): Result<null> {
  const versioned = Versioned.safeParse(raw);
  if (!versioned.success) return failure('store_unreadable', 'A stored file carries no version.', { path: file });
  if (versioned.data.version > STORE_VERSION) {
    return failure('store_failed', 'A stored file was written by a newer version of Cody Batch.', {
      why: `It has version ${versioned.data.version}; this app knows ${STORE_VERSION}.`,
      next: 'Update the app. The file was left as it is.',
      path: file,
    });
  }
  return ok(null);
}
