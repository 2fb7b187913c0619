/** One line of a unified diff that is there only before, or only after the change. */
export interface ChangedLine {
  path: string;
  /** Its number in the new file; of a removed line, where it would stand. */
  line: number;
  text: string;
  added: boolean;
}

/** The lines that a change adds and removes, in the order of the patch. Pure. */
export function changedLines(patch: string): ChangedLine[] {
  const changed: ChangedLine[] = [];
  let path = '';
  let line = 0;
  let inHunk = false;
  for (const text of patch.split('\n')) {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text);
    if (hunk) {
      line = Number(hunk[1]);
      inHunk = true;
    } else if (text.startsWith('diff --git ')) inHunk = false;
    else if (!inHunk && text.startsWith('+++ '))
      path = text
        .slice(4)
        .replace(/^"?b\//, '')
        .replace(/"?\t?$/, '');
    else if (inHunk && text.startsWith('+')) {
      changed.push({ path, line, text: text.slice(1), added: true });
      line += 1;
    } else if (inHunk && text.startsWith('-')) changed.push({ path, line, text: text.slice(1), added: false });
    else if (inHunk && text.startsWith(' ')) line += 1;
  }
  return changed;
}
