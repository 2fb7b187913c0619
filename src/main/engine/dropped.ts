import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseRepoList } from '../../shared/repo-list.ts';

/** A list of repositories is never larger. */
const LARGEST_LIST = 10 * 1024 * 1024;

/**
 * What was dropped on the window, as one text that a list can be read from: a folder is a line, a file is its content.
 * Several files are joined, so a JSON or CSV file among them is turned into lines first.
 */
export async function readDropped(paths: readonly string[]): Promise<{ text: string; problems: string[] }> {
  const texts: string[] = [];
  const problems: string[] = [];
  for (const file of paths) {
    const name = path.basename(file);
    const read = await readOne(file).catch((error: unknown) => ({
      problem: error instanceof Error && 'code' in error ? String(error.code) : 'it could not be read',
    }));
    if ('problem' in read) problems.push(`${name}: ${read.problem}`);
    else texts.push(paths.length > 1 && /\.(json|csv|tsv)$/i.test(name) ? toLines(read.text) : read.text);
  }
  return { text: texts.join('\n'), problems };
}

async function readOne(file: string): Promise<{ text: string } | { problem: string }> {
  const found = await stat(file);
  if (found.isDirectory()) return { text: file };
  if (!found.isFile()) return { problem: 'it is neither a file nor a folder' };
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(found.size, LARGEST_LIST)), 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.subarray(0, 8000).includes(0)) return { problem: 'it is not a text file' };
    if (found.size > LARGEST_LIST) return { problem: 'it is longer than 10 MB' };
    return { text: bytes.toString('utf8') };
  } finally {
    await handle.close();
  }
}

/** Each entry on a line of its own; one that could not be read stays as it was written, so that it is rejected later. */
function toLines(text: string): string {
  const { accepted, rejected } = parseRepoList(text, { defaultHost: 'github.com' });
  const addresses = accepted.map(({ repo }) => (repo.kind === 'remote' ? repo.url : repo.path));
  return [...addresses, ...rejected.map((line) => line.text)].join('\n');
}
