import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppError, Result } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import type { RunId } from '../../shared/ids.ts';
import { oldText } from '../../shared/messages/message.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { mountSmallDisk, type SmallDisk } from '../testing/small-disk.ts';
import type { Records } from './contract.ts';
import { storePaths } from './paths.ts';
import { createRecords } from './records.ts';
import { createSettings } from './settings.ts';
import { exampleJob } from './testing.ts';

const notice = (text: string): RunEventBody => ({
  kind: 'notice',
  level: 'info',
  message: oldText(text.padEnd(900, '.')),
});

describe('on a disk that fills up', () => {
  let disk: SmallDisk | null = null;
  beforeAll(() => {
    disk = mountSmallDisk('256k');
  });
  afterAll(() => disk?.remove());

  const open = async (root: string): Promise<{ records: Records; problems: string[] }> => {
    const problems: string[] = [];
    const records = createRecords({
      paths: storePaths(root),
      clock: manualClock(),
      listener: {
        onRuns: () => undefined,
        onJob: () => undefined,
        onRemoved: () => undefined,
        onEvents: () => undefined,
        onProblem: (text) => problems.push(text),
      },
    });
    const loaded = await records.load();
    if (!loaded.ok) throw new Error(loaded.error.message);
    return { records, problems };
  };

  // With one page more each time, the disk is full at another write: log, journal, document, index, settings.
  it.for(Array.from({ length: 10 }, (_, pages) => pages))(
    '%i pages before its end, nothing acknowledged is lost',
    async (pages, context) => {
      if (!disk) return context.skip('needs the right to mount a small file system');
      const root = path.join(disk.folder, `data-${pages}`);
      const { records } = await open(root);
      const clock = manualClock();
      const { job, runs } = exampleJob(clock, 2);
      expect((await records.addJob(job, runs)).ok).toBe(true);
      const acknowledged = new Map<RunId, string[]>(runs.map(({ id }) => [id, []]));
      const errors: AppError[] = [];
      const note = (result: Result<unknown>) => {
        if (!result.ok) errors.push(result.error);
        return result.ok;
      };
      const write = async (text: string) => {
        for (const { id } of runs) {
          if (note(await records.record(id, notice(text)))) acknowledged.get(id)?.push(text);
        }
      };
      disk.fill(pages);
      for (let round = 0; round < 8; round += 1) await write(`full ${round}`);
      let title = job.title;
      if (note(await records.changeJob(job.id, (before) => ({ ...before, title: 'Another' })))) title = 'Another';
      const settings = createSettings(storePaths(root).settings, () => clock.now(), {});
      const theme = note(await settings.save({ ...DEFAULT_SETTINGS, theme: 'dark' })) ? 'dark' : DEFAULT_SETTINGS.theme;
      note(await records.close());
      expect(errors.length).toBeGreaterThan(0);
      expect([...new Set(errors.map(({ code, message, next }) => `${code}: ${message} ${next}`))]).toEqual([
        'store_full: The disk is full. Free some space, then press Resume.',
      ]);

      // Started on a full disk, the app still shows what there is.
      disk.fill(0);
      const crowded = await open(root);
      expect(crowded.records.summaries().map((summary) => summary.job.id)).toEqual([job.id]);
      expect(crowded.problems).toContain('The disk is full.');
      await crowded.records.close();

      // Space is there again: what was acknowledged is there, and so is the room for more.
      disk.fill(20);
      const again = await open(root);
      expect(again.problems).toEqual([]);
      await again.records.open(job.id);
      for (const { id } of runs) {
        expect((await again.records.record(id, notice('after'))).ok).toBe(true);
        const events = await again.records.events(id, 0);
        const texts = (events.ok ? events.value : []).flatMap(({ body }) =>
          body.kind === 'notice' ? [messageText(body.message).replace(/[.]+$/, '')] : [],
        );
        expect(texts).toEqual([...(acknowledged.get(id) ?? []), 'after']);
      }
      expect([job.title, 'Another']).toContain(again.records.job(job.id)?.title);
      if (title === 'Another') expect(again.records.job(job.id)?.title).toBe('Another');
      const reread = createSettings(storePaths(root).settings, () => clock.now(), {});
      expect((await reread.load()).ok && reread.current().theme).toBe(theme);
      await again.records.close();
      rmSync(root, { recursive: true });
    },
  );
});
