import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { failure, ok, type Result } from '../../shared/errors.ts';
import { createLocks } from '../lib/locks.ts';
import { endSurvivors } from '../lib/survivors.ts';
import { compare, readChangeset, readLeftOut, restoreTree } from './changeset.ts';
import { createClones } from './clone.ts';
import type { Clone, GitApi } from './contract.ts';
import { disarm } from './disarm.ts';
import { discard, readText, writeText } from './edit-tree.ts';
import { freshTree, moveIgnored, treeFiles } from './fresh-tree.ts';
import { createGit, type Git } from './git.ts';
import { fromGit } from './git-error.ts';
import { pointersIn } from './large-files.ts';
import { createMirrors } from './mirror.ts';
import { patch, savePatch } from './patch.ts';
import { commit, push, remoteBranches } from './publish.ts';
import { readBytes, sizeOf } from './read-bytes.ts';
import { sshHosts } from './ssh-hosts.ts';

export interface GitRoomOptions {
  /** Mirrors are kept below it. */
  dataFolder: string;
  /** The app's environment: only paths, proxies and certificates reach git. */
  env: Record<string, string | undefined>;
  /** A connection that delivers nothing for this long is given up. Default 60 s. */
  silenceMs?: number;
}

/** Settings come through the environment (`GIT_CONFIG_COUNT`), which older ones do not read. */
const OLDEST_GIT = [2, 31] as const;

const isOldEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor >= OLDEST_GIT[1]);
};

async function version(git: Git): Promise<Result<string>> {
  const answer = await git.run({ args: ['version'] });
  if (!answer.ok) {
    return { ok: false, error: fromGit(answer.error, { doing: 'start', what: 'git', host: null, signedIn: false }) };
  }
  const found = /\d+\.\d+(\.\d+)*/.exec(answer.value.stdout)?.[0] ?? '0';
  if (isOldEnough(found)) return ok(found);
  const next = 'Install git 2.31 or newer, then start Cody Batch again.';
  return failure('git_missing', `git ${found} is too old.`, { next });
}

async function originOf(git: Git, folder: string): Promise<Result<string | null>> {
  const context = { doing: 'read', what: folder, host: null, signedIn: false };
  const real = await realpath(folder).catch(() => null);
  if (real === null) {
    const next = 'Check that the folder still exists.';
    return failure('repo_not_found', `There is no folder ${folder}.`, { path: folder, next });
  }
  const answer = await git.run({
    args: ['-C', real, 'config', '--local', '--get', 'remote.origin.url'],
    // Only this very folder, not a repository further up.
    env: { GIT_CEILING_DIRECTORIES: dirname(real) },
    // Reading one value runs nothing, whoever owns the folder.
    settings: [['safe.directory', '*']],
    expect: [0, 1],
  });
  if (!answer.ok) {
    const error = fromGit(answer.error, context);
    const noRepository = /not a git repository|can only be used inside a git/.test(answer.error.stderr);
    return { ok: false, error: noRepository ? { ...error, code: 'repo_not_found', path: folder } : error };
  }
  const url = answer.value.stdout.trim();
  // A token that somebody left in the address is none of ours; ssh needs its user, and has no password there.
  return ok(
    url === '' ? null : url.replace(/^(https?:\/\/)[^/@]*@/, '$1').replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, '$1@'),
  );
}

/** Runs once nothing lives in the clone that could change it meanwhile. */
async function inQuiet<T>(runFolder: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  const ended = await endSurvivors([runFolder]);
  return ended.ok ? work() : ended;
}

/** The git room: mirrors below the data folder, clones in the folders of runs. */
export function createGitApi(options: GitRoomOptions): GitApi {
  const folder = join(options.dataFolder, 'mirrors');
  const silenceMs = options.silenceMs ?? 60_000;
  const git = createGit(options.env, join(folder, 'home'));
  const mirrors = createMirrors(git, folder, silenceMs);
  const withLock = createLocks();
  const alone = <T>(clone: Clone, work: () => Promise<Result<T>>): Promise<Result<T>> =>
    withLock(clone.gitDir, () => inQuiet(dirname(clone.treePath), work));
  const restore: GitApi['restoreTree'] = (clone, tree) => alone(clone, () => restoreTree(git, clone, tree));
  const clones = createClones(git, mirrors, restore, async ({ url }) => {
    if (!isAbsolute(url)) return url;
    const origin = await originOf(git, url);
    return origin.ok ? origin.value : null;
  });
  return {
    ...clones,
    prepareClone: (request) => inQuiet(request.runFolder, () => clones.prepareClone(request)),
    openClone: (runFolder) => inQuiet(runFolder, () => clones.openClone(runFolder)),
    evictClone: (runFolder, tree) => inQuiet(runFolder, () => clones.evictClone(runFolder, tree)),
    removeClone: (runFolder) => inQuiet(runFolder, () => clones.removeClone(runFolder)),
    mirrors: mirrors.list,
    removeMirror: mirrors.remove,
    version: () => version(git),
    originOf: (path) => originOf(git, path),
    sshHosts: (names) => sshHosts(names, options.env),
    defaultBranch: mirrors.defaultBranch,
    pointers: (clone) => alone(clone, () => pointersIn(git, clone)),
    disarm: (clone) => alone(clone, () => disarm(clone)),
    leftOut: (clone, moves) => alone(clone, () => readLeftOut(git, clone, moves ?? [])),
    readChangeset: (clone, round, moves) => alone(clone, () => readChangeset(git, clone, round, moves ?? [])),
    restoreTree: restore,
    freshTree: (clone, tree, folder, from) => alone(clone, () => freshTree(git, clone, tree, folder, from)),
    moveIgnored: (clone, folder) => alone(clone, () => moveIgnored(git, clone, folder)),
    treeFiles: (clone, tree) => treeFiles(git, clone, tree),
    patch: (clone, tree, path, maxBytes, context, since) =>
      patch(git, clone, tree, path, maxBytes, context, since ?? null),
    compare: (clone, since, tree) => compare(git, clone, since, tree),
    discard: (clone, tree, path, hunk) => discard(git, clone, tree, path, hunk),
    readText: (clone, tree, path) => readText(git, clone, tree, path),
    readBytes: (clone, tree, path, maxBytes) => readBytes(git, clone, tree, path, maxBytes),
    sizeOf: (clone, tree, path) => sizeOf(git, clone, tree, path),
    writeText: (clone, tree, path, text) => writeText(git, clone, tree, path, text),
    savePatch: (clone, tree, file) => savePatch(git, clone, tree, file),
    commit: (clone, tree, message, author, at) => commit(git, clone, tree, message, author, at),
    remoteBranches: (source) => remoteBranches(git, source, silenceMs),
    push: (clone, source, commitId, branch, expected) =>
      push(git, clone, source, commitId, branch, expected, silenceMs),
  };
}
