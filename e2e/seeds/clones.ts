import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createGitApi } from '../../src/main/git/create-git-api.ts';
import { storePaths } from '../../src/main/store/paths.ts';
import type { Changeset } from '../../src/shared/changeset.ts';
import type { Run } from '../../src/shared/run.ts';
import { value } from './store.ts';

/** A repository with one commit, beside the data folder. */
export function makeOrigin(origin: string, files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(origin, name)), { recursive: true });
    writeFileSync(path.join(origin, name), content);
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: origin });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start');
}

/** A real clone for a run, in which `change` changes files; answers with the changeset that the app would read. */
export async function changedClone(
  folder: string,
  run: Run,
  origin: string,
  change: (tree: string) => void,
): Promise<Changeset> {
  const room = createGitApi({ dataFolder: folder, env: process.env });
  const clone = value(
    await room.prepareClone({
      source: { url: origin, key: `local:${origin}`, auth: null },
      runFolder: storePaths(folder).clone(run.id),
      branch: null,
      signal: new AbortController().signal,
    }),
  );
  change(clone.treePath);
  const changeset = value(await room.readChangeset(clone, 1));
  if (!changeset) throw new Error('the seeded change changes nothing');
  return changeset;
}

/** The same from files, for a run that has an origin of its own. */
export function seedChange(
  folder: string,
  run: Run,
  files: Record<string, string | Buffer>,
  change: (tree: string) => void,
): Promise<Changeset> {
  const origin = path.join(folder, '..', `origin-${run.id}`);
  makeOrigin(origin, files);
  return changedClone(folder, run, origin, change);
}
