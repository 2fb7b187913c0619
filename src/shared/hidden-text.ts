/** Characters that pass for line ends have signs of their own. */
const SIGNS: Readonly<Record<string, string>> = { '\r': '␍', '\u2028': '␊', '\u2029': '␊' };

/** Source of a pattern: the flag of a region is a black flag followed by letters that no font shows. */
export const FLAG = '\\u{1F3F4}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]+\\u{E007F}';
/** Source of a pattern: plane 14 copies of ASCII: a message that a model reads and nobody sees. */
export const HIDDEN_MESSAGE = '[\\u{E0020}-\\u{E007E}]+';
/** Joiners belong into emoji and several scripts; between Latin letters or blanks they only hide. */
export const STRAY_JOINER = '(?<=[\\p{ASCII}\\p{Script=Latin}])[\\u200C\\u200D](?=[\\p{ASCII}\\p{Script=Latin}]|$)';
/** Inside of a class of a pattern: what takes no room although Unicode calls it a letter or a mark. */
export const UNSEEN_LETTERS = '\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u3164\\uFFA0\\u{E0100}-\\u{E01EF}';
const ALONE =
  '\\r(?!\\n)|[\\0-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F' +
  '\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\u{E0001}\\u{E007F}' +
  `${UNSEEN_LETTERS}]`;
const HIDING = new RegExp(`(${FLAG})|(${HIDDEN_MESSAGE})|${STRAY_JOINER}|${ALONE}`, 'gu');

/**
 * A text in which nothing hides from a reviewer: characters that take no room, turn the direction of what follows, move the
 * cursor or pass for line ends are drawn as signs, and messages in invisible letters are spelled out. Emoji stay. Pure.
 */
export const unhidden = (text: string): string =>
  text.replace(HIDING, (sign: string, flag: string | undefined, message: string | undefined) => {
    if (flag !== undefined) return flag;
    if (message !== undefined) return `⟦hidden: ${spelled(message)}⟧`;
    return SIGNS[sign] ?? codeOf(sign);
  });

/** A character as ⟦U+XXXX⟧. */
export const codeOf = (sign: string): string =>
  `⟦U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`;

/** The letters that a hidden message stands for. */
export const spelled = (message: string): string =>
  [...message].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0xe0000)).join('');
