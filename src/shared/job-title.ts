/** The longest title that is made from a prompt, in characters. */
const LONGEST = 72;

/** The title of a job that got none: the first line of its prompt, without marks of a heading, cut at a word. Pure. */
export function titleFromPrompt(prompt: string): string {
  const [first = ''] = prompt.trim().split('\n');
  const line = first.replace(/^#+\s*/, '').trim();
  if (line.length <= LONGEST) return line.replace(/[.:]$/, '');
  const cut = line.slice(0, LONGEST);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 40))}…`;
}
