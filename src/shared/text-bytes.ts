/** The text of a file, or why it holds none; the reason goes after the file's name: "it is not a text file". */
export type TextOfBytes = { ok: true; text: string } | { ok: false; reason: string };

/** Files that are no text, by how they begin, with what a person can do about it. */
const FORMATS: readonly [bytes: readonly number[], reason: string][] = [
  [[0x50, 0x4b, 0x03, 0x04], 'it is an Excel workbook or another zip file: save the list as CSV or text'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'it is an old Excel or Word file: save the list as CSV or text'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'it is a PDF: copy the list out of it'],
  [[0x1f, 0x8b], 'it is a compressed file: unpack it first'],
];
const BINARY: TextOfBytes = { ok: false, reason: 'it is not a text file' };

/** Node and browsers both have it; the contract is typed without either. */
const { TextDecoder } = globalThis as unknown as {
  TextDecoder: new (
    encoding: string,
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
};

/** Controls that no text holds; tab, line ends, form feed and the escape of terminal colours are let through. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const FOREIGN = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\uffff\ufffe]/;

/**
 * Decodes a text file as its author's system wrote it: UTF-8, UTF-16 of either order with or without a mark (PowerShell's
 * `>`, Notepad's "Unicode"), or, where it is no UTF-8, Windows-1252. The mark itself is taken off.
 */
export function textOfBytes(bytes: Uint8Array): TextOfBytes {
  for (const [start, reason] of FORMATS) {
    if (start.every((byte, index) => bytes[index] === byte)) return { ok: false, reason };
  }
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0)
    return { ok: false, reason: 'it is written in UTF-32: save it as UTF-8' };
  if (first === 0xff && second === 0xfe) return decoded(bytes.subarray(2), 'utf-16le');
  if (first === 0xfe && second === 0xff) return decoded(bytes.subarray(2), 'utf-16be');
  if (first === 0xef && second === 0xbb && third === 0xbf) return decoded(bytes.subarray(3), 'utf-8');
  const unmarked = utf16Order(bytes);
  if (unmarked) return decoded(bytes, unmarked);
  const utf8 = decoded(bytes, 'utf-8');
  return utf8.ok || bytes.includes(0) ? utf8 : decoded(bytes, 'windows-1252');
}

/** UTF-16 without a mark: letters of the Latin script have a zero beside them, and on which side tells the order. */
export function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes.length % 2 !== 0) return null;
  const zeros = [0, 0];
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > even * 10) return 'utf-16le';
  return even > odd * 10 ? 'utf-16be' : null;
}

function decoded(bytes: Uint8Array, encoding: string): TextOfBytes {
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    return FOREIGN.test(text) ? BINARY : { ok: true, text };
  } catch {
    return BINARY;
  }
}
