import type { RunId } from '../../../shared/ids.ts';

/** Where a waiting run goes: before another one, or with null to the end. */
export interface Move {
  runId: RunId;
  before: RunId | null;
}

/** One place earlier (-1) or later (1) among the waiting runs; null when it stands at that end already or waits no more. */
export function movedBy(waiting: readonly RunId[], runId: RunId, by: 1 | -1): Move | null {
  const at = waiting.indexOf(runId);
  const next = at + by;
  if (at < 0 || next < 0 || next >= waiting.length) return null;
  const before = by < 0 ? waiting[next] : waiting[next + 1];
  return { runId, before: before ?? null };
}

/** Dropped on the upper (`before`) or lower (`after`) half of another row; null when that changes nothing. */
export function dropped(waiting: readonly RunId[], runId: RunId, on: RunId, half: 'before' | 'after'): Move | null {
  const others = waiting.filter((id) => id !== runId);
  const at = others.indexOf(on);
  if (at < 0 || !waiting.includes(runId)) return null;
  const before = others[half === 'before' ? at : at + 1] ?? null;
  const present = waiting[waiting.indexOf(runId) + 1] ?? null;
  return before === present ? null : { runId, before };
}

/** The order of the waiting runs once a move is carried out. */
export function afterMove(waiting: readonly RunId[], { runId, before }: Move): RunId[] {
  const others = waiting.filter((id) => id !== runId);
  const at = before === null ? others.length : others.indexOf(before);
  return [...others.slice(0, at), runId, ...others.slice(at)];
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
