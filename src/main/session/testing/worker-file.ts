import path from 'node:path';

/** The program of a session: the one that ships where the whole suite has built it, which starts in half the time, or its source. */
export const WORKER_FILE = process.env.CODY_BATCH_WORKER ?? path.join(import.meta.dirname, '../worker/entry.ts');
