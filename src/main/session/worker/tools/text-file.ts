export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';

/** A file's text, and what is needed to write it back byte for byte where nothing was changed. */
export interface TextFile {
  text: string;
  encoding: TextEncoding;
  /** Did it begin with a byte order mark? `text` does not hold it. */
  mark: boolean;
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16LE_MARK = Buffer.from([0xff, 0xfe]);
const UTF16BE_MARK = Buffer.from([0xfe, 0xff]);

/** The text of a file, or null when it is binary. Bytes that are not UTF-8 and hold no zero count as Latin-1. */
export function decodeText(bytes: Buffer): TextFile | null {
  if (startsWith(bytes, UTF16LE_MARK) || startsWith(bytes, UTF16BE_MARK)) {
    if (bytes.length % 2 !== 0) return null;
    const little = startsWith(bytes, UTF16LE_MARK);
    const body = Buffer.from(bytes.subarray(2));
    const text = (little ? body : body.swap16()).toString('utf16le');
    return text.includes('\0') ? null : { text, encoding: little ? 'utf-16le' : 'utf-16be', mark: true };
  }
  if (bytes.includes(0)) return null;
  const mark = startsWith(bytes, UTF8_MARK);
  const body = mark ? bytes.subarray(3) : bytes;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body), encoding: 'utf-8', mark };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'latin1', mark: false };
  }
}

/** The bytes of a text in the encoding of the file it belongs to; null when that encoding has no such characters. */
export function encodeText(text: string, { encoding, mark }: Pick<TextFile, 'encoding' | 'mark'>): Buffer | null {
  switch (encoding) {
    case 'utf-8':
      return text.isWellFormed()
        ? Buffer.concat([mark ? UTF8_MARK : Buffer.alloc(0), Buffer.from(text, 'utf8')])
        : null;
    case 'utf-16le':
      return Buffer.concat([UTF16LE_MARK, Buffer.from(text, 'utf16le')]);
    case 'utf-16be':
      return Buffer.concat([UTF16BE_MARK, Buffer.from(text, 'utf16le').swap16()]);
    case 'latin1':
      return asLatin1(text);
  }
}

function asLatin1(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'latin1');
  return bytes.toString('latin1') === text ? bytes : null;
}

const startsWith = (bytes: Buffer, mark: Buffer): boolean => bytes.subarray(0, mark.length).equals(mark);

/** How lines of a text end: `crlf` when all do, `mixed` when only some do. */
export function lineEnding(text: string): 'lf' | 'crlf' | 'mixed' {
  const all = text.split('\n').length - 1;
  const crlf = text.split('\r\n').length - 1;
  if (crlf === 0) return 'lf';
  return crlf === all ? 'crlf' : 'mixed';
}

export const toCrlf = (text: string): string => text.replace(/\r?\n/g, '\r\n');

/** Lines without their ends; a final line break begins no further line. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
