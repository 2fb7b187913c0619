import type { RunId } from '../../../shared/ids.ts';

/** Where waiting runs go, one after the other: before another one, or with null to the end. */
export interface Move {
  runIds: RunId[];
  before: RunId | null;
}

/** What moves with a row: all that are ticked when it is one of them, in their order; else only itself. Only what waits moves. */
export function movingWith(waiting: readonly RunId[], runId: RunId, ticked: ReadonlySet<RunId>): RunId[] {
  return waiting.filter((id) => id === runId || (ticked.has(runId) && ticked.has(id)));
}

/**
 * So many places earlier (negative) or later among the waiting runs; several gather first. Null when they stand together at that
 * end already, or wait no more.
 */
export function movedBy(waiting: readonly RunId[], runIds: readonly RunId[], by: number): Move | null {
  const others = waiting.filter((id) => !runIds.includes(id));
  const ends = waiting.flatMap((id, index) => (runIds.includes(id) ? [index] : []));
  const from = by < 0 ? ends[0] : ends.at(-1);
  if (from === undefined) return null;
  // Counted without those that move: one of the others is passed.
  const passed = waiting.slice(0, from).filter((id) => !runIds.includes(id)).length;
  const target = Math.max(0, Math.min(others.length, passed + by));
  return effective(waiting, { runIds: [...runIds], before: others[target] ?? null });
}

/** Dropped on the upper (`before`) or lower (`after`) half of another row; null when that changes nothing. */
export function dropped(
  waiting: readonly RunId[],
  runIds: readonly RunId[],
  on: RunId,
  half: 'before' | 'after',
): Move | null {
  const others = waiting.filter((id) => !runIds.includes(id));
  const at = others.indexOf(on);
  if (at < 0) return null;
  return effective(waiting, { runIds: [...runIds], before: others[half === 'before' ? at : at + 1] ?? null });
}

/** The move without what waits no more; null when nothing is left of it. */
function effective(waiting: readonly RunId[], { runIds, before }: Move): Move | null {
  const move = { runIds: runIds.filter((id) => waiting.includes(id)), before };
  const next = afterMove(waiting, move);
  return next.every((id, index) => id === waiting[index]) ? null : move;
}

/** The order of the waiting runs once a move is carried out. */
export function afterMove(waiting: readonly RunId[], { runIds, before }: Move): RunId[] {
  const others = waiting.filter((id) => !runIds.includes(id));
  const at = before === null ? others.length : others.indexOf(before);
  return [...others.slice(0, at), ...runIds, ...others.slice(at)];
}

/**
 * The order to reckon with while moves are on their way to main: what they will lead to, as long as the same runs wait and
 * it has not come true yet.
 */
export function expectedOrder(waiting: readonly RunId[], ahead: readonly RunId[] | null): readonly RunId[] {
  if (!ahead || ahead.length !== waiting.length) return waiting;
  const known = new Set(waiting);
  return ahead.every((id) => known.has(id)) ? ahead : waiting;
}
