import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findProgram } from '../../commands/bubblewrap.ts';
import { createGitApi } from '../../git/create-git-api.ts';
import { got } from '../../git/testing/world.ts';
import { startWorld } from '../testing/world.ts';

/** With rules, which cost four questions more than none. */
const FILES = { 'readme.md': 'old\n', 'src/a.txt': 'a\n', '.gitattributes': '* text=auto\n', '.gitignore': 'out/\n' };

/** What an engine asks of git, from its start until the pull request of its only run is open: one entry for each process. */
async function gitsOfOneRun(): Promise<string[]> {
  const world = await startWorld({
    repos: { one: FILES },
    settings: { check: { mode: 'command', command: 'test -f readme.md' } },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const folder = path.join(world.folder, 'bin');
  const log = path.join(world.folder, 'gits');
  mkdirSync(folder);
  // The processes that git itself starts do not come this way: they belong to what was asked.
  const real = findProgram('git', process.env.PATH);
  writeFileSync(path.join(folder, 'git'), `#!/bin/sh\necho "$*" >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(path.join(folder, 'git'), 0o755);
  const dataFolder = path.join(world.folder, 'data');
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const engine = await world.start(dataFolder, { git: createGitApi({ dataFolder, env }) });
  const jobId = await world.create(engine);
  const [run] = await engine.jobEnded(jobId);
  if (!run) throw new Error('there is no run');
  expect([run.outcome, run.verdict]).toEqual(['changed', 'passes']);
  got(await engine.runs.openPullRequests({ runIds: [run.id], withKeys: [] }));
  const [published] = await engine.jobEnded(jobId);
  expect(published?.publication.pullRequest?.number).toBe(1);
  return readFileSync(log, 'utf8').trim().split('\n');
}

// Each process costs 10 to 25 ms of a busy machine, and 500 repositories are so many times as many. Before more are allowed here, see
// whether one that is there already can tell it, too. The sixth of a publication reads the pull request's template in the clone, for
// which the host was asked up to six times before.
it('git is started 25 times at most: app 2, clone 4, baseline 2, change 7, doubts 2, check 2, publication 6', async () => {
  const gits = await gitsOfOneRun();
  expect(gits.length, gits.join('\n')).toBeLessThanOrEqual(25);
});
