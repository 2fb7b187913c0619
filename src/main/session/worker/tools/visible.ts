/**
 * A name as it may stand in a line of an answer. Names are hostile data: a line break in one must not look like another
 * entry, and nobody should see a name that is not there. Control and invisible characters are spelled out. Pure.
 */
export const visible = (name: string): string =>
  name.replace(/[\p{Cc}\p{Cf}]/gu, (char) => SHORT[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
