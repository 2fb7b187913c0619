import type { RawBlock } from '../../../shared/events.ts';
import type { Conversation } from './conversation.ts';

/** A person can name so many files; more of them help nobody. */
const NAMED_FILES = 5;

/** What is said to a model that stops without calling `finish`: what it has left open. Pure. */
export function nudge(
  { edited, ranSinceEdit }: Pick<Conversation, 'edited' | 'ranSinceEdit'>,
  checkCommand: string | null,
): RawBlock[] {
  const open = ['You have not called finish yet.'];
  if (edited.size > 0) {
    const named = [...edited].slice(0, NAMED_FILES).join(', ');
    open.push(`Changed so far: ${named}${edited.size > NAMED_FILES ? ` and ${edited.size - NAMED_FILES} more` : ''}.`);
    const isChecked = ranSinceEdit.some((command) => checkCommand === null || command.includes(checkCommand));
    if (!isChecked && checkCommand === null) open.push('No command was run since the last edit.');
    if (!isChecked && checkCommand !== null)
      open.push(`The check \`${checkCommand}\` was not run since the last edit.`);
  }
  return [
    {
      type: 'text',
      text: `${open.join(' ')} If the work is done, call finish. If not, go on with it; nobody will answer questions.`,
    },
  ];
}

/** What is said to a model whose answer was cut off at the longest that it may be. */
export const SMALLER_PARTS: RawBlock[] = [
  {
    type: 'text',
    text: 'Your last answer was longer than it may be, and was thrown away as a whole. Go on in smaller parts: write a long file piece by piece, with fewer calls in one answer.',
  },
];
