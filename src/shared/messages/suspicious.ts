import { z } from 'zod';
import { unhidden } from '../hidden-text.ts';

const WORDS = {
  text_direction: 'characters that change the order in which text is shown',
  invisible_characters: 'invisible characters',
  hidden_message: 'a message in invisible characters',
  instruction_to_agents: 'a sentence that gives orders to agents',
} as const;

/** A place with text that a reviewer should look at twice. */
export const SuspiciousPlace = z.object({
  path: z.string(),
  /** From 1. */
  line: z.number(),
  kind: z.enum(['text_direction', 'invisible_characters', 'hidden_message', 'instruction_to_agents']),
  /** In readable form: hidden characters are written as ⟦U+XXXX⟧, a hidden message is spelled out. */
  excerpt: z.string(),
});
export type SuspiciousPlace = z.infer<typeof SuspiciousPlace>;

/** Some such places, and how many there are besides. */
export const SUSPICIOUS_PLACES = { places: z.array(SuspiciousPlace), more: z.number() };
export interface SuspiciousPlaces {
  places: SuspiciousPlace[];
  more: number;
}

export const suspiciousText = ({ path, line, kind, excerpt }: SuspiciousPlace): string =>
  `${unhidden(path)}, line ${line}: ${WORDS[kind]}: ${excerpt}`;

/** The first of them, each once. Pure. */
export function somePlaces(places: readonly SuspiciousPlace[], atMost: number): SuspiciousPlaces {
  const unique = [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
  return { places: unique.slice(0, atMost), more: Math.max(0, unique.length - atMost) };
}

export const moreSuspicious = (count: number): string => `${count} more places with suspicious text`;

/** One sentence for each. Pure. */
export const suspiciousNotes = ({ places, more }: SuspiciousPlaces): string[] => [
  ...places.map(suspiciousText),
  ...(more > 0 ? [moreSuspicious(more)] : []),
];
