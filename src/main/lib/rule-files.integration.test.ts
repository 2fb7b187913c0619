import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lacks, NO_POSIX } from '../testing/lacks.ts';
import { LARGEST_RULES, ruleFiles, unfitRules } from './rule-files.ts';

function makeTree(folders: number): string {
  const tree = mkdtempSync(path.join(os.tmpdir(), 'cody-rules-'));
  // Node cannot name a folder whose name is no UTF-8.
  onTestFinished(() => void execFileSync('rm', ['-rf', tree]));
  for (let index = 0; index < folders; index += 1) mkdirSync(path.join(tree, `folder-${index}`));
  writeFileSync(path.join(tree, '.gitignore'), '*.o\n');
  return tree;
}

describe.skipIf(lacks(process.platform === 'win32', NO_POSIX))('rule files', () => {
  test('a system that cannot look for them does not count as one that found all of them fit', async () => {
    const tree = makeTree(100);
    expect(await unfitRules(tree)).toBeNull();
    expect((await ruleFiles(tree, { find: 'no-such-program' })).unfit).toEqual({
      path: '.gitignore',
      why: 'cannot be looked for, since this system has no no-such-program',
    });
    expect(await unfitRules(path.join(tree, 'gone'))).toBeNull();
    // A look that was broken off is no answer of the system.
    expect(await unfitRules(tree, AbortSignal.abort())).toBeNull();
  });

  test.each([
    ['few', 3],
    ['many', 100],
  ])('are the same in a tree of %s folders', async (_, folders) => {
    const tree = makeTree(folders);
    const deep = path.join(tree, 'folder-1/deep');
    mkdirSync(path.join(deep, '.git'), { recursive: true });
    for (const name of ['.GitAttributes', '.git/.gitignore', 'gitignore', '.gitmodules'])
      writeFileSync(path.join(deep, name), '');
    const found = await ruleFiles(tree);
    expect(found.files?.toSorted()).toEqual([
      '.gitignore',
      'folder-1/deep/.GitAttributes',
      'folder-1/deep/.gitmodules',
    ]);

    const large = path.join(deep, '.gitmodules');
    truncateSync(large, LARGEST_RULES + 1);
    expect((await unfitRules(tree))?.path).toBe('folder-1/deep/.gitmodules');
    rmSync(large);
    // In a folder whose name is no UTF-8.
    execFileSync('sh', ['-c', 'odd=$(printf "f\\377"); mkdir "$odd" && mkfifo "$odd/.gitignore"'], { cwd: tree });
    expect((await unfitRules(tree))?.why).toMatch(/named pipe/);
  });
});
