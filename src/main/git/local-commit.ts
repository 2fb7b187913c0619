import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { writeDurably } from '../lib/write-durably.ts';
import type { Clone } from './contract.ts';

/**
 * A commit of a tree on top of the base that never leaves this computer, for a look at the tree: laid out by hand, as the app's git
 * directories are, since each look needs one. What is published is made by git (`commit`). Throws file system errors; whether the
 * tree is there is for git to find out.
 */
export async function localCommit(clone: Clone, tree: string, at: number): Promise<string> {
  const who = `Cody Batch <cody-batch@localhost> ${Math.floor(at / 1000)} +0000`;
  const text = `tree ${tree}\nparent ${clone.baseCommit}\nauthor ${who}\ncommitter ${who}\n\nThe change\n`;
  const object = `commit ${text.length}\0${text}`;
  const id = createHash(tree.length === 64 ? 'sha256' : 'sha1')
    .update(object)
    .digest('hex');
  const folder = join(clone.gitDir, 'objects', id.slice(0, 2));
  await mkdir(folder, { recursive: true });
  await writeDurably(join(folder, id.slice(2)), deflateSync(object));
  return id;
}
