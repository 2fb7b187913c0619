import { headOf } from './cut.ts';

/** The longest title that is made from a prompt, in characters. */
const LONGEST = 72;

/** The title of a job that got none: the first line of its prompt, without marks of a heading, cut at a word. Pure. */
export function titleFromPrompt(prompt: string): string {
  const [first = ''] = prompt.trim().split('\n');
  const line = first.replace(/^#+\s*/, '').trim();
  if (line.length <= LONGEST) return line.replace(/[.:]$/, '');
  const cut = headOf(line, LONGEST);
  const word = cut.lastIndexOf(' ');
  return `${word > 40 ? cut.slice(0, word) : headOf(cut, word < 0 ? LONGEST : 40)}…`;
}
