import { codeOf, FLAG, unhidden } from './hidden-text.ts';

/** What `unhidden` leaves because a window needs it; flags, and joiners inside emoji and words, stay here, too. */
const LEFT = new RegExp(`(${FLAG})|([\\u200C\\u200D])|[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]`, 'gu');

/**
 * A text that others may have written, as one line of a terminal: whatever moves the cursor, speaks to the terminal, turns
 * the direction or ends the line is drawn as a sign. Pure.
 */
export const terminalLine = (text: string): string =>
  unhidden(text)
    .replace(/\r?\n/g, '␊')
    .replace(/\t/g, '  ')
    .replace(LEFT, (sign: string, flag: string | undefined, joiner: string | undefined) =>
      flag !== undefined || joiner !== undefined ? sign : codeOf(sign),
    );

/** A text of several lines: what follows the first is set in, so that no line of it passes for one of the app's. Pure. */
export const terminalLines = (text: string): string[] =>
  text.split(/\r?\n/).map((line, index) => (index === 0 ? terminalLine(line) : `  ${terminalLine(line)}`));

/** JSON means the same with its unusual characters escaped, and a terminal that shows it obeys none of them. Pure. */
export const terminalJson = (json: string): string =>
  json.replace(/[\u007F-\u009F\p{Cf}\u2028\u2029]/gu, (sign) =>
    sign
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
