import { ok, type Result } from '../../shared/errors.ts';
import type { RemoteRepo } from '../../shared/repo.ts';
import type { Clone, GitApi } from '../git/contract.ts';
import type { GitHubApi } from '../github/contract.ts';
import { findTemplate, type TemplateFiles } from '../github/template.ts';

type ReadFiles = Pick<GitApi, 'treeFiles' | 'readBytes'>;

/** Up to four bytes per character of a template. */
const MOST_BYTES = 120_000;

/** The template that GitHub would offer: the repository's own, read in the clone, or its owner's. */
export async function pullRequestTemplate(
  git: ReadFiles,
  github: Pick<GitHubApi, 'ownersTemplate'>,
  clone: Clone,
  { owner, name }: RemoteRepo,
): Promise<Result<string | null>> {
  const files = await filesOf(git, clone);
  const own = files.ok ? await findTemplate(files.value) : files;
  return own.ok && own.value === null && name !== '.github' ? github.ownersTemplate(owner) : own;
}

async function filesOf(git: ReadFiles, clone: Clone): Promise<Result<TemplateFiles>> {
  const listed = await git.treeFiles(clone, clone.baseCommit);
  if (!listed.ok) return listed;
  return ok({
    list: async (folder) => ok(entriesIn(folder, listed.value)),
    read: async (path) => git.readBytes(clone, clone.baseCommit, path, MOST_BYTES),
  });
}

function entriesIn(folder: string, files: readonly { path: string }[]) {
  const at = folder === '' ? '' : `${folder}/`;
  const types = new Map<string, 'file' | 'dir'>();
  for (const { path } of files) {
    if (!path.startsWith(at)) continue;
    const [name = '', ...below] = path.slice(at.length).split('/');
    types.set(name, below.length > 0 ? 'dir' : 'file');
  }
  return [...types].map(([name, type]) => ({ name, path: `${at}${name}`, type }));
}
