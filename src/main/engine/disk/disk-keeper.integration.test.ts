import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { jobIdOf, type RunId } from '../../../shared/ids.ts';
import { createDiskWork } from '../../disk/disk-work.ts';
import { got } from '../../git/testing/world.ts';
import { startWorld, until } from '../testing/world.ts';

/** Incompressible, so that mirrors are large too. */
const large = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index * 31 + index * 7) % 251));
const THREAD_FILE = path.join(import.meta.dirname, '../../disk/entry.ts');
const FILES = { 'readme.md': 'old\n', 'large.bin': large };

it('over the quota, decided work is evicted and stays readable; unreviewed work stays, and words say why', async () => {
  const world = await startWorld({
    repos: { changes: FILES, rejected: FILES, same: FILES },
    script: ({ runId, source }) =>
      source === 'person'
        ? { report: null, words: 'Still nothing to do.' }
        : runId.endsWith('2')
          ? { report: { outcome: 'no_change_needed', summary: 'It is new already.' } }
          : { edit: { 'readme.md': 'new\n' } },
  });
  // Here with the thread of the app; other tests do without it.
  const start = () => world.start(undefined, { disk: createDiskWork(THREAD_FILE) });
  const engine = await start();
  const jobId = await world.create(engine);
  const runs = await engine.jobEnded(jobId);
  const [changes, rejected, same] = runs.map(({ id }) => id) as [RunId, RunId, RunId];
  const folder = (runId: RunId) => path.join(world.folder, 'data/clones', jobIdOf(runId), runId);
  const tree = (runId: RunId) => path.join(folder(runId), 'tree');
  for (const id of [changes, rejected, same]) {
    mkdirSync(path.join(folder(id), 'cache'), { recursive: true });
    writeFileSync(path.join(folder(id), 'cache', 'package.bin'), large);
  }
  const patch = async (runId: RunId) => got(await engine.runs.patch({ runId, path: null })).patch;
  const before = await patch(rejected);
  got(await engine.runs.review({ runIds: [rejected], decision: 'rejected', note: '' }));
  const { settings } = got(await engine.app.state({}));
  const setQuota = async (diskQuotaGb: number) =>
    got(await engine.settings.update({ settings: { ...settings, diskQuotaGb } }));
  const notice = async () => got(await engine.app.state({})).notices.find(({ id }) => id === 'disk quota');

  expect(await notice()).toBeUndefined();
  await setQuota(0.00001);
  await until(async () => (await notice()) !== undefined);
  expect(await notice()).toMatchObject({
    text: expect.stringMatching(
      /^Clones and mirrors take 0\.0 GB of the 0\.00001 GB that they may take\. Nothing more/,
    ),
    next: 'Review or remove finished jobs, or raise the quota in Settings.',
  });
  expect([changes, rejected, same].map((id) => existsSync(tree(id)))).toEqual([true, false, false]);
  expect(await patch(rejected)).toBe(before);
  expect(await patch(changes)).toContain('+new');
  expect(existsSync(tree(rejected))).toBe(false);

  // The thread of an evicted clone goes on where it stood, after a restart too.
  await engine.stop();
  const second = await start();
  got(await second.runs.comment({ runIds: [same], text: 'Look again.' }));
  await second.jobEnded(jobId);
  const kinds = await world.kindsOf(second, same);
  expect(kinds.filter((kind) => kind === 'cloned')).toHaveLength(1);
  expect(world.sessions.turns.at(-1)).toMatchObject({ runId: same, source: 'person' });
  got(await second.runs.comment({ runIds: [rejected], text: 'Look again.' }));
  await second.jobEnded(jobId);
  expect(readFileSync(path.join(tree(rejected), 'readme.md'), 'utf8')).toBe('new\n');

  const mirrors = path.join(world.folder, 'data/mirrors');
  const names = () => readdirSync(mirrors).filter((name) => name !== 'home');
  expect(names()).toHaveLength(3);
  got(await second.jobs.remove({ jobId }));
  await until(() => names().length === 0);
  await until(async () => !got(await second.app.state({})).notices.some(({ id }) => id === 'disk quota'));
});

it('over the quota, a cancelled run keeps what it had done, and a comment goes on from there', async () => {
  let turns = 0;
  const world = await startWorld({
    repos: { broken: FILES, idle: FILES },
    appSettings: { concurrency: 1 },
    script: () => {
      turns += 1;
      return turns === 1
        ? { edit: { 'readme.md': 'half of it\n' }, end: 'crash' }
        : { report: { outcome: 'changed', summary: 'Done.' } };
    },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const broken = async () => (await world.runsOf(engine, jobId))[0]!;
  await until(async () => (await broken()).steps > 0 && (await broken()).status === 'queued');
  const { id } = await broken();
  got(await engine.runs.cancel({ runIds: [id] }));
  await engine.jobEnded(jobId);
  const { settings } = got(await engine.app.state({}));
  got(await engine.settings.update({ settings: { ...settings, diskQuotaGb: 0.00001 } }));
  await until(async () => got(await engine.app.state({})).notices.some((notice) => notice.id === 'disk quota'));
  const file = path.join(world.folder, 'data/clones', jobIdOf(id), id, 'tree/readme.md');
  expect(readFileSync(file, 'utf8')).toBe('half of it\n');

  got(await engine.settings.update({ settings }));
  got(await engine.runs.comment({ runIds: [id], text: 'Please go on.' }));
  await engine.jobEnded(jobId);
  expect(await broken()).toMatchObject({ outcome: 'changed', changeset: { files: 1 } });
  expect(readFileSync(file, 'utf8')).toBe('half of it\n');
});

it('over the quota with nothing to remove, no run is started until there is room, and words say why', async () => {
  const world = await startWorld({
    repos: { one: FILES, two: FILES, three: FILES },
    appSettings: { concurrency: 2 },
    script: ({ runId }) => (runId.endsWith('2') ? { edit: { 'readme.md': 'new\n' } } : { end: 'hang' }),
  });
  const engine = await world.start();
  const state = async () => got(await engine.app.state({}));
  const { settings } = await state();
  got(await engine.settings.update({ settings: { ...settings, diskQuotaGb: 0.00001 } }));
  const jobId = await world.create(engine);
  // What a run takes is known as soon as it has cloned, not only when it ends.
  await until(async () => (await state()).notices.some(({ id }) => id === 'disk quota'));
  const [one, two, three] = await world.runsOf(engine, jobId);
  got(await engine.runs.cancel({ runIds: [one!.id, two!.id] }));
  await until(async () => (await state()).held !== null);
  expect((await state()).held).toMatchObject({ code: 'clones_fill_quota', parameters: { quotaGb: 0.00001 } });
  expect(await world.kindsOf(engine, three!.id)).toEqual([]);

  got(await engine.settings.update({ settings }));
  await engine.jobEnded(jobId);
  expect((await world.runsOf(engine, jobId))[2]).toMatchObject({ outcome: 'changed' });
  expect((await state()).held).toBeNull();
});
