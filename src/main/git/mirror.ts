import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type AppError, failure, ok, type Result } from '../../shared/errors.ts';
import { createLocks } from '../lib/locks.ts';
import { removeFolder } from '../lib/remove-folder.ts';
import { isBranchName } from './branch-name.ts';
import type { GitApi, GitSource } from './contract.ts';
import type { Git, GitAnswer, GitFailure } from './git.ts';
import { NO_REPOSITORY } from './git.ts';
import { fromDisk } from './git-error.ts';
import { writeGitFolder } from './git-folder.ts';
import { isLedAway, notGit, whyUnread } from './not-git.ts';
import { progressReader } from './progress.ts';
import { noDefaultBranch, REMOTE, type Route, routeTo } from './source.ts';

/** What a mirror holds of one branch after a refresh. */
export interface MirrorState {
  mirrorPath: string;
  objectsPath: string;
  branch: string;
  commit: string;
  shallow: string | null;
}

export interface Mirrors {
  /** Makes or refreshes the mirror of a source; fetches the tip of one branch, and only what is new. */
  refresh(
    source: GitSource,
    branch: string | null,
    signal: AbortSignal,
    onProgress: (text: string) => void,
  ): Promise<Result<MirrorState>>;
  /**
   * The commits and tags behind a branch, without files, in a repository of its own within the mirror; null when they could not be
   * had. What is pushed never comes from there.
   */
  history(source: GitSource, at: Pick<MirrorState, 'branch' | 'commit'>, signal: AbortSignal): Promise<string | null>;
  /** See GitApi.defaultBranch. */
  defaultBranch: GitApi['defaultBranch'];
  /** While `work` runs, the mirror of this source is not removed. */
  using<T>(source: GitSource, work: () => Promise<T>): Promise<T>;
  list(): Promise<string[]>;
  /** See GitApi.removeMirror. */
  remove(mirrorPath: string, isNeeded: () => Promise<boolean>): Promise<Result<boolean>>;
}

/** A branch to fetch. `sha256` null: not known yet. */
interface Tip {
  branch: string;
  route: Route;
  sha256: boolean | null;
}

interface Fetching {
  signal: AbortSignal;
  onProgress: (text: string) => void;
  /** Makes a mirror that is still empty anew, for 64-digit ids: the length is fixed when it is made, and hosts that use these are few. */
  withLongIds: (() => Promise<void>) | null;
}

/** What git says of a repository whose ids are longer or shorter than those of its mirror. */
const OTHER_IDS = /mismatched algorithms|does not support this repository's object format/;

const writeEmpty = (path: string, sha256: boolean): Promise<void> =>
  writeGitFolder(path, { head: 'ref: refs/heads/none', bare: true, borrows: [], shallow: null, refs: {}, sha256 });

type Asked = { ok: true; value: GitAnswer } | { ok: false; error: GitFailure };

/** The folder and ref names come from digests: a key or branch may hold anything, and file systems differ in what they fold. */
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

const MIRROR_NAME = /^[0-9a-f]{32}$/;

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Removes what a fetch that was killed left behind: its locks would stop every later one. Only under the mirror's lock. */
async function clearLeftovers(mirrorPath: string): Promise<void> {
  const drop = async (folder: string, pattern: RegExp) => {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) if (pattern.test(name)) await rm(join(folder, name), { recursive: true, force: true });
  };
  await drop(mirrorPath, /\.lock$/);
  await drop(join(mirrorPath, 'refs', 'cody'), /\.lock$/);
  await drop(join(mirrorPath, 'objects', 'pack'), /^tmp_/);
  await drop(join(mirrorPath, 'objects'), /^(tmp_|incoming-)/);
  for (const folder of await readdir(join(mirrorPath, 'objects')).catch(() => [])) {
    if (/^[0-9a-f]{2}$/.test(folder)) await drop(join(mirrorPath, 'objects', folder), /^tmp_/);
  }
}

/** Commits alone come fast; who has so many that it takes longer does without. */
const LONGEST_HISTORY_MS = 180_000;

/** Bare mirrors below one folder, one per repository, shallow, never repacked: live clones borrow their objects. */
export function createMirrors(git: Git, folder: string, silenceMs: number): Mirrors {
  const withLock = createLocks();
  const silenceSeconds = Math.max(1, Math.round(silenceMs / 1000));
  const cleaned = new Set<string>();
  /** How many clones are being made from each mirror. */
  const users = new Map<string, number>();

  const ask = async (route: Route, args: string[], signal: AbortSignal): Promise<Asked> => {
    const { settings, secrets } = route;
    return git.run({ args, env: NO_REPOSITORY, settings, secrets, signal, silenceMs: silenceMs * 2 });
  };

  const explain = (route: Route, error: GitFailure, doing: string, signal: AbortSignal): Promise<AppError> =>
    whyUnread(git, route, error, { doing, silenceMs, signal });

  /** Why there is no branch to fetch: nothing at all, or a HEAD that points nowhere. */
  const explainMissing = async (route: Route, branch: string | null, signal: AbortSignal): Promise<AppError> => {
    const heads = await ask(route, ['ls-remote', REMOTE, 'refs/heads/*'], signal);
    const { what } = route.context('');
    if (!heads.ok) return explain(route, heads.error, 'read', signal);
    if (heads.value.stdout.trim() === '') {
      const stranger = await notGit(git, route, silenceMs, signal);
      if (stranger) return stranger;
      return { code: 'repo_empty', message: `${what} has no commits.`, next: 'Push a first commit, then retry.' };
    }
    if (branch !== null) {
      const message = `${what} has no branch "${branch}".`;
      return { code: 'git_failed', message, next: 'Choose a base branch that exists.', mends: ['branches', 'retry'] };
    }
    return noDefaultBranch(route, 'points to a branch that does not exist');
  };

  const tipOf = async (route: Route, signal: AbortSignal): Promise<Result<Tip>> => {
    let used = route;
    let head = await ask(used, ['ls-remote', '--symref', REMOTE, 'HEAD'], signal);
    if (!head.ok && used.alternative && isLedAway(head.error)) {
      used = used.alternative;
      head = await ask(used, ['ls-remote', '--symref', REMOTE, 'HEAD'], signal);
    }
    if (!head.ok) return { ok: false, error: await explain(used, head.error, 'read', signal) };
    const branch = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(head.value.stdout)?.[1];
    const hasCommit = /^[0-9a-f]{40,64}\tHEAD$/m.test(head.value.stdout);
    if (branch === undefined && hasCommit) {
      return { ok: false, error: noDefaultBranch(used, 'is detached: it points to a commit, not to a branch') };
    }
    if (branch === undefined || !hasCommit) return { ok: false, error: await explainMissing(used, null, signal) };
    return ok({ branch, route: used, sha256: /^[0-9a-f]{64}\tHEAD$/m.test(head.value.stdout) });
  };

  const fetchBranch = async (
    mirrorPath: string,
    route: Route,
    branch: string,
    { signal, onProgress, withLongIds }: Fetching,
  ): Promise<Result<string>> => {
    const ref = `refs/cody/${digest(branch)}`;
    const options = ['--depth=1', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--progress'];
    const fetch = (used: Route) =>
      git.run({
        args: ['fetch', ...options, REMOTE, `+refs/heads/${branch}:${ref}`],
        env: { GIT_DIR: mirrorPath },
        settings: used.settings,
        secrets: used.secrets,
        signal,
        silenceMs: silenceMs * 2,
        onStderr: progressReader(onProgress),
      });
    let used = route;
    let fetched = await fetch(used);
    if (!fetched.ok && used.alternative && isLedAway(fetched.error)) {
      used = used.alternative;
      fetched = await fetch(used);
    }
    if (!fetched.ok && withLongIds && OTHER_IDS.test(fetched.error.stderr)) {
      await withLongIds();
      fetched = await fetch(used);
    }
    if (!fetched.ok) {
      const absent = /couldn't find remote ref/.test(fetched.error.stderr);
      const error = absent ? explainMissing(used, branch, signal) : explain(used, fetched.error, 'clone', signal);
      return { ok: false, error: await error };
    }
    // Nothing packs the refs of a mirror: each is a file of its own.
    return ok((await readFile(join(mirrorPath, ref), 'utf8')).trim());
  };

  const refreshLocked: Mirrors['refresh'] = async (source, wanted, signal, onProgress) => {
    const routed = routeTo(source, silenceSeconds);
    if (!routed.ok) return routed;
    const named = ok<Tip>({ branch: wanted ?? '', route: routed.value, sha256: null });
    const found = wanted === null ? await tipOf(routed.value, signal) : named;
    if (!found.ok) return found;
    const { branch, route } = found.value;
    if (!isBranchName(branch)) {
      const next = 'Choose another base branch.';
      return failure('git_rejected', `"${branch}" is not a branch name that git accepts.`, {
        next,
        mends: ['branches', 'retry'],
      });
    }
    const mirrorPath = join(folder, digest(source.key));
    try {
      if (!cleaned.has(mirrorPath)) await clearLeftovers(mirrorPath);
      cleaned.add(mirrorPath);
      const isThere = (await exists(join(mirrorPath, 'HEAD'))) && (await exists(join(mirrorPath, 'objects')));
      const makeAnew = async (sha256: boolean) => {
        await rm(mirrorPath, { recursive: true, force: true });
        await writeEmpty(mirrorPath, sha256);
      };
      if (!isThere) await makeAnew(found.value.sha256 ?? false);
      // Nothing borrows from a mirror that has no branch yet.
      const isEmpty = (await readdir(join(mirrorPath, 'refs', 'cody')).catch(() => [])).length === 0;
      const withLongIds = isEmpty ? () => makeAnew(true) : null;
      const commit = await fetchBranch(mirrorPath, route, branch, { signal, onProgress, withLongIds });
      if (!commit.ok) {
        // A half-received pack may be what fills the disk.
        await clearLeftovers(mirrorPath);
        return commit;
      }
      const shallow = await readFile(join(mirrorPath, 'shallow'), 'utf8').catch(() => null);
      return ok({ mirrorPath, objectsPath: join(mirrorPath, 'objects'), branch, commit: commit.value, shallow });
    } catch (error) {
      return { ok: false, error: fromDisk(error, `store the clone of ${route.context('').what}`) };
    }
  };

  const historyLocked: Mirrors['history'] = async (source, { branch, commit }, signal) => {
    const routed = routeTo(source, silenceSeconds);
    if (!routed.ok) return null;
    const path = join(folder, digest(source.key), 'history');
    try {
      await clearLeftovers(path);
      if (!(await exists(join(path, 'HEAD')))) {
        await removeFolder(path);
        await writeEmpty(path, commit.length === 64);
      }
      for (const route of [routed.value, routed.value.alternative]) {
        if (route === null) continue;
        const { settings, secrets } = route;
        const refs = [`+refs/heads/${branch}:refs/heads/${branch}`, '+refs/tags/*:refs/tags/*'];
        const options = ['--filter=tree:0', '--update-shallow', '--no-write-fetch-head', '--no-recurse-submodules'];
        const fetched = await git.run({
          args: ['fetch', ...options, '--progress', REMOTE, ...refs],
          env: { GIT_DIR: path },
          ...{ settings, secrets, silenceMs: silenceMs * 2 },
          signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_HISTORY_MS)]),
        });
        if (!fetched.ok) continue;
        const packed = await git.run({ args: ['pack-refs', '--all'], env: { GIT_DIR: path } });
        return packed.ok ? path : null;
      }
      return null;
    } catch {
      // A check without it says what it lacks.
      return null;
    }
  };

  return {
    history: (source, at, signal) => withLock(digest(source.key), () => historyLocked(source, at, signal)),
    refresh: (source, branch, signal, onProgress) =>
      withLock(digest(source.key), () => refreshLocked(source, branch, signal, onProgress)),
    async defaultBranch(source, signal) {
      const route = routeTo(source, silenceSeconds);
      const tip = route.ok ? await tipOf(route.value, signal) : route;
      return tip.ok ? ok(tip.value.branch) : tip;
    },
    async using(source, work) {
      const name = digest(source.key);
      users.set(name, (users.get(name) ?? 0) + 1);
      try {
        return await work();
      } finally {
        users.set(name, (users.get(name) ?? 1) - 1);
      }
    },
    async list() {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => MIRROR_NAME.test(name)).map((name) => join(folder, name));
    },
    async remove(mirrorPath, isNeeded) {
      const name = basename(mirrorPath);
      if (!MIRROR_NAME.test(name) || dirname(mirrorPath) !== folder) throw new Error(`${mirrorPath} is no mirror`);
      return withLock(name, async () => {
        // Whoever wants to clone from now on waits for the lock, and counts as a user meanwhile.
        if ((await isNeeded()) || (users.get(name) ?? 0) > 0) return ok(false);
        try {
          // First what makes it a repository: a removal that is cut short leaves none behind.
          await rm(join(mirrorPath, 'HEAD'), { force: true });
          await removeFolder(mirrorPath);
          return ok(true);
        } catch (error) {
          return { ok: false, error: fromDisk(error, 'remove a mirror') };
        }
      });
    },
  };
}
