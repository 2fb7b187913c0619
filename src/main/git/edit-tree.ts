import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, ok, type Result } from '../../shared/errors.ts';
import { cloneEnvironment } from './clone.ts';
import { cloneFailure } from './clone-failure.ts';
import type { Clone } from './contract.ts';
import type { Git, GitAnswer } from './git.ts';
import { fromDisk } from './git-error.ts';
import { oneHunk } from './one-hunk.ts';
import { namesOf, writePatch } from './patch.ts';

/** A person edits files by hand up to this size. */
const EDITABLE_BYTES = 500_000;

/**
 * Everything here works on trees in an index of its own: no file of the working copy is opened, so no link or name in it
 * can lead anywhere, and git itself refuses names that are not those of a file in a repository.
 */
async function inIndex<T>(
  git: Git,
  clone: Clone,
  doing: string,
  work: (step: (args: string[], input?: string) => Promise<Result<GitAnswer>>) => Promise<Result<T>>,
): Promise<Result<T>> {
  const index = join(clone.gitDir, `index.edit-${randomUUID()}`);
  try {
    return await work(async (args, input) => {
      const env = { ...cloneEnvironment(clone), GIT_INDEX_FILE: index };
      const answer = await git.run({ args, env, ...(input === undefined ? {} : { input }) });
      return answer.ok ? answer : cloneFailure(answer.error, clone, doing);
    });
  } catch (error) {
    return { ok: false, error: fromDisk(error, 'edit the change of this run') };
  } finally {
    await rm(index, { force: true });
  }
}

/** See GitApi.discard. */
export async function discard(
  git: Git,
  clone: Clone,
  tree: string,
  path: string,
  hunk: number | null,
): Promise<Result<string>> {
  const draft = join(clone.gitDir, `patch-${randomUUID()}`);
  const paths = await namesOf(git, clone, tree, path);
  return inIndex(git, clone, 'discard a part of the change in', async (step) => {
    try {
      const written = await writePatch(git, clone, tree, paths, draft);
      if (!written.ok) return written;
      // File contents are bytes in any encoding: as latin1 each byte stays what it is.
      const whole = await readFile(draft, 'latin1');
      const part = hunk === null ? whole : oneHunk(whole, hunk);
      if (part === null || part === '') return noSuchPart(path);
      await writeFile(draft, part, 'latin1');
      const read = await step(['read-tree', tree]);
      if (!read.ok) return read;
      const applied = await step(['apply', '--reverse', '--cached', '--whitespace=nowarn', draft]);
      if (!applied.ok) return applied;
      const made = await step(['write-tree']);
      return made.ok ? ok(made.value.stdout.trim()) : made;
    } finally {
      await rm(draft, { force: true });
    }
  });
}

const noSuchPart = (path: string) => failure('not_found', 'The change has no such part.', { path });

interface TreeFile {
  mode: string;
  text: string;
  lineEnd: '\n' | '\r\n';
}

const notEditable = (path: string, why: string) =>
  failure('not_allowed', `${path} cannot be edited here.`, { why, path, next: 'Comment on it instead.' });

async function readTreeFile(git: Git, clone: Clone, tree: string, path: string): Promise<Result<TreeFile>> {
  const missing = failure('not_found', `There is no file ${path} in the change.`, { path });
  // To git these are mistakes of the caller.
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) return missing;
  return inIndex(git, clone, 'read a file of', async (step) => {
    const listed = await step(['ls-tree', '-z', '--full-tree', '--long', tree, '--', path]);
    if (!listed.ok) return listed;
    const entry = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)\0$/s.exec(listed.value.stdout);
    const [, mode = '', , id = '', size = '', name] = entry ?? [];
    if (name !== path) return missing;
    if (mode !== '100644' && mode !== '100755') return notEditable(path, 'It is no regular file.');
    if (Number(size) > EDITABLE_BYTES) return notEditable(path, `It is larger than ${EDITABLE_BYTES / 1000} kB.`);
    const read = await step(['cat-file', 'blob', id]);
    if (!read.ok) return read;
    const text = read.value.stdout;
    if (/[\0\uFFFD]/.test(text)) return notEditable(path, 'It is not plain UTF-8 text.');
    const lines = text.split('\n').length - 1;
    const withReturn = text.split('\r\n').length - 1;
    if (withReturn > 0 && withReturn < lines) return notEditable(path, 'Its lines end in different ways.');
    return ok({ mode, text, lineEnd: withReturn > 0 ? '\r\n' : '\n' });
  });
}

/** See GitApi.readText. */
export async function readText(git: Git, clone: Clone, tree: string, path: string): Promise<Result<string>> {
  const file = await readTreeFile(git, clone, tree, path);
  return file.ok ? ok(file.value.text) : file;
}

/** See GitApi.writeText. */
export async function writeText(
  git: Git,
  clone: Clone,
  tree: string,
  path: string,
  text: string,
): Promise<Result<string>> {
  const file = await readTreeFile(git, clone, tree, path);
  if (!file.ok) return file;
  const { mode, lineEnd } = file.value;
  return inIndex(git, clone, 'edit a file of', async (step) => {
    const hashed = await step(['hash-object', '-w', '--stdin'], text.replace(/\r?\n/g, lineEnd));
    if (!hashed.ok) return hashed;
    const read = await step(['read-tree', tree]);
    if (!read.ok) return read;
    const entry = `${mode} ${hashed.value.stdout.trim()}\t${path}\0`;
    const replaced = await step(['update-index', '-z', '--index-info'], entry);
    if (!replaced.ok) return replaced;
    const made = await step(['write-tree']);
    return made.ok ? ok(made.value.stdout.trim()) : made;
  });
}
