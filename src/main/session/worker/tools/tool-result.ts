import type { ToolDetails } from '../../../../shared/events.ts';
import type { ToolResult } from './tool.ts';

/** The answer of a tool that did what was asked. */
export const done = (content: string, details: ToolDetails = { kind: 'none' }): ToolResult => ({
  ok: true,
  content,
  details,
});

/** The answer of a tool that could not: one sentence that says why and what to do instead. */
export const refused = (reason: string, details: ToolDetails = { kind: 'none' }): ToolResult => ({
  ok: false,
  content: reason,
  details,
});
