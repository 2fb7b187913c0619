import type { ToolOffer } from '../model/request.ts';
import type { Call } from './skill.ts';

/** Other names that a tool may give the same argument. */
const SYNONYMS: Record<string, readonly string[]> = {
  path: ['path', 'file_path', 'file', 'filename', 'directory'],
  pattern: ['pattern', 'query', 'regex', 'text'],
  command: ['command', 'cmd'],
  content: ['content', 'contents', 'text'],
  edits: ['edits'],
  from: ['from', 'from_path', 'source', 'old_path', 'path'],
  to: ['to', 'to_path', 'destination', 'target', 'new_path'],
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The call in the form that the offered tool's schema wants, or null when no such tool is offered. */
export function asOffered(
  call: Call,
  offers: readonly ToolOffer[],
): { name: string; input: Record<string, unknown> } | null {
  const offer = offers.find((candidate) => candidate.name === call.tool);
  if (!offer) return null;
  const properties = offer.input_schema.properties ?? {};
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(call)) {
    if (name === 'tool') continue;
    const wanted = SYNONYMS[name]?.find((candidate) => candidate in properties);
    if (wanted) input[wanted] = value;
  }
  if (call.tool === 'search_code' && 'pattern' in input) input.pattern = `(?i)${escaped(call.pattern)}`;
  return { name: call.tool, input };
}
