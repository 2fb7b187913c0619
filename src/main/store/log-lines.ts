import type { FileHandle } from 'node:fs/promises';

/** So much is read and parsed between two turns of the event loop: a few milliseconds of work, however long the lines are. */
export const SLICE_BYTES = 256 * 1024;

const LINE_END = 10;

/**
 * The whole lines of a file between two places, without their ends, in slices. What follows the last line's end is left out.
 * Throws file system errors.
 */
export async function* linesOf(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer[]> {
  /** A line that goes on in the next slice. */
  let begun: Buffer[] = [];
  for (let at = start; at < end; ) {
    const slice = await readSlice(handle, at, Math.min(SLICE_BYTES, end - at));
    if (slice.length === 0) return;
    at += slice.length;
    const lines: Buffer[] = [];
    let from = 0;
    for (let to = slice.indexOf(LINE_END); to >= 0; to = slice.indexOf(LINE_END, from)) {
      const last = slice.subarray(from, to);
      lines.push(begun.length > 0 ? Buffer.concat([...begun, last]) : last);
      begun = [];
      from = to + 1;
    }
    if (from < slice.length) begun.push(slice.subarray(from));
    if (lines.length > 0) yield lines;
  }
}

/**
 * Where the last `count` lines of a file of `size` bytes begin, looked for from its end: the last lines of a long file are
 * found as quickly as those of a short one. Throws file system errors.
 */
export async function startOfLast(handle: FileHandle, size: number, count: number): Promise<number> {
  let left = count;
  // The end of the last line is no line's beginning.
  for (let end = size - 1; end > 0; ) {
    const start = Math.max(0, end - SLICE_BYTES);
    const slice = await readSlice(handle, start, end - start);
    for (let at = slice.lastIndexOf(LINE_END); at >= 0; at = at > 0 ? slice.lastIndexOf(LINE_END, at - 1) : -1) {
      left -= 1;
      if (left === 0) return start + at + 1;
    }
    end = start;
  }
  return 0;
}

async function readSlice(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const slice = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(slice, done, length - done, start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return slice.subarray(0, done);
}
