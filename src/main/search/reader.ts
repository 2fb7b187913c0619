import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { RunEvent } from '../../shared/events.ts';
import { JobId, RunId } from '../../shared/ids.ts';
import { RepoRef, repoLabel } from '../../shared/repo.ts';
import type { Place, SearchIndex } from './index-file.ts';
import { type Piece, piecesOf } from './searchable.ts';

/** What of a job's document can be found; read by this thread alone, so only what it needs is asked of it. */
const JobNames = z.object({
  job: z.object({
    id: JobId,
    title: z.string(),
    createdAt: z.number(),
    prompts: z.array(z.object({ text: z.string(), at: z.number() })),
  }),
  runs: z.array(z.object({ id: RunId, repo: RepoRef })),
});

/** At most so much of one log is taken in at once, so that questions are answered in between. */
const CHUNK_BYTES = 1_000_000;

/**
 * Brings the index up to date with the data folder: only files that changed are read, logs from where they were left.
 * `pause` is awaited between files. What cannot be read is left for the next time; an index that cannot be written throws.
 */
export async function refreshIndex(index: SearchIndex, dataFolder: string, pause: () => Promise<void>): Promise<void> {
  const seen = new Set<string>();
  for (const file of await listed(path.join(dataFolder, 'jobs'), '.json')) {
    seen.add(file);
    await readDocument(index, file).catch(unlessOfIndex);
    await pause();
  }
  for (const job of await folders(path.join(dataFolder, 'runs'))) {
    const jobId = JobId.safeParse(path.basename(job));
    if (!jobId.success) continue;
    for (const folder of await folders(job)) {
      const runId = RunId.safeParse(path.basename(folder));
      const file = path.join(folder, 'events.jsonl');
      if (!runId.success) continue;
      seen.add(file);
      let more = true;
      while (more) {
        more = (await readLog(index, file, jobId.data, runId.data).catch(unlessOfIndex)) ?? false;
        await pause();
      }
    }
  }
  for (const file of index.sources()) if (!seen.has(file)) index.forget(file);
}

/** Node's own code of whatever SQLite refuses. */
const SQLITE = 'ERR_SQLITE_ERROR';
function unlessOfIndex(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === SQLITE) throw error;
}

const listed = async (folder: string, end: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(end)).map((name) => path.join(folder, name));

const folders = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name));

async function readDocument(index: SearchIndex, file: string): Promise<void> {
  const { size, mtimeMs } = await stat(file);
  const known = index.source(file);
  if (known?.size === size && known.mtimeMs === mtimeMs) return;
  const { job, runs } = JobNames.parse(JSON.parse(await readFile(file, 'utf8')));
  const place = { jobId: job.id, runId: null, seq: null, at: job.createdAt };
  index.add(
    file,
    { size, mtimeMs, seq: 0 },
    [
      { ...place, kind: 'job', text: job.title },
      ...job.prompts.map(({ text, at }): Piece & Place => ({ ...place, kind: 'prompt', text, at })),
      ...runs.map(({ id, repo }): Piece & Place => ({ ...place, runId: id, kind: 'repo', text: repoLabel(repo) })),
    ],
    true,
  );
}

/** Takes in the next part of a log; true when there is more. A log that became shorter is read anew. */
async function readLog(index: SearchIndex, file: string, jobId: JobId, runId: RunId): Promise<boolean> {
  const { size, mtimeMs } = await stat(file);
  const known = index.source(file);
  if (known?.size === size) return false;
  const anew = known !== null && known.size > size;
  const from = known === null || anew ? { size: 0, seq: 0 } : known;
  const bytes = await readPart(file, from.size, Math.min(size - from.size, CHUNK_BYTES));
  const end = bytes.lastIndexOf(10) + 1;
  // A line longer than a chunk holds nothing that a person would look for.
  if (end === 0 && bytes.length === CHUNK_BYTES) {
    index.add(file, { size: from.size + bytes.length, mtimeMs, seq: from.seq }, [], anew);
    return true;
  }
  if (end === 0) return false;
  const events = bytes.toString('utf8', 0, end).split('\n').flatMap(eventOf);
  const last = events.at(-1)?.seq ?? from.seq;
  const found = events.flatMap((event) =>
    piecesOf(event).map((piece): Piece & Place => ({ ...piece, jobId, runId, seq: event.seq, at: event.at })),
  );
  index.add(file, { size: from.size + end, mtimeMs, seq: last }, found, anew);
  return from.size + end < size;
}

function eventOf(line: string): RunEvent[] {
  try {
    const event = RunEvent.safeParse(JSON.parse(line));
    return event.success ? [event.data] : [];
  } catch {
    return [];
  }
}

async function readPart(file: string, from: number, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
