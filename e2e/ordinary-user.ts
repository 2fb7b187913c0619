import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import path from 'node:path';

const NAME = 'cody-batch-test';

/** How to start a program with Chromium's real sandbox, which root cannot use. */
export interface OrdinaryUser {
  /** Goes before the program: `[...prefix, program, ...args]`. */
  prefix: string[];
  /** Makes a folder below `folder` that the user owns, and returns its path. */
  own: (folder: string, name: string) => string;
}

const idOf = (flag: string) => Number(spawnSync('id', [flag, NAME], { encoding: 'utf8' }).stdout);

/** The user who runs the tests, or, for root, one made for them. Null when the system grants it no user namespaces. */
export function ordinaryUser(): OrdinaryUser | null {
  const isRoot = process.getuid?.() === 0;
  if (isRoot && spawnSync('id', [NAME], { stdio: 'ignore' }).status !== 0) {
    const made = spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME]);
    if (made.status !== 0) throw new Error(`useradd: ${made.stderr}`);
  }
  const prefix = isRoot ? ['runuser', '-u', NAME, '--'] : [];
  const [program = '', ...args] = [...prefix, 'unshare', '--user', '--map-root-user', 'true'];
  if (spawnSync(program, args, { stdio: 'ignore' }).status !== 0) return null;

  const give = (at: string) => {
    if (isRoot) chownSync(at, idOf('-u'), idOf('-g'));
    return at;
  };
  return {
    prefix,
    own: (folder, name) => {
      give(folder);
      const at = path.join(folder, name);
      mkdirSync(at, { mode: 0o700 });
      return give(at);
    },
  };
}
