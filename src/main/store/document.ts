import { readFile } from 'node:fs/promises';
import { type Adapter, Low } from 'lowdb';
import type { z } from 'zod';
import { failure, ok, type Result } from '../../shared/errors.ts';
import { failedFromStore, isMissing } from '../lib/file-errors.ts';
import { writeDurably } from '../lib/write-durably.ts';
import { setAside } from './durable-file.ts';
import { checkVersion } from './migrations.ts';

/** One small JSON file that is always rewritten whole. Errors: store_full, store_failed, store_unreadable. */
export interface Document<T> {
  /** What is stored, or null when there is nothing yet. A file that will not parse is set aside: its new path is in `path`. */
  read(): Promise<Result<T | null>>;
  save(data: T): Promise<Result<null>>;
}

/** lowdb over a durable adapter: lowdb's own neither syncs nor uses a temporary name of its own. */
export function openDocument<T>(options: {
  file: string;
  schema: z.ZodType<T>;
  now: () => number;
  serialize?: (data: T) => string;
}): Document<T> {
  const { file, schema, now, serialize = JSON.stringify } = options;
  const adapter: Adapter<unknown> = {
    read: async () => JSON.parse(await readFile(file, 'utf8')) as unknown,
    // Only `save` sets what is written, after the schema's own type.
    write: (data) => writeDurably(file, serialize(data as T)),
  };
  const database = new Low<unknown>(adapter, null);
  return {
    async read() {
      try {
        await database.read();
      } catch (error) {
        if (isMissing(error)) return ok(null);
        if (!(error instanceof SyntaxError)) return failedFromStore(error, file);
        return unreadable(file, error.message, now());
      }
      const version = checkVersion(database.data, file);
      if (!version.ok && version.error.code === 'store_failed') return version;
      const parsed = schema.safeParse(database.data);
      return version.ok && parsed.success
        ? ok(parsed.data)
        : unreadable(file, parsed.error?.issues[0]?.message ?? 'it carries no version', now());
    },
    async save(data) {
      database.data = data;
      try {
        await database.write();
        return ok(null);
      } catch (error) {
        return failedFromStore(error, file);
      }
    },
  };
}

async function unreadable(file: string, why: string, at: number) {
  try {
    const path = await setAside(file, at);
    return failure('store_unreadable', 'A stored file could not be read and was set aside.', {
      why,
      next: `It was kept as ${path}.`,
      path,
    });
  } catch (error) {
    return failedFromStore(error, file);
  }
}
