import type { Changeset, FileChange } from '../../shared/changeset.ts';
import type { Result } from '../../shared/errors.ts';
import type { LeftOut } from '../../shared/left-out.ts';
import type { Move } from '../../shared/moves.ts';
import type { SshHosts } from '../../shared/repo-reference.ts';

/** How to sign in to a Git host over HTTP. Travels in git's environment config, never in argv, URL or `.git/config`. */
export interface GitAuth {
  /** The host (with port) that may see the token; a redirect elsewhere does not get it. */
  host: string;
  token: string;
}

/** Where a repository is fetched from. Local folders use the file protocol, and only for that fetch. */
export interface GitSource {
  /** https URL, http on loopback, or an absolute folder path. */
  url: string;
  /** Stable name for the mirror of this repository (repoKey). */
  key: string;
  auth: GitAuth | null;
}

/** The working copy of one run: a tree for the session, and a git directory that the session can't write to. */
export interface Clone {
  /** The files; holds a `.git` of its own for the session's use, which the app never trusts. */
  treePath: string;
  /** App-owned git directory, outside the tree. */
  gitDir: string;
  /** Object store shared with the mirror: commands need to read it, never write it. */
  objectsPath: string;
  baseCommit: string;
  baseBranch: string;
  /** What its `origin` is: an address without user and password, or null where there is none. Nothing is fetched from it. */
  origin: string | null;
  /** A repository with the commits and tags behind the base, which its own `.git` shows; null where nobody asked for them. */
  history: string | null;
  files: number;
}

/** A file of a tree by its content. */
export interface TreeEntry {
  path: string;
  id: string;
}

export interface CommitIdentity {
  name: string;
  email: string;
}

/**
 * Everything the app does with git. All expected failures are values; messages never hold a token. Whatever opens, reads or
 * removes a clone's files first ends what is left of its commands (`survivors.ts`), and fails with not_allowed when it cannot.
 */
export interface GitApi {
  /** Version of the installed git, or `git_missing`. */
  version(): Promise<Result<string>>;
  /**
   * Makes the clone of one run from the repository's mirror, which is made or refreshed first. `branch` null: the remote's
   * default. Errors: repo_not_found, repo_empty, repo_no_default_branch, git_auth, git_unreachable, git_failed, store_full.
   */
  prepareClone(request: {
    source: GitSource;
    runFolder: string;
    branch: string | null;
    signal: AbortSignal;
    onProgress?: (text: string) => void;
    /** Told by the files: do its programs look at tags or history? Then the clone shows them, when they can be had. */
    needsHistory?: (treePath: string) => Promise<boolean>;
  }): Promise<Result<Clone>>;
  /**
   * The clone that an earlier `prepareClone` made in this folder, after a restart; evicted files are restored first.
   * Error: clone_missing.
   */
  openClone(runFolder: string): Promise<Result<Clone>>;
  /** The same for reading changes and commits only: evicted files stay evicted. Error: clone_missing. */
  openChange(runFolder: string): Promise<Result<Clone>>;
  /**
   * Gives the disk space of a clone's files back. Nothing of the work is lost: its git directory stays, and `openClone`
   * brings the files back as `tree`, one that readChangeset named (null: the base). Ignored files do not come back.
   */
  evictClone(runFolder: string, tree: string | null): Promise<Result<null>>;
  /** The files of a new clone whose content is in Git LFS: it is not fetched, so they are pointers to it. */
  pointers(clone: Clone): Promise<Result<string[]>>;
  /**
   * Takes away what a session's commands wrote into `.git`, here and below, that names programs: for somebody is going to
   * open the clone with an editor or a shell, which run git in it. What it was is kept beside, under another name.
   */
  disarm(clone: Clone): Promise<Result<null>>;
  /**
   * Base to working tree, computed with the app-owned git directory only. Null when nothing differs.
   * @param moves of the session's tools: a tracked file that was moved to an ignored name stays tracked
   */
  readChangeset(clone: Clone, round: number, moves?: readonly Move[]): Promise<Result<Changeset | null>>;
  /** What stands in the working tree and is no part of its changeset; also where nothing else changed. */
  leftOut(clone: Clone, moves?: readonly Move[]): Promise<Result<LeftOut[]>>;
  /** Puts the tree's files back to a tree that readChangeset named; ignored files stay. */
  restoreTree(clone: Clone, tree: string): Promise<Result<null>>;
  /**
   * Writes into `folder` what somebody has who clones the repository with this tree as its newest commit (null: the base): the folder
   * `tree`, with a `.git` of its own, and beside it an index. What was there before goes first. @param from another such folder, with what an
   * installation added: it is copied whole, and only the files by which the trees differ are written.
   */
  freshTree(clone: Clone, tree: string | null, folder: string, from: string | null): Promise<Result<null>>;
  /** Moves the ignored files of a fresh tree into the clone, where they take the place of what is there. */
  moveIgnored(clone: Clone, folder: string): Promise<Result<null>>;
  /** The regular files of a tree that readChangeset named. */
  treeFiles(clone: Clone, tree: string): Promise<Result<TreeEntry[]>>;
  /**
   * Patch text of a tree that readChangeset named; `path` null for all files; cut at `maxBytes`. `context`: unchanged lines
   * around each change, 3 when left out. `git apply` accepts the uncut one.
   */
  patch(
    clone: Clone,
    tree: string,
    path: string | null,
    maxBytes: number,
    context?: number,
    /** Another tree that readChangeset named: the patch then leads from that one instead of the base. */
    since?: string | null,
  ): Promise<Result<{ patch: string; cut: boolean }>>;
  /** The files that differ between two trees that readChangeset named. */
  compare(clone: Clone, since: string, tree: string): Promise<Result<FileChange[]>>;
  /**
   * The tree without the change to one file, or without one hunk of it (counted from 0, as `patch` shows them). The working
   * copy stays as it is. Errors: not_found.
   */
  discard(clone: Clone, tree: string, path: string, hunk: number | null): Promise<Result<string>>;
  /** The text of a regular file in a tree. Errors: not_found, not_allowed (no UTF-8, too large, mixed line ends). */
  readText(clone: Clone, tree: string, path: string): Promise<Result<string>>;
  /** The bytes of a regular file in a tree or commit; null when there is none. Error: not_allowed above `maxBytes`. */
  readBytes(clone: Clone, tree: string, path: string, maxBytes: number): Promise<Result<Buffer | null>>;
  /** How many bytes a regular file has in a tree or commit; null when there is none. */
  sizeOf(clone: Clone, tree: string, path: string): Promise<Result<number | null>>;
  /** The tree with another text in a file that it has already; mode and line ends stay. Errors: as readText. */
  writeText(clone: Clone, tree: string, path: string, text: string): Promise<Result<string>>;
  /** Writes the whole patch of a tree to a file, atomically. */
  savePatch(clone: Clone, tree: string, file: string): Promise<Result<null>>;
  /** One commit of `tree` on top of the base. The same tree, base, message, author and time give the same commit id. */
  commit(clone: Clone, tree: string, message: string, author: CommitIdentity, at: number): Promise<Result<string>>;
  /** All branches of the remote with the commits that they point to. */
  remoteBranches(source: GitSource): Promise<Result<ReadonlyMap<string, string>>>;
  /** Pushes a commit to `refs/heads/<branch>`; `expected` is what the remote may hold now (null: the branch must not exist). */
  push(clone: Clone, source: GitSource, commit: string, branch: string, expected: string | null): Promise<Result<null>>;
  /** The URL of `origin` of a local folder, or null when it has none. Error: repo_not_found when it is no git repository. */
  originOf(folder: string): Promise<Result<string | null>>;
  /** The hosts behind names of the person's ssh configuration; a name that it does not explain is left out. */
  sshHosts(names: readonly string[]): Promise<SshHosts>;
  /** Asks a source for its default branch, and fetches nothing. Errors: as prepareClone. */
  defaultBranch(source: GitSource, signal: AbortSignal): Promise<Result<string>>;
  /** The object store that the clone in this folder borrows from, or null when there is no clone. */
  borrowedBy(runFolder: string): Promise<string | null>;
  /** The folders of all mirrors. */
  mirrors(): Promise<string[]>;
  /**
   * Removes a mirror, unless a clone is being made from it or `isNeeded` says that one borrows from it; a later clone
   * fetches anew. Answers whether it is gone.
   */
  removeMirror(mirrorPath: string, isNeeded: () => Promise<boolean>): Promise<Result<boolean>>;
  /** Removes what prepareClone made in this folder; the mirror and everything else of the run stay. */
  removeClone(runFolder: string): Promise<Result<null>>;
}
