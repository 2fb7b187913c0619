/**
 * Bytes that are no UTF-8 in a text that is, kept as lone surrogates U+DC80 to U+DCFF, one for each byte (as Python's
 * `surrogateescape` does): no text holds these, one unit stays one unit, and each byte can be written back.
 */
const ESCAPE = 0xdc00;

interface Decoded {
  text: string;
  /** Or is it rather an encoding of one byte for each character? */
  looksLikeUtf8: boolean;
}

export function decodeUtf8WithStrays(bytes: Buffer): Decoded {
  const parts: string[] = [];
  const seen = { characters: 0, strays: 0, odd: 0 };
  let good = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceAt(bytes, at);
    if (length > 0) {
      if (length > 1) seen.characters += 1;
      at += length;
      continue;
    }
    const broken = -length;
    seen.strays += 1;
    // A byte that is no letter in Western encodings, or the beginning of a character, cut off, that is no word in them.
    if (NO_LETTER.has(bytes[at] ?? 0) || (broken > 1 && (bytes[at + 1] ?? 0) < 0xa0)) seen.odd += 1;
    parts.push(bytes.toString('utf8', good, at));
    for (const end = at + broken; at < end; at += 1) parts.push(String.fromCharCode(ESCAPE + (bytes[at] ?? 0)));
    good = at;
  }
  parts.push(bytes.toString('utf8', good));
  const { characters, strays, odd } = seen;
  return { text: parts.join(''), looksLikeUtf8: characters >= strays || odd * 2 > strays };
}

/** The bytes of such a text; null when it holds half characters that stand for no byte. */
export function encodeUtf8WithStrays(text: string): Buffer | null {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  let done = 0;
  for (const { index, 0: char } of text.matchAll(/\p{Cs}/gu)) {
    const byte = char.charCodeAt(0) - ESCAPE;
    if (byte < 0x80 || byte > 0xff) return null;
    parts.push(Buffer.from(text.slice(done, index), 'utf8'), Buffer.from([byte]));
    done = index + 1;
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(done), 'utf8')]);
}

/** Not in windows-1252 at all, or signs of mathematics and letters that hardly any language has. */
const NO_LETTER = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d, 0xd7, 0xf7, 0xfe, 0xff]);

/** How many bytes the character here has; what is broken counts negative, up to where it breaks (Unicode 3.9, table 3-7). */
function sequenceAt(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return -1;
  const wanted = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let index = 1; index < wanted; index += 1) {
    const next = bytes[at + index] ?? 0;
    const low = index > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = index > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (next < low || next > high) return -index;
  }
  return wanted;
}
