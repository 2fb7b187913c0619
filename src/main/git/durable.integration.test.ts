import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGit } from './git.ts';
import { writeGitFolder } from './git-folder.ts';
import { tempFolder } from './testing/world.ts';

/** git itself tells how often it had the disk flushed. */
const flushes = (trace: string): number => {
  const events = readFileSync(trace, 'utf8').trim().split('\n');
  const counts = events.map((line) => JSON.parse(line) as { key?: string; value?: string });
  return Number(counts.find(({ key }) => key === 'fsync/hardware-flush')?.value ?? 0);
};

test('what git adds is on disk when git answers: a blob, a tree, a ref', async () => {
  const folder = tempFolder();
  const gitDir = join(folder, 'git');
  mkdirSync(gitDir);
  await writeGitFolder(gitDir, {
    head: 'ref: refs/heads/main',
    bare: true,
    borrows: [],
    shallow: null,
    refs: {},
    sha256: false,
  });
  const git = createGit(process.env, join(folder, 'home'));
  const run = async (name: string, args: string[], input?: string) => {
    const trace = join(folder, name);
    const env = { GIT_DIR: gitDir, GIT_TRACE2_EVENT: trace };
    const done = await git.run({ args, env, ...(input === undefined ? {} : { input }) });
    if (!done.ok) throw new Error(done.error.stderr);
    return { said: done.value.stdout.trim(), flushes: flushes(trace) };
  };
  const blob = await run('blob', ['hash-object', '-w', '--stdin'], 'hello\n');
  await run('index', ['update-index', '--add', '--cacheinfo', `100644,${blob.said},a.txt`]);
  const tree = await run('tree', ['write-tree']);
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@b.invalid'];
  const commit = await run('commit', [...person, 'commit-tree', '-m', 'x', tree.said]);
  const ref = await run('ref', ['update-ref', 'refs/cody/x', commit.said]);
  expect([blob, tree, commit, ref].map((seen) => seen.flushes > 0)).toEqual([true, true, true, true]);
});
