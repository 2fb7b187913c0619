import { open } from 'node:fs/promises';
import { type TextOfBytes, textOfBytes } from '../../shared/text-bytes.ts';

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
    const chunks: Buffer[] = [];
    let length = 0;
    // A pipe tells no size, and may have no end.
    for await (const chunk of handle.createReadStream({ autoClose: false })) {
      chunks.push(chunk as Buffer);
      length += chunk.length;
      if (length > LARGEST) return TOO_LONG;
    }
    return textOfBytes(Buffer.concat(chunks));
  } finally {
    await handle.close();
  }
}
