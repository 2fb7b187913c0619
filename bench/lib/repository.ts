import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Git as the benchmark uses it for its own repositories: no settings of this machine, no signing, no upkeep. */
export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'gc.auto=0', ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'bench',
      GIT_AUTHOR_EMAIL: 'bench@localhost',
      GIT_COMMITTER_NAME: 'bench',
      GIT_COMMITTER_EMAIL: 'bench@localhost',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

const MODULES = 60;
const LINES = 64;

/** The repository that every session of the benchmark works on: about 60 files of 4 KB, one marker to edit, two commits. */
export function makeRepository(folder: string): void {
  mkdirSync(path.join(folder, 'src'), { recursive: true });
  const commit = (message: string): void => {
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', message);
  };
  writeFileSync(path.join(folder, 'README.md'), '# bench\n\nA small repository.\n');
  writeFileSync(path.join(folder, 'TARGET.txt'), 'first line\nthe marker is BENCH_OLD here\nlast line\n');
  git(folder, 'init', '-q');
  commit('first');
  for (let number = 1; number <= MODULES; number += 1) {
    const nn = String(number).padStart(2, '0');
    const lines = Array.from(
      { length: LINES },
      (_, line) => `export const value_${nn}_${line} = (x) => x * ${number * line + 7} + ${line}; // m${nn}\n`,
    );
    writeFileSync(path.join(folder, 'src', `mod-${nn}.js`), lines.join(''));
  }
  commit('modules');
}

/** Copies of a repository, each in a folder of its own below `folder`. */
export function copiesOf(repository: string, folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const copy = path.join(folder, `clone-${index + 1}`);
    cpSync(repository, copy, { recursive: true });
    return copy;
  });
}
