import type { ToolDetails } from '../../../../shared/events.ts';
import type { ToolOutcome } from './tool.ts';

/** The answer of a tool that did what was asked. */
export const done = (content: string, details: ToolDetails = { kind: 'none' }): ToolOutcome => ({
  ok: true,
  content,
  details,
});

/** The answer of a tool that could not: one sentence that says why and what to do instead. */
export const refused = (reason: string, details: ToolDetails = { kind: 'none' }): ToolOutcome => ({
  ok: false,
  content: reason,
  details,
});

/** `1 file`, `2 files`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
