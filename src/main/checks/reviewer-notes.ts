import { unhidden } from '../../shared/hidden-text.ts';
import { INSTRUCTION_FILES } from '../../shared/instruction-files.ts';
import { changedLines } from './added-lines.ts';
import { cloneReader } from './clone-reader.ts';
import { findOrders, findSuspiciousText, type SuspiciousFinding } from './suspicious-text.ts';

const MAX_NOTES = 20;
const MAX_IN_NOTICE = 5;
const MAX_OF_READS = 10;

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
  return inWords([...suspiciousAdditions(patch), ...(await suspiciousGuides(clonePath))], MAX_NOTES);
}

/**
 * The same for the files that instruct agents alone, as one text: what a session was offered at its start, whatever comes of
 * it. Null when there is nothing suspicious.
 */
export async function guidesNotice(clonePath: string): Promise<string | null> {
  const notes = inWords(await suspiciousGuides(clonePath), MAX_IN_NOTICE);
  return notes.length === 0
    ? null
    : `The repository's own guides, which the session reads as content and not as orders, hold suspicious text. ${notes.join('; ')}`;
}

/** A text that a session was shown; its lines have the numbers that they have in their file. */
export interface ReadText {
  path: string;
  text: string;
  numbers: number[];
}

/** Hidden messages and orders to agents in what a session read, one sentence each, at most 10. Pure. */
export function suspiciousReads(reads: readonly ReadText[]): string[] {
  const findings = reads.flatMap(({ path, text, numbers }) =>
    findOrders(path, text).map((finding) => ({ ...finding, line: numbers[finding.line - 1] ?? finding.line })),
  );
  return inWords(findings, MAX_OF_READS);
}

async function suspiciousGuides(clonePath: string): Promise<SuspiciousFinding[]> {
  const reader = cloneReader(clonePath);
  const texts = await Promise.all(INSTRUCTION_FILES.map((name) => reader.text(name)));
  return INSTRUCTION_FILES.flatMap((name, index) => findSuspiciousText(name, texts[index] ?? ''));
}

function inWords(findings: readonly SuspiciousFinding[], atMost: number): string[] {
  const notes = findings.map(
    ({ path, line, kind, excerpt }) => `${unhidden(path)}, line ${line}: ${WORDS[kind]}: ${excerpt}`,
  );
  const unique = [...new Set(notes)];
  const left = unique.length - atMost;
  return left > 0 ? [...unique.slice(0, atMost), `${left} more places with suspicious text`] : unique;
}

/** Suspicious text in the added lines of a unified diff, with the lines' numbers in the new file. Pure. */
export function suspiciousAdditions(patch: string): SuspiciousFinding[] {
  return changedLines(patch)
    .filter(({ added }) => added)
    .flatMap(({ path, line, text }) => findSuspiciousText(path, text).map((finding) => ({ ...finding, line })));
}
