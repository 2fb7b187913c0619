/** The same words with a capital letter in front, for the beginning of a sentence. Pure. */
export const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);
