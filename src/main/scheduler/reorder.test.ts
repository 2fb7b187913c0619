import { describe, expect, it } from 'vitest';
import type { RunId } from '../../shared/ids.ts';
import type { Run } from '../../shared/run.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { exampleJob, seededRandom } from '../store/testing.ts';
import { reorder } from './reorder.ts';
import { queueWorld } from './testing.ts';

const rows = (positions: readonly number[]): Run[] =>
  exampleJob(manualClock(), positions.length).runs.map((run, index) => ({ ...run, position: positions[index] ?? 0 }));
const moved = (runs: readonly Run[], positions: ReadonlyMap<RunId, number>): Run[] =>
  runs.map((run) => ({ ...run, position: positions.get(run.id) ?? run.position }));
const orderOf = (runs: readonly Run[]): RunId[] =>
  [...runs].sort((a, b) => a.position - b.position).map((run) => run.id);

describe('a moved run gets a position between its new neighbours', () => {
  it.each<[string, number[], number[], number | null, Record<number, number>]>([
    ['to the front', [0, 1, 2, 3], [3], 0, { 3: -1 }],
    ['to the end', [0, 1, 2, 3], [0], null, { 0: 4 }],
    ['between two others', [0, 1, 2, 3], [3], 1, { 3: 0.5 }],
    ['where it is', [0, 1, 2], [0], 1, {}],
    ['several, in the order that was asked for', [0, 1, 2, 3], [3, 2], 1, { 2: 2 / 3, 3: 1 / 3 }],
    ['several to where they are', [0, 1, 2], [0, 1], 2, {}],
    ['several of which one stands right already', [0, 1, 2, 3], [0, 2], 3, { 0: 1.5 }],
    ['before itself: to the end', [0, 1, 2], [0], 0, { 0: 3 }],
    ['all, to take one move back', [4, 1, 2, 3], [0, 1, 2, 3], null, { 0: 0 }],
    ['where no number is left: all anew', [7, 7 + Number.EPSILON * 4, 9], [2], 1, { 0: 0, 1: 2, 2: 1 }],
  ])('%s', (_name, positions, which, before, expected) => {
    const runs = rows(positions);
    const id = (index: number) => (runs[index] as Run).id;
    const found = reorder(runs, which.map(id), before === null ? null : id(before));
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([index, position]) => [id(Number(index)), position])),
    );
  });

  it('nobody’s whose job is another one', () =>
    expect([...reorder(rows([0, 1]), ['run_other' as RunId], null)]).toEqual([]));
});

it('keeps the wanted order through any moves, and writes no more rows than move', () => {
  const random = seededRandom(3);
  const any = (count: number) => Math.floor(random() * count);
  let runs = rows(Array.from({ length: 40 }, (_, index) => index));
  let anew = 0;
  for (let move = 0; move < 2_000; move += 1) {
    const order = orderOf(runs);
    const chosen = order.filter(() => any(20) === 0);
    const others = order.filter((id) => !chosen.includes(id));
    // Mostly the same place again, so that its numbers run out.
    const before = others[any(4) === 0 ? any(others.length) : 3] ?? null;
    const positions = reorder(runs, chosen, before);
    if (positions.size > chosen.length) anew += 1;
    runs = moved(runs, positions);
    const at = others.indexOf(before as RunId);
    expect(orderOf(runs)).toEqual([...others.slice(0, at), ...chosen, ...others.slice(at)]);
    const undone = reorder(runs, order, null);
    expect(orderOf(moved(runs, undone))).toEqual(order);
    if (positions.size <= chosen.length && undone.size <= 40 / 2)
      expect(undone.size).toBeLessThanOrEqual(chosen.length);
  }
  expect(anew).toBeGreaterThan(0);
  expect(anew).toBeLessThan(200);
});

it('saves one event of each run that moved, and none of the others', async () => {
  const w = await queueWorld(5);
  w.hold('held by the test');
  await w.queue.start();
  const order = () => orderOf(w.records.runs(w.job.id)).map((id) => w.ids.indexOf(id));
  const seqs = () => w.ids.map((_, index) => w.row(index).lastSeq);
  await w.queue.reorder([w.ids[3] as RunId, w.ids[4] as RunId], w.ids[0]);
  expect([order(), seqs()]).toEqual([
    [3, 4, 0, 1, 2],
    [0, 0, 0, 1, 1],
  ]);
  expect(await w.records.events(w.ids[3] as RunId, 0)).toMatchObject({
    value: [{ body: { kind: 'moved', position: -2 } }],
  });
  // As Undo does: all that wait, in the order from before.
  await w.queue.reorder(w.ids, null);
  expect([order(), seqs()]).toEqual([
    [0, 1, 2, 3, 4],
    [0, 0, 0, 2, 2],
  ]);
});
