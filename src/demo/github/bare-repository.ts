import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { git, tryGit } from '../git.ts';

export interface ChangedFile {
  path: string;
  /** Null for binary files. */
  additions: number | null;
  deletions: number | null;
}
export interface Comparison {
  commits: number;
  additions: number;
  deletions: number;
  files: ChangedFile[];
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'GitHub',
  GIT_AUTHOR_EMAIL: 'noreply@github.invalid',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.invalid',
};

/** 0 for what a push has just moved into a pack. */
const bytesOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** Questions about one bare repository on disk, most of them answered by git. */
export const bareRepository = (folder: string) => {
  /** Null unless the branch exists. Names reach git only behind `refs/heads/`, so none can pass for an option. */
  const branch = async (name: string): Promise<string | null> => {
    const answer = await tryGit(folder, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}^{commit}`]);
    return answer.code === 0 ? answer.stdout.trim() : null;
  };
  return {
    branch,
    async branches(): Promise<{ name: string; commit: string }[]> {
      const lines = await git(folder, ['for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads']);
      return lines
        .split('\n')
        .filter(Boolean)
        .map((line) => ({ name: line.split(' ')[0] ?? '', commit: line.split(' ')[1] ?? '' }));
    },
    async deleteBranch(name: string): Promise<boolean> {
      return (await tryGit(folder, ['update-ref', '-d', `refs/heads/${name}`])).code === 0;
    },
    /** From where the branches parted to the head. */
    async compare(base: string, head: string): Promise<Comparison> {
      const commits = Number(await git(folder, ['rev-list', '--count', `${base}..${head}`]));
      const rows = await git(folder, ['diff', '--numstat', '-z', '--no-renames', `${base}...${head}`, '--']);
      const files = rows
        .split('\0')
        .filter(Boolean)
        .map((row): ChangedFile => {
          const [added = '-', deleted = '-', ...name] = row.split('\t');
          const amount = (text: string) => (text === '-' ? null : Number(text));
          return { path: name.join('\t'), additions: amount(added), deletions: amount(deleted) };
        });
      const sum = (key: 'additions' | 'deletions') => files.reduce((total, file) => total + (file[key] ?? 0), 0);
      return { commits, additions: sum('additions'), deletions: sum('deletions'), files };
    },
    async patch(base: string, head: string): Promise<string> {
      return (await git(folder, ['diff', '--no-ext-diff', '--no-textconv', `${base}...${head}`, '--'])).slice(
        0,
        400_000,
      );
    },
    /** The tree of a merge; false when there are conflicts, null when this git is too old to say. */
    async mergeTree(base: string, head: string): Promise<string | false | null> {
      const answer = await tryGit(folder, ['merge-tree', '--write-tree', base, head]);
      if (answer.code === 0) return answer.stdout.trim().split('\n')[0] ?? null;
      return answer.code === 1 ? false : null;
    },
    /** Puts a merge or squash commit on a branch, if the branch still is at `base`. Gives the commit. */
    async merge(into: string, base: string, head: string, tree: string, message: string, squash: boolean) {
      const parents = squash ? ['-p', base] : ['-p', base, '-p', head];
      const commit = await git(folder, ['commit-tree', tree, ...parents, '-m', message], IDENTITY);
      await git(folder, ['update-ref', `refs/heads/${into}`, commit, base]);
      return commit;
    },
    /** Asked of the disk, not of git: hundreds of repositories are looked at for one list. */
    async sizeKb(): Promise<number> {
      const objects = await readdir(join(folder, 'objects'), { recursive: true, withFileTypes: true });
      const files = objects.filter((entry) => entry.isFile());
      const sizes = await Promise.all(files.map(({ parentPath, name }) => bytesOf(join(parentPath, name))));
      return Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024);
    },
    /** What stands at a path: a file's bytes, a folder's entries, or null. */
    async contents(commit: string, path: string) {
      const tree = await tryGit(folder, ['ls-tree', '-z', commit, '--', ...(path === '' ? [] : [path])]);
      const parse = (text: string) =>
        text
          .split('\0')
          .filter(Boolean)
          .map((row) => {
            const [, type = '', sha = '', name = ''] = /^\d+ (\w+) ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
            return { type, sha, path: name };
          });
      const [entry] = parse(tree.stdout);
      if (path !== '' && entry?.type === 'blob') {
        const bytes = await git(folder, ['cat-file', 'blob', entry.sha], {}, 'base64');
        return { kind: 'file' as const, sha: entry.sha, base64: bytes };
      }
      if (path === '') return { kind: 'folder' as const, entries: parse(tree.stdout) };
      if (entry?.type !== 'tree') return null;
      const inner = await git(folder, ['ls-tree', '-z', commit, '--', `${path}/`]);
      return { kind: 'folder' as const, entries: parse(inner) };
    },
  };
};
export type BareRepository = ReturnType<typeof bareRepository>;
