import { expect, it } from 'vitest';
import { failure, ok, type Result } from '../../../../shared/errors.ts';
import type { RunEvent } from '../../../../shared/events.ts';
import { RunId, TurnId } from '../../../../shared/ids.ts';
import type { MethodValue, Push } from '../../../../shared/ipc.ts';
import { oldText } from '../../../../shared/messages/message.ts';
import { type FeedDoor, openThreadFeed } from './thread-feed.ts';

const runId = RunId.parse('run_aaaaaaaa');
const event = (seq: number): RunEvent => ({
  seq,
  at: seq,
  body: { kind: 'notice', level: 'info', message: oldText(`n${seq}`) },
});
const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => event(from + index));

/** Main as a log that is answered when the test says so. */
function startMain(log: RunEvent[]) {
  const calls: string[] = [];
  const listeners = new Set<(push: Push) => void>();
  let held: (() => void)[] | null = null;
  let broken = false;
  let part = Number.POSITIVE_INFINITY;
  let rests = 0;
  let streamed: MethodValue<'threads.watch'> = { live: null, lastSeq: 0 };
  const door: FeedDoor = {
    async invoke(name, input) {
      calls.push(name === 'runs.events' ? `${name} ${(input as { after: number }).after}` : name);
      if (name === 'threads.watch') return ok(streamed) as never;
      if (name !== 'runs.events') return ok({}) as never;
      const { after, limit } = input as { after: number; limit: number };
      const left = log.filter((one) => one.seq > after).slice(0, limit);
      const answer: Result<unknown> = broken
        ? failure('store_failed', 'no')
        : ok({ events: left.slice(0, part), lastSeq: log.at(-1)?.seq ?? 0 });
      if (held) await new Promise<void>((resolve) => held?.push(resolve));
      return answer as never;
    },
    rest: async () => {
      rests += 1;
    },
    onPush(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    door,
    calls,
    listeners,
    rests: () => rests,
    push: (push: Push) => {
      for (const listener of listeners) listener(push);
    },
    hold: () => {
      held = [];
    },
    release: () => {
      const waiting = held ?? [];
      held = null;
      for (const resolve of waiting) resolve();
    },
    setBroken: (value: boolean) => {
      broken = value;
    },
    setStreamed: (value: typeof streamed) => {
      streamed = value;
    },
    setPart: (events: number) => {
      part = events;
    },
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));
const seqs = (feed: ReturnType<typeof openThreadFeed>) => feed.getState().thread.items.map((item) => item.seq);

it('watches, takes the snapshot, then the pushes that came in between, once each', async () => {
  const main = startMain(upTo(3));
  main.hold();
  const feed = openThreadFeed(main.door, runId);
  await settled();
  main.push({ type: 'events', runId, events: [event(3), event(4)] });
  expect(feed.getState().loading).toBe(true);
  main.release();
  await settled();
  main.push({ type: 'events', runId, events: [event(5)] });
  expect(seqs(feed)).toEqual([1, 2, 3, 4, 5]);
  expect(feed.getState().loading).toBe(false);
  expect(main.calls).toEqual(['threads.watch', 'runs.events 0']);
});

it('asks again when a push leaves a gap, and ignores other runs', async () => {
  const log = upTo(2);
  const main = startMain(log);
  const feed = openThreadFeed(main.door, runId);
  await settled();
  log.push(...upTo(5, 3));
  main.push({ type: 'events', runId: RunId.parse('run_bbbbbbbb'), events: [event(3)] });
  main.push({ type: 'events', runId, events: [event(5)] });
  await settled();
  expect(seqs(feed)).toEqual([1, 2, 3, 4, 5]);
  expect(main.calls).toEqual(['threads.watch', 'runs.events 0', 'runs.events 2']);
});

it('reads a long log in parts, resting between them, and draws only the first part and the whole', async () => {
  const main = startMain(upTo(7));
  main.setPart(2);
  const feed = openThreadFeed(main.door, runId);
  const seen: [number, boolean][] = [];
  feed.subscribe(() => seen.push([feed.getState().thread.lastSeq, feed.getState().complete]));
  await settled();
  expect(seqs(feed)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(seen).toEqual([
    [2, false],
    [7, true],
  ]);
  expect(main.rests()).toBe(3);
});

it('reads a run that works from its end, which goes on while the rest is read', async () => {
  const log = upTo(1000);
  const main = startMain(log);
  main.hold();
  const feed = openThreadFeed(main.door, runId, 1000);
  await settled();
  main.release();
  main.hold();
  await settled();
  expect(feed.getState()).toMatchObject({ loading: false, endOnly: true, complete: false });
  expect([seqs(feed)[0], seqs(feed).at(-1)]).toEqual([851, 1000]);
  log.push(event(1001));
  main.push({ type: 'events', runId, events: [event(1001)] });
  expect(seqs(feed).at(-1)).toBe(1001);
  main.release();
  await settled();
  expect(feed.getState()).toMatchObject({ endOnly: false, complete: true });
  expect(seqs(feed)).toEqual(upTo(1001).map(({ seq }) => seq));
  expect(main.calls).toEqual(['threads.watch', 'runs.events 850', 'runs.events 0', 'runs.events 150']);
});

it('does not stream any more what the end that was read holds already', async () => {
  const error = { code: 'session_crashed' as const, message: 'gone' };
  const main = startMain([...upTo(999), { seq: 1000, at: 1000, body: { kind: 'interrupted', error } }]);
  main.hold();
  const feed = openThreadFeed(main.door, runId, 1000);
  await settled();
  main.push({ type: 'deltas', runId, deltas: [{ step: 1, kind: 'text', text: 'Hel' }] });
  main.release();
  main.hold();
  await settled();
  expect(feed.getState()).toMatchObject({ endOnly: true, live: null });
});

it('shows a failure, keeps what it has, and recovers', async () => {
  const main = startMain(upTo(2));
  main.setBroken(true);
  const feed = openThreadFeed(main.door, runId);
  await settled();
  expect(feed.getState()).toMatchObject({ loading: false, error: { code: 'store_failed' } });
  main.setBroken(false);
  feed.refresh();
  await settled();
  expect(feed.getState().error).toBeNull();
  expect(seqs(feed)).toEqual([1, 2]);
});

it('shows streamed text until its event arrives, and unwatches on close', async () => {
  const main = startMain([]);
  const feed = openThreadFeed(main.door, runId);
  await settled();
  main.push({
    type: 'deltas',
    runId,
    deltas: [
      { step: 1, kind: 'text', text: 'Hel' },
      { step: 1, kind: 'text', text: 'lo' },
    ],
  });
  expect(feed.getState().live).toEqual({ step: 1, reasoning: '', text: 'Hello', toolInput: '', output: '' });
  main.push({
    type: 'events',
    runId,
    events: [
      { seq: 1, at: 1, body: { kind: 'settled', outcome: 'cancelled', reason: oldText('Cancelled'), error: null } },
    ],
  });
  expect(feed.getState().live).toBeNull();
  feed.close();
  expect(main.listeners.size).toBe(0);
  expect(main.calls.at(-1)).toBe('threads.unwatch');
});

it('shows what was streamed before it was opened, whatever older events settled', async () => {
  const turnEnd = (seq: number): RunEvent => ({
    seq,
    at: seq,
    body: {
      kind: 'turn_finished',
      turnId: TurnId.parse('turn_1'),
      status: 'completed',
      report: null,
      error: null,
      limit: null,
    },
  });
  const main = startMain([...upTo(2), turnEnd(3)]);
  main.setStreamed({ live: { step: 2, reasoning: '', text: 'so ', toolInput: '', output: '' }, lastSeq: 3 });
  const feed = openThreadFeed(main.door, runId);
  main.push({ type: 'deltas', runId, deltas: [{ step: 2, kind: 'text', text: 'far' }] });
  await settled();
  expect(feed.getState().live?.text).toBe('so far');
  main.push({ type: 'events', runId, events: [turnEnd(4)] });
  expect(feed.getState().live).toBeNull();
});
