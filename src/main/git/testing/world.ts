import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type GitAccess, type GitVerdict, startGitServer } from '../../../demo/git-http.ts';
import type { Result } from '../../../shared/errors.ts';
import { createGitRoom } from '../create-git-room.ts';
import type { Clone, GitSource } from '../git-room.ts';

/** What a test writes: text, bytes, an executable file, a link, a submodule's link, or (null) a removal. */
export type Content = string | Buffer | { run: string } | { link: string } | { submodule: true } | null;
export type Files = Record<string, Content>;

export const TOKEN = 'ghp_test0123456789abcdefghijklmnopqrstuv';
export const NEVER = new AbortController().signal;

const plain = {
  PATH: process.env.PATH ?? '',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
};

export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cody-git-'));
  // Files that were flushed to the disk take a while to remove: there may be 40,000.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }), 60_000);
  return folder;
}

/** git as any user runs it, without a user's settings. */
export function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Remote', '-c', 'user.email=remote@example.com', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    env: plain,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
}

export function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    rmSync(target, { recursive: true, force: true });
    if (content === null) continue;
    if (typeof content === 'object' && 'submodule' in content) continue;
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(target, content);
    else if ('link' in content) symlinkSync(content.link, target);
    else writeFileSync(target, content.run);
    if (typeof content === 'object' && 'run' in content) chmodSync(target, 0o755);
  }
}

/** Adds a commit to a remote repository, which is made when it is not there yet. Gives the commit. */
export function commitTo(bare: string, files: Files, branch = 'main'): string {
  const work = mkdtempSync(join(tmpdir(), 'cody-work-'));
  try {
    git(work, 'init', '-q', '-b', branch);
    mkdirSync(dirname(bare), { recursive: true });
    git(dirname(bare), 'init', '-q', '--bare', '-b', 'main', bare);
    const known = git(bare, 'for-each-ref', `refs/heads/${branch}`) !== '';
    if (known) git(work, 'pull', '-q', bare, branch);
    // What a test writes is what is committed, whatever rules it writes too.
    write(work, { ...files, '.git/info/attributes': '* -text !eol -ident -filter -working-tree-encoding\n' });
    git(work, 'add', '-A', '-f');
    for (const [path, content] of Object.entries(files)) {
      const isLink = content !== null && typeof content === 'object' && 'submodule' in content;
      if (isLink) git(work, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${path}`);
    }
    git(work, 'commit', '-q', '--allow-empty', '-m', 'commit');
    git(work, 'push', '-q', bare, `HEAD:refs/heads/${branch}`);
    return git(work, 'rev-parse', 'HEAD').trim();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A Git server on loopback with folders for remotes, the room under test, and short ways to use both. */
export async function startWorld(access: (request: GitAccess) => GitVerdict = () => 'allow', env = process.env) {
  const folder = tempFolder();
  const root = join(folder, 'remotes');
  mkdirSync(root);
  const server = await startGitServer({ root, access });
  onTestFinished(() => server.close());
  const room = createGitRoom({ dataFolder: join(folder, 'data'), env });
  const bare = (name: string) => join(root, `${name}.git`);
  const source = (name: string, token: string | null = TOKEN): GitSource => ({
    url: `${server.url}/${name}.git`,
    key: `127.0.0.1/${name}`,
    auth: token === null ? null : { host: new URL(server.url).host, token },
  });
  const runFolder = (run: string) => join(folder, 'data', 'runs', run);
  const prepare = (from: GitSource, run = 'one', branch: string | null = null) =>
    room.prepareClone({ source: from, runFolder: runFolder(run), branch, signal: NEVER });
  /** A clone of a fresh remote that holds these files. */
  const cloneOf = async (files: Files, run = 'one'): Promise<Clone> => {
    commitTo(bare(`acme/${run}`), files);
    return got(await prepare(source(`acme/${run}`), run));
  };
  return { folder, server, room, bare, source, runFolder, prepare, cloneOf };
}

/** The value of a Result that the test needs to be good. */
export function got<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
