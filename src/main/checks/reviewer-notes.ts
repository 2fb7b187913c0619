import { cloneReader } from './clone-reader.ts';
import { findSuspiciousText, type SuspiciousFinding } from './suspicious-text.ts';

/** Files that are offered to a session as knowledge of the repository. */
const INSTRUCTION_FILES = ['AGENTS.md', 'CLAUDE.md', 'CONTRIBUTING.md', 'GEMINI.md', '.cursorrules', '.windsurfrules'];
const MAX_NOTES = 20;

const WORDS: Record<SuspiciousFinding['kind'], string> = {
  text_direction: 'characters that change the order in which text is shown',
  invisible_characters: 'invisible characters',
  hidden_message: 'a message in invisible characters',
  instruction_to_agents: 'a sentence that gives orders to agents',
};

/**
 * What a reviewer should look at twice: suspicious text in the lines that a change adds, and in the files that instruct
 * agents. One sentence each, at most 20. They never change what a session may do.
 * @param patch the change as `git diff` prints it
 */
export async function reviewerNotes(clonePath: string, patch: string): Promise<string[]> {
  const reader = cloneReader(clonePath);
  const findings = [...suspiciousAdditions(patch)];
  for (const name of INSTRUCTION_FILES) {
    const text = await reader.text(name);
    if (text !== null) findings.push(...findSuspiciousText(name, text));
  }
  const notes = findings.map(({ path, line, kind, excerpt }) => `${path}, line ${line}: ${WORDS[kind]}: ${excerpt}`);
  const unique = [...new Set(notes)];
  const left = unique.length - MAX_NOTES;
  return left > 0 ? [...unique.slice(0, MAX_NOTES), `${left} more places with suspicious text`] : unique;
}

/** Suspicious text in the added lines of a unified diff, with the lines' numbers in the new file. Pure. */
export function suspiciousAdditions(patch: string): SuspiciousFinding[] {
  const findings: SuspiciousFinding[] = [];
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
      findings.push(...findSuspiciousText(path, text.slice(1)).map((finding) => ({ ...finding, line })));
      line += 1;
    } else if (inHunk && text.startsWith(' ')) line += 1;
  }
  return findings;
}
