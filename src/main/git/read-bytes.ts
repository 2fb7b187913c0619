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
  const entry = await regularFile(git, clone, tree, path);
  if (!entry.ok) return entry;
  if (entry.value === null) return ok(null);
  const { id, size } = entry.value;
  if (size > maxBytes) {
    return failure('not_allowed', `${path} is too large to be shown.`, {
      why: `It has ${Math.round(size / 1000)} kB.`,
      path,
    });
  }
  const read = await git.run({ args: ['cat-file', 'blob', id], env: { GIT_DIR: clone.gitDir }, bytes: true });
  return read.ok ? ok(Buffer.from(read.value.stdout, 'latin1')) : cloneFailure(read.error, clone, 'read a file of');
}

/** See GitApi.sizeOf. */
export async function sizeOf(git: Git, clone: Clone, tree: string, path: string): Promise<Result<number | null>> {
  const entry = await regularFile(git, clone, tree, path);
  return entry.ok ? ok(entry.value?.size ?? null) : entry;
}

async function regularFile(
  git: Git,
  clone: Clone,
  tree: string,
  path: string,
): Promise<Result<{ id: string; size: number } | null>> {
  const args = ['ls-tree', '-z', '--full-tree', '--long', tree, '--', path];
  const listed = await git.run({ args, env: { GIT_DIR: clone.gitDir } });
  if (!listed.ok) return cloneFailure(listed.error, clone, 'read a file of');
  const entry = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)\0$/s.exec(listed.value.stdout);
  const [, mode, , id = '', size, name] = entry ?? [];
  return ok(name !== path || (mode !== '100644' && mode !== '100755') ? null : { id, size: Number(size) });
}
