import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readTextFile } from '../../lib/read-text-file.ts';

/** Reads dropped files as text; the window parses them as lists of repositories. */
export interface Dropped {
  texts: { name: string; text: string }[];
  problems: string[];
}

/** What was dropped on the window: the text of each file, decoded, and the paths of all folders as one more text. */
export async function readDropped(paths: readonly string[]): Promise<Dropped> {
  const texts: Dropped['texts'] = [];
  const problems: string[] = [];
  const folders: string[] = [];
  for (const file of paths) {
    const name = path.basename(file);
    try {
      // Reading a pipe or device would never end.
      const found = await stat(file);
      if (found.isDirectory()) {
        folders.push(file);
        continue;
      }
      const read = found.isFile() ? await readTextFile(file) : NEITHER;
      if (read.ok) texts.push({ name, text: read.text });
      else problems.push(`${name}: ${read.reason}`);
    } catch (error) {
      problems.push(`${name}: ${errorReason(error)}`);
    }
  }
  if (folders.length > 0) texts.push({ name: 'folders', text: folders.join('\n') });
  return { texts, problems };
}

const NEITHER = { ok: false, reason: 'it is neither a file nor a folder' } as const;

function errorReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'it is not there any more';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by this account';
  return typeof code === 'string' ? `it could not be read (${code})` : 'it could not be read';
}
