import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isBranchName } from './branch-name.ts';

const NAMES = [
  ['main', 'cody/upgrade-node_20', 'feature/ünïcode', 'v1.2.3', 'a@b', 'x/@', "it's", 'a(b)', '#12'],
  ['', '-x', 'a..b', 'a b', 'a~b', 'a^b', 'a:b', 'a?b', 'a*b', 'a[b', 'a\\b', 'a\nb', 'a\u007fb'],
  ['/a', 'a/', 'a//b', '.a', 'a/.b', 'a.lock', 'a.lock/b', 'a.', 'a@{b', 'HEAD'],
].flat();

test.each(NAMES)('%j is judged as git does', (name) => {
  const git = spawnSync('git', ['check-ref-format', '--branch', name]);
  expect(isBranchName(name)).toBe(git.status === 0);
});
