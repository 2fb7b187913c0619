import { expect, it } from 'vitest';
import type { RunEvent } from '../../../shared/events.ts';
import { RunId } from '../../../shared/ids.ts';
import type { Push } from '../../../shared/ipc.ts';
import { oldText } from '../../../shared/messages/message.ts';
import type { Clock } from '../../lib/clock.ts';
import { createPushes } from './pushes.ts';

const runId = RunId.parse('run_aaaaaaaa');
const notice = (seq: number): RunEvent => ({
  seq,
  at: seq,
  body: { kind: 'notice', level: 'info', message: oldText('n') },
});
const settled: RunEvent = {
  seq: 9,
  at: 9,
  body: { kind: 'settled', outcome: 'changed', reason: oldText(''), error: null },
};
const text = (words: string) => ({ step: 1, kind: 'text' as const, text: words });

function startPushes() {
  const due: (() => void)[] = [];
  const clock = { after: (_ms: number, run: () => void) => due.push(run) } as unknown as Clock;
  const pushes = createPushes(clock, () => undefined);
  const seen: Push[] = [];
  pushes.listen((push) => seen.push(push));
  return { pushes, seen, tick: () => due.splice(0).map((run) => run()) };
}

it('whoever watches in the middle of a step learns what was streamed, and each later word once', () => {
  const { pushes, seen, tick } = startPushes();
  pushes.events(runId, [notice(4)]);
  pushes.delta(runId, text('one '));
  expect(pushes.watch(runId)).toMatchObject({ live: { step: 1, text: 'one ' }, lastSeq: 4 });
  pushes.delta(runId, text('two'));
  expect(pushes.watch(runId)).toMatchObject({ live: { text: 'one two' } });
  tick();
  expect(seen).toEqual([{ type: 'deltas', runId, deltas: [text('two')] }]);
});

it('nothing is kept of a run that has ended', () => {
  const { pushes } = startPushes();
  pushes.delta(runId, text('one'));
  pushes.events(runId, [settled]);
  expect(pushes.watch(runId)).toEqual({ live: null, lastSeq: 0 });
});
