import { expect, it } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { exampleJob, SETTLED, STARTED, temporaryRecords } from '../store/testing.ts';
import { must } from './must.ts';
import { openRunLog } from './run-log.ts';
import type { RunEvents } from './run-plan.ts';
import { turnIdAfter } from './run-progress.ts';

it('a log is read once and grows with what is saved, also while it is being read, each event once', async () => {
  const clock = manualClock();
  const { records, remove } = await temporaryRecords(clock);
  try {
    const { job, runs } = exampleJob(clock, 2);
    const [begun, other] = runs as [(typeof runs)[0], (typeof runs)[0]];
    const { id } = begun;
    must(await records.addJob(job, runs));
    must(await records.record(id, STARTED, { kind: 'comment_added', text: 'one' }));
    let reads = 0;
    const source: RunEvents = {
      read: async () => {
        reads += 1;
        const before = must(await records.events(id, 0));
        must(await records.record(id, { kind: 'comment_added', text: 'two' }));
        const after = must(await records.events(id, 0));
        // Saved before the disk was read, and not yet seen by it.
        return ok(reads % 2 === 0 ? before : after);
      },
      follow: (onEvents) => records.follow(id, onEvents),
    };
    const seen = must(await openRunLog(begun, source));
    expect(seen.comments()).toEqual(['one', 'two']);
    const unseen = must(await openRunLog(begun, source));
    expect(unseen.comments()).toEqual(['one', 'two', 'two']);
    expect(seen.comments()).toEqual(['one', 'two', 'two']);

    must(await records.record(other.id, { kind: 'comment_added', text: 'of another run' }));
    must(
      await records.record(id, {
        kind: 'turn_started',
        turnId: turnIdAfter(0),
        source: 'person',
        content: [],
        text: '',
      }),
    );
    for (const log of [seen, unseen]) {
      expect(log.comments()).toEqual([]);
      expect(log.progress()).toMatchObject({ turns: 1 });
      expect(log.run()).toEqual(records.run(id));
      log.close();
    }
    must(await records.record(id, SETTLED('failed'), { kind: 'comment_added', text: 'later' }));
    expect(seen.comments()).toEqual([]);
    expect(reads).toBe(2);
  } finally {
    await remove();
  }
});

it('a log that cannot be read is a failure, and is not followed any more', async () => {
  let following = 0;
  const opened = await openRunLog(exampleJob(manualClock(), 1).runs[0]!, {
    read: async () => ({ ok: false, error: { code: 'store_unreadable', message: 'No.' } }),
    follow: () => {
      following += 1;
      return () => {
        following -= 1;
      };
    },
  });
  expect([opened.ok, following]).toEqual([false, 0]);
});
