import { INSTRUCTION_FILES } from '../../shared/instruction-files.ts';
import type { Doubt } from '../../shared/messages/doubts.ts';
import { type SuspiciousPlace, type SuspiciousPlaces, somePlaces } from '../../shared/messages/suspicious.ts';
import { changedLines } from './added-lines.ts';
import { cloneReader } from './clone-reader.ts';
import { findInstructions, findSuspiciousText } from './suspicious-text.ts';

const MAX_NOTES = 20;
const MAX_IN_NOTICE = 5;
const MAX_OF_READS = 10;

/**
 * What a reviewer should look at twice: suspicious text in the lines that a change adds, and in the files that instruct
 * agents, at most 20. They never change what a session may do.
 * @param patch the change as `git diff` prints it
 */
export async function reviewerNotes(clonePath: string, patch: string): Promise<Doubt[]> {
  return suspiciousDoubts(somePlaces([...suspiciousAdditions(patch), ...(await findInGuides(clonePath))], MAX_NOTES));
}

/** A doubt for each place. Pure. */
export const suspiciousDoubts = ({ places, more }: SuspiciousPlaces): Doubt[] => [
  ...places.map((place) => ({ code: 'suspicious_text' as const, parameters: place })),
  ...(more > 0 ? [{ code: 'more_suspicious_text' as const, parameters: { count: more } }] : []),
];

/**
 * The same places in the files that instruct agents alone: what a session was offered at its start, whatever comes of it. Null
 * when there is nothing suspicious.
 */
export async function suspiciousGuides(clonePath: string): Promise<SuspiciousPlaces | null> {
  const found = somePlaces(await findInGuides(clonePath), MAX_IN_NOTICE);
  return found.places.length === 0 ? null : found;
}

/** A text that a session was shown; its lines have the numbers that they have in their file. */
export interface ReadText {
  path: string;
  text: string;
  numbers: number[];
}

/** Hidden messages and orders to agents in what a session read, at most 10. Pure. */
export function suspiciousReads(reads: readonly ReadText[]): SuspiciousPlaces {
  const findings = reads.flatMap(({ path, text, numbers }) =>
    findInstructions(path, text).map((finding) => ({ ...finding, line: numbers[finding.line - 1] ?? finding.line })),
  );
  return somePlaces(findings, MAX_OF_READS);
}

async function findInGuides(clonePath: string): Promise<SuspiciousPlace[]> {
  const reader = cloneReader(clonePath);
  const texts = await Promise.all(INSTRUCTION_FILES.map((name) => reader.text(name)));
  return INSTRUCTION_FILES.flatMap((name, index) => findSuspiciousText(name, texts[index] ?? ''));
}

/** Suspicious text in the added lines of a unified diff, with the lines' numbers in the new file. Pure. */
export function suspiciousAdditions(patch: string): SuspiciousPlace[] {
  return changedLines(patch)
    .filter(({ added }) => added)
    .flatMap(({ path, line, text }) => findSuspiciousText(path, text).map((finding) => ({ ...finding, line })));
}
