import { open } from 'node:fs/promises';
import { type TextOfBytes, textOfBytes } from '../shared/text-bytes.ts';

/** A list or a prompt larger than this is a mistake. */
const LARGEST = 10 * 1024 * 1024;

const TOO_LONG: TextOfBytes = { ok: false, reason: 'it is longer than 10 MB' };

/** The text of a file (or pipe) that a person named, whatever encoding it is in. Rejects when it cannot be read. */
export async function readTextFile(file: string): Promise<TextOfBytes> {
  const handle = await open(file);
  try {
    const found = await handle.stat();
    if (found.isDirectory()) return { ok: false, reason: 'it is a folder' };
    if (found.size > LARGEST) return TOO_LONG;
    const bytes = await handle.readFile();
    return bytes.length > LARGEST ? TOO_LONG : textOfBytes(bytes);
  } finally {
    await handle.close();
  }
}
