import { z } from 'zod';
import { tailOf } from './cut.ts';
import type { RunDelta, RunEvent } from './events.ts';

/** The step that is being streamed: unsaved text, shown until the event that holds the whole arrives. */
export const LiveStep = z.object({
  step: z.number().int(),
  reasoning: z.string(),
  text: z.string(),
  toolInput: z.string(),
  /** What the running command has printed. */
  output: z.string(),
});
export type LiveStep = z.infer<typeof LiveStep>;

/** Only the end of a long stream is shown; the event will hold the rest. */
const KEPT = 20_000;
const FIELD = { reasoning: 'reasoning', text: 'text', tool_input: 'toolInput', output: 'output' } as const;

/** Adds streamed text; a delta of another step begins anew. */
export function applyDeltas(live: LiveStep | null, deltas: readonly RunDelta[]): LiveStep | null {
  let next = live;
  for (const delta of deltas) {
    if (next === null || next.step !== delta.step)
      next = { step: delta.step, reasoning: '', text: '', toolInput: '', output: '' };
    const field = FIELD[delta.kind];
    next = { ...next, [field]: tailOf(next[field] + delta.text, KEPT) };
  }
  return next;
}

/** What is still streaming after these events: an answer that is saved, a call that has ended are not. */
export function settleLive(live: LiveStep | null, events: readonly RunEvent[]): LiveStep | null {
  let next = live;
  for (const { body } of events) {
    if (next === null) return null;
    switch (body.kind) {
      case 'step_completed':
        if (body.step >= next.step) next = next.output ? { ...next, reasoning: '', text: '', toolInput: '' } : null;
        break;
      case 'tool_finished':
        next = next.text || next.reasoning || next.toolInput ? { ...next, output: '' } : null;
        break;
      case 'request_failed':
      case 'turn_finished':
      case 'interrupted':
      case 'settled':
        next = null;
        break;
      default:
        break;
    }
  }
  return next;
}
