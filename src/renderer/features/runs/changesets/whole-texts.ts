/** Both sides of a file. */
export interface WholeTexts {
  before: string;
  after: string;
}

/**
 * Both sides of a file from a patch that was made with all of its context: one hunk from the first line. Null when the
 * patch is not of that kind.
 */
export function wholeTexts(patch: string): WholeTexts | null {
  const heads = [...patch.matchAll(/(?<=\n)@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@[^\n]*/g)];
  const [head] = heads;
  if (!head || heads.length > 1 || Number(head[1]) > 1 || Number(head[2]) > 1) return null;
  const lines = patch.slice(head.index + head[0].length + 1).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const sides = { before: [] as string[], after: [] as string[] };
  let open: (keyof typeof sides)[] = [];
  for (const line of lines) {
    if (line.startsWith('\\')) {
      for (const side of open) sides[side].push((sides[side].pop() ?? '').replace(/\n$/, ''));
      continue;
    }
    open = line.startsWith('-') ? ['before'] : line.startsWith('+') ? ['after'] : ['before', 'after'];
    for (const side of open) sides[side].push(`${line.slice(1)}\n`);
  }
  return { before: sides.before.join(''), after: sides.after.join('') };
}
