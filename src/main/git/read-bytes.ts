import { failure, ok, type Result } from '../../shared/errors.ts';
import { cloneFailure } from './clone-failure.ts';
import type { Clone } from './contract.ts';
import type { Git } from './git.ts';

/** See GitApi.readBytes. */
export async function readBytes(
  git: Git,
  clone: Clone,
  tree: string,
  path: string,
  maxBytes: number,
): Promise<Result<Buffer | null>> {
  const env = { GIT_DIR: clone.gitDir };
  const listed = await git.run({ args: ['ls-tree', '-z', '--full-tree', '--long', tree, '--', path], env });
  if (!listed.ok) return cloneFailure(listed.error, clone, 'read a file of');
  const entry = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)\0$/s.exec(listed.value.stdout);
  const [, mode, , id = '', size, name] = entry ?? [];
  if (name !== path || (mode !== '100644' && mode !== '100755')) return ok(null);
  if (Number(size) > maxBytes) {
    return failure('not_allowed', `${path} is too large to be shown.`, {
      why: `It has ${Math.round(Number(size) / 1000)} kB.`,
      path,
    });
  }
  const read = await git.run({ args: ['cat-file', 'blob', id], env, bytes: true });
  return read.ok ? ok(Buffer.from(read.value.stdout, 'latin1')) : cloneFailure(read.error, clone, 'read a file of');
}
