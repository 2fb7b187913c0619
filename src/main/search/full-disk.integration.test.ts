import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { oldText } from '../../shared/messages/message.ts';
import { systemClock } from '../lib/clock.ts';
import { storePaths } from '../store/paths.ts';
import { createRecords } from '../store/records.ts';
import { exampleJob } from '../store/testing.ts';
import { mountSmallDisk } from '../testing/small-disk.ts';
import { createSearch } from './search.ts';

const FULL = {
  ok: false,
  error: {
    code: 'store_full',
    message: 'The disk is full, so the search cannot keep its index.',
    next: 'Free some space, then search again.',
  },
};

// Full before there is an index, and at some write into it.
it.for([0, 3, 12, 30])(
  'with %i pages left, the search says that the disk is full, and finds when there is room',
  async (pages, context) => {
    const disk = mountSmallDisk('16m');
    if (!disk) return context.skip('needs the right to mount a small file system');
    const root = path.join(disk.folder, 'data');
    const nothing = () => undefined;
    const listener = { onRuns: nothing, onJob: nothing, onRemoved: nothing, onEvents: nothing, onProblem: nothing };
    const records = createRecords({ paths: storePaths(root), clock: systemClock, listener });
    const search = createSearch(path.join(import.meta.dirname, 'entry.ts'), root);
    onTestFinished(async () => {
      await search.close();
      disk.remove();
    });
    await records.load();
    const { job, runs } = exampleJob(systemClock, 2);
    await records.addJob({ ...job, title: 'Retire the kingfisher' }, runs);
    const text = Array.from({ length: 20_000 }, (_, index) => `osprey${index}`).join(' ');
    for (const run of runs) await records.record(run.id, { kind: 'notice', level: 'info', message: oldText(text) });
    await records.close();
    disk.fill(pages);
    // A first answer may come before the disk is found full.
    let full = await search.find('kingfisher');
    while (full.ok && !full.value.complete) full = await search.find('kingfisher');
    expect(full).toMatchObject(FULL);
    disk.clear();
    const hits = [{ jobId: job.id }, { jobId: job.id }];
    await expect.poll(() => search.find('osprey19999')).toMatchObject({ value: { complete: true, hits } });
  },
);
