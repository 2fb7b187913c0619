import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { RunId } from '../../../shared/ids.ts';
import type { Notice } from '../../../shared/messages/notices.ts';
import { got } from '../../git/testing/world.ts';
import { storePaths } from '../../store/paths.ts';
import type { Engine } from '../contract.ts';
import { startWorld, until } from '../testing/world.ts';

const REPOS = { one: { 'readme.md': 'old\n', 'src/a.ts': 'a\n' } };

async function warningsOf(engine: Engine, runId: RunId): Promise<Notice[]> {
  const { events } = got(await engine.runs.events({ runId, after: 0 }));
  return events.flatMap(({ body }) => (body.kind === 'notice' && body.level === 'warning' ? [body.message] : []));
}

async function changedFiles(engine: Engine, runId: RunId): Promise<string[]> {
  const { events } = got(await engine.runs.events({ runId, after: 0 }));
  const ready = events.findLast(({ body }) => body.kind === 'changeset_ready');
  return ready?.body.kind === 'changeset_ready' ? ready.body.changeset.files.map((file) => file.path) : [];
}

/** A run whose first turn changed a file; `before` does something to its clone, then a comment gives it another turn. */
async function secondTurn(before: (tree: string) => Promise<void>) {
  const world = await startWorld({
    repos: REPOS,
    script: ({ source }) => ({ edit: source === 'person' ? { 'b.txt': 'second\n' } : { 'readme.md': 'new\n' } }),
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const [run] = await engine.jobEnded(jobId);
  const tree = path.join(storePaths(path.join(world.folder, 'data')).clone(run!.id), 'tree');
  await before(tree);
  got(await engine.runs.comment({ runIds: [run!.id], text: 'Add b.txt.' }));
  await engine.jobEnded(jobId);
  return { tree, files: await changedFiles(engine, run!.id), warnings: await warningsOf(engine, run!.id) };
}

it('an untouched clone is gone on with in silence', async () => {
  const { files, warnings } = await secondTurn(async () => undefined);
  expect(files).toEqual(['b.txt', 'readme.md']);
  expect(warnings).toEqual([]);
});

it('files that are gone come back as they were last recorded, and no deletion enters the change', async () => {
  const { tree, files, warnings } = await secondTurn(async (folder) => {
    for (const name of await readdir(folder))
      if (name !== '.git') await rm(path.join(folder, name), { recursive: true });
  });
  expect(files).toEqual(['b.txt', 'readme.md']);
  expect(await readFile(path.join(tree, 'readme.md'), 'utf8')).toBe('new\n');
  expect(warnings).toEqual([{ code: 'clone_files_restored', parameters: {} }]);
});

it('what somebody changed in the clone stays, and is named', async () => {
  const { files, warnings } = await secondTurn((tree) => writeFile(path.join(tree, 'src/a.ts'), 'by hand\n'));
  expect(files).toEqual(['b.txt', 'readme.md', 'src/a.ts']);
  expect(warnings).toEqual([{ code: 'clone_changed_outside', parameters: { paths: ['src/a.ts'], more: 0 } }]);
});

it('files that are gone before anything was done to them come from the base again after a crash', async () => {
  let killed = false;
  const world = await startWorld({
    repos: REPOS,
    script: () => (killed ? { edit: { 'b.txt': 'new\n' } } : { read: { 'readme.md': 'old\n' }, end: 'hang' }),
  });
  const first = await world.start();
  const jobId = await world.create(first);
  await until(() => world.sessions.turns.length === 1);
  const copy = await world.crashCopy('after-kill');
  killed = true;
  const [run] = await world.runsOf(first, jobId);
  const tree = path.join(storePaths(copy).clone(run!.id), 'tree');
  await rm(tree, { recursive: true });
  await mkdir(tree);
  const second = await world.start(copy);
  await second.jobEnded(jobId);
  expect(await changedFiles(second, run!.id)).toEqual(['b.txt']);
  expect(await readdir(tree)).toContain('.git');
});
