import { headOf, tailOf } from '../../shared/cut.ts';
import type { AppError } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/events.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import type { SearchKind } from '../../shared/search.ts';

/** One piece of text that can be found. */
export interface Piece {
  kind: SearchKind;
  text: string;
}

/** Long outputs are found by their end, where results and errors stand. */
const OUTPUT_CHARS = 4_000;

/** What can be found of one event: the words of the conversation, commands, errors and notes. File contents are left out. */
export function piecesOf({ body }: RunEvent): Piece[] {
  switch (body.kind) {
    case 'turn_started':
      return pieces('said', body.text);
    case 'step_completed':
      return body.content.flatMap((block) =>
        block.type === 'text' && typeof block.text === 'string' ? pieces('said', block.text) : [],
      );
    case 'tool_started':
      return pieces('action', messageText(body.title));
    case 'tool_finished':
      if (body.details.kind === 'command')
        return pieces('command', `${body.details.command}\n${tailOf(body.content, OUTPUT_CHARS)}`);
      return body.ok ? [] : pieces('error', headOf(body.content, OUTPUT_CHARS));
    case 'check_finished':
      return pieces(
        'command',
        `${body.result.command}\n${body.result.problem === null ? '' : messageText(body.result.problem)}\n${body.result.tail}`,
      );
    case 'request_failed':
    case 'judge_failed':
    case 'interrupted':
    case 'publication_failed':
      return pieces('error', errorText(body.error));
    case 'turn_finished':
      return [
        ...pieces('said', body.report?.summary ?? ''),
        ...(body.error ? pieces('error', errorText(body.error)) : []),
      ];
    case 'settled':
      return body.error ? pieces('error', errorText(body.error)) : pieces('note', messageText(body.reason));
    case 'notice':
      return pieces('note', messageText(body.message));
    case 'comment_added':
      return pieces('said', body.text);
    case 'reviewed':
      return pieces('note', body.note);
    case 'guard_finished':
      return pieces('note', body.problems.map(messageText).join('\n'));
    case 'judged':
      return pieces('note', body.reasons.join('\n'));
    case 'pull_request_saved':
      return pieces('note', `#${body.pullRequest.number} ${body.pullRequest.title}`);
    default:
      return [];
  }
}

const errorText = ({ message, why, next }: AppError): string => [message, why, next].filter(Boolean).join('\n');

const pieces = (kind: SearchKind, text: string): Piece[] => (text.trim() === '' ? [] : [{ kind, text }]);
