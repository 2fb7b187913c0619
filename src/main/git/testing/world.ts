import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type GitAccess, type GitVerdict, startGitServer } from '../../../demo/git-http.ts';
import type { Result } from '../../../shared/errors.ts';
import { afterTest } from '../../testing/once-per-file.ts';
import type { Clone, GitSource } from '../contract.ts';
import { createGitApi } from '../create-git-api.ts';

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

export function tempFolder(atEnd = afterTest): string {
  const folder = mkdtempSync(join(tmpdir(), 'cody-git-'));
  // Files that were flushed to the disk take a while to remove: there may be 40,000.
  atEnd(() => rmSync(folder, { recursive: true, force: true }), 60_000);
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
  if (!existsSync(join(bare, 'HEAD'))) makeBare(bare);
  const known = existsSync(join(bare, 'refs/heads', branch));
  // One process writes it all, as a pack: git's own commands for this would start fifteen, and loose objects take one more.
  execFileSync('git', ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--date-format=now'], {
    cwd: bare,
    env: plain,
    input: Buffer.concat(importOf(files, `refs/heads/${branch}`, known)),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  return readFileSync(join(bare, 'refs/heads', branch), 'utf8').trim();
}

/** What `git init --bare` makes, without samples of hooks. */
function makeBare(bare: string): void {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'info'])
    mkdirSync(join(bare, folder), { recursive: true });
  writeFileSync(join(bare, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(bare, 'config'), '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n');
}

/** A commit for `git fast-import`. */
function importOf(files: Files, ref: string, hasParent: boolean): Buffer[] {
  const data = (content: Buffer) => [Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n')];
  const changes = Object.entries(files).flatMap(([path, content]) => {
    const name = `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
    if (content === null) return [Buffer.from(`D ${name}\n`)];
    const line = (mode: string, what = 'inline') => Buffer.from(`M ${mode} ${what} ${name}\n`);
    if (typeof content === 'string' || Buffer.isBuffer(content)) return [line('100644'), ...data(Buffer.from(content))];
    if ('run' in content) return [line('100755'), ...data(Buffer.from(content.run))];
    if ('link' in content) return [line('120000'), ...data(Buffer.from(content.link))];
    return [line('160000', '1'.repeat(40))];
  });
  return [
    Buffer.from(`commit ${ref}\ncommitter Remote <remote@example.com> now\n`),
    ...data(Buffer.from('commit\n')),
    ...(hasParent ? [Buffer.from(`from ${ref}^0\n`)] : []),
    ...changes,
  ];
}

/** A Git server on loopback with folders for remotes, the room under test, and short ways to use both. */
export async function startWorld(
  access: (request: GitAccess) => GitVerdict = () => 'allow',
  env = process.env,
  atEnd = afterTest,
) {
  const folder = tempFolder(atEnd);
  const root = join(folder, 'remotes');
  mkdirSync(root);
  const server = await startGitServer({ root, access });
  atEnd(() => server.close());
  const room = createGitApi({ dataFolder: join(folder, 'data'), env });
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
