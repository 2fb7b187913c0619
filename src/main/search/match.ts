/** Around what was found; control characters that no text holds once they are taken out of it. */
export const HIT_BEGIN = '\u0001';
export const HIT_END = '\u0002';

/**
 * What a person typed as a question for the index: every word must be there, the last letters of each may be missing. A
 * query in double quotes is one phrase. Null when there is nothing to look for.
 */
export function matchOf(query: string): string | null {
  const trimmed = query.trim();
  const phrase = /^"(.+)"$/s.exec(trimmed)?.[1];
  // Letters and digits only: the index knows no others, and its operators must not be reached.
  const words = (phrase ?? trimmed).split(/[^\p{L}\p{N}_]+/u).filter((word) => word !== '');
  if (words.length === 0) return null;
  if (phrase !== undefined) return `"${words.join(' ')}"`;
  return words.map((word) => `"${word}"*`).join(' AND ');
}

/** An excerpt as the index marks it, in parts. */
export const excerptParts = (marked: string): { text: string; hit: boolean }[] =>
  marked
    .split(HIT_BEGIN)
    .flatMap((part, index) => {
      if (index === 0) return [{ text: part, hit: false }];
      const [hit = '', rest = ''] = part.split(HIT_END);
      return [
        { text: hit, hit: true },
        { text: rest, hit: false },
      ];
    })
    .filter(({ text }) => text !== '');
