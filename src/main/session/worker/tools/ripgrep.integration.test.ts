import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandboxAvailable } from '../../../commands/sandbox.ts';
import { ripgrep } from './ripgrep.ts';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

const state = await sandboxAvailable();
let fixture: CloneFixture;
let outside: string;
beforeAll(async () => {
  fixture = await cloneFixture({ 'src/a.ts': 'needle\n', '.gitignore': 'dist/\n', 'dist/b.js': 'needle\n' });
  outside = await realpath(await mkdtemp(path.join(os.homedir(), '.cody-outside-')));
  await writeFile(path.join(outside, 'id_rsa'), 'needle of the person\n');
  // What a folder has become between the look at it and the search.
  await symlink(outside, path.join(fixture.clonePath, 'sub'));
});
afterAll(async () => {
  await fixture.remove();
  await rm(outside, { recursive: true });
});

const found = async (...args: string[]): Promise<string[]> => {
  const records: string[] = [];
  await ripgrep({
    args,
    root: fixture.clonePath,
    policy: { mode: 'sandboxed' },
    separator: '\n',
    onRecord: (record) => records.push(record) > 0,
    signal: new AbortController().signal,
  });
  return records.sort();
};

test.skipIf(process.platform !== 'linux' || !state.available)(
  'sees nothing but the clone, whatever a name in it leads to meanwhile',
  async () => {
    expect(await found('--no-require-git', 'needle', './')).toEqual(['./src/a.ts:needle']);
    expect(await found('--files', '--no-require-git', './src/')).toEqual(['./src/a.ts']);
    for (const place of [
      './sub',
      './sub/',
      './sub/id_rsa',
      outside,
      `${outside}/id_rsa`,
      '/proc/self/environ',
      '/etc/passwd',
    ])
      for (const args of [
        ['needle', place],
        ['.', place],
        ['--files', place],
        ['--follow', '.', place],
      ])
        expect(await found(...args), args.join(' ')).toEqual([]);
  },
);
