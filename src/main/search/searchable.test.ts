import { expect, it } from 'vitest';
import type { RunEventBody } from '../../shared/events.ts';
import { ToolCallId, TurnId } from '../../shared/ids.ts';
import { oldText } from '../../shared/messages/message.ts';
import { type Piece, piecesOf } from './searchable.ts';

const turnId = TurnId.parse('turn_1');
const toolCallId = ToolCallId.parse('toolu_1');
const command = {
  kind: 'command' as const,
  command: 'npm test',
  exitCode: 1,
  timedOut: false,
  sandboxed: true,
  summary: null,
};
const error = { code: 'git_auth' as const, message: 'Refused.', why: 'No right.' };
const finished = { kind: 'tool_finished' as const, turnId, toolCallId, ms: 1 };

it.each<[string, RunEventBody, Piece[]]>([
  [
    'an instruction',
    { kind: 'turn_started', turnId, source: 'person', content: [{ type: 'text', text: 'with facts' }], text: 'Do it.' },
    [{ kind: 'said', text: 'Do it.' }],
  ],
  [
    'the command and what it printed',
    { ...finished, ok: true, content: '1 failed', details: command },
    [{ kind: 'command', text: 'npm test\n1 failed' }],
  ],
  [
    'only the end of a long output',
    { ...finished, ok: true, content: `begin${'x'.repeat(4_000)}`, details: command },
    [{ kind: 'command', text: `npm test\n${'x'.repeat(4_000)}` }],
  ],
  [
    'not the contents of a file',
    { ...finished, ok: true, content: 'export const a = 1;', details: { kind: 'read', path: 'a.ts', lines: 1 } },
    [],
  ],
  [
    'what a tool complained of',
    { ...finished, ok: false, content: 'no such file', details: { kind: 'none' } },
    [{ kind: 'error', text: 'no such file' }],
  ],
  ['an error with its reason', { kind: 'publication_failed', error }, [{ kind: 'error', text: 'Refused.\nNo right.' }]],
  [
    'a failure, once',
    { kind: 'settled', outcome: 'failed', reason: oldText('Refused.'), error },
    [{ kind: 'error', text: 'Refused.\nNo right.' }],
  ],
  ['nothing of an empty note', { kind: 'reviewed', decision: 'approved', tree: 't', note: ' ' }, []],
  ['nothing of a phase', { kind: 'phase_started', phase: 'cloning', action: oldText('Cloning') }, []],
])('%s', (_name, body, pieces) => expect(piecesOf({ seq: 1, at: 1, body })).toEqual(pieces));
