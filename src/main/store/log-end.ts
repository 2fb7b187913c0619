import { open } from 'node:fs/promises';
import { isMissing } from '../lib/file-errors.ts';
import { lastSeqIn } from './event-lines.ts';

/** Most last lines are shorter; a log that ends in a longer one is read whole. */
const TAIL_BYTES = 16 * 1024;

/**
 * Looks at the end of a log only: a long one takes as little time as a short one.
 * @returns its size when its last whole line is event `seq`; null when it is not, or when that cannot be told
 */
export async function sizeEndingAt(file: string, seq: number): Promise<number | null> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (!handle) return seq === 0 ? 0 : null;
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const { bytesRead } = await handle.read(tail, 0, tail.length, size - tail.length);
    return lastSeqIn(tail.subarray(0, bytesRead)) === seq ? size : null;
  } finally {
    await handle.close();
  }
}
