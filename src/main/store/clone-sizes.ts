import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { JobId, RunId } from '../../shared/ids.ts';
import { isRecord } from '../../shared/is-record.ts';
import { type Document, openDocument } from './document.ts';
import { StoreVersion } from './migrations.ts';

const Bytes = z.number().nonnegative();
/** What is known of one run's clone folder. */
const CloneSize = z.object({
  /** All of it, on disk. */
  bytes: Bytes,
  /** The part that holds temporary files and caches of commands. */
  cacheBytes: Bytes,
  /** When it was last worked in, epoch ms. */
  usedAt: z.number(),
  /** Are its files removed, to come back from git when they are needed? */
  evicted: z.boolean(),
});
export type CloneSize = z.infer<typeof CloneSize>;
/** Earlier versions wrote `folded`. */
const fromOld = (size: unknown): unknown =>
  isRecord(size) && 'folded' in size ? { ...size, evicted: size.folded } : size;
const CloneSizes = z.object({ version: StoreVersion, clones: z.record(RunId, z.preprocess(fromOld, CloneSize)) });
export type CloneSizes = z.infer<typeof CloneSizes>;

/** Sizes that were measured already. Losing the file costs time, nothing else. */
export const openCloneSizes = (file: string, now: () => number): Document<CloneSizes> =>
  openDocument({ file, schema: CloneSizes, now });

/** The folders of a clone that hold temporary files and caches of commands, and what a check needs: it is made again. */
export const CACHES = ['temp', 'cache', 'check', 'installed', 'downloads'];
/** A cache on its way out: a session that starts meanwhile makes itself a new one. */
const GONE = '.gone';

/** Removes what commands left beside a clone's files; a later command makes it anew. */
export async function removeCaches(folder: string, remove: (folder: string) => Promise<void>): Promise<void> {
  for (const name of CACHES) {
    const cache = path.join(folder, name);
    await remove(`${cache}${GONE}`);
    const moved = await rename(cache, `${cache}${GONE}`).then(
      () => true,
      () => false,
    );
    if (moved) await remove(`${cache}${GONE}`);
  }
}

/** The runs that have a clone folder: `<job>/<run>` below one of the folders for clones. */
export async function listClones(roots: readonly string[]): Promise<RunId[]> {
  const found = new Set<RunId>();
  for (const root of roots)
    for (const job of await readdir(root).catch(() => [])) {
      if (!JobId.safeParse(job).success) continue;
      for (const name of await readdir(path.join(root, job)).catch(() => [])) {
        const runId = RunId.safeParse(name);
        if (runId.success) found.add(runId.data);
      }
    }
  return [...found];
}
