import { utf16Order } from '../../../../shared/text-bytes.ts';
import { decodeUtf8WithStrays, encodeUtf8WithStrays } from './stray-bytes.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1' | 'windows-1252';

/**
 * A file's text, and what is needed to write it back byte for byte where nothing was changed. Bytes that are no text in a
 * UTF-8 file stand as lone surrogates (see stray-bytes.ts).
 */
export interface TextFile {
  text: string;
  encoding: TextEncoding;
  /** Did it begin with a byte order mark? `text` does not hold it. */
  mark: boolean;
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16LE_MARK = Buffer.from([0xff, 0xfe]);
const UTF16BE_MARK = Buffer.from([0xfe, 0xff]);

/** The text of a file, or null when it is binary: when it holds a zero that no encoding explains. */
export function decodeText(bytes: Buffer): TextFile | null {
  if (startsWith(bytes, UTF16LE_MARK)) return decodeUtf16(bytes.subarray(2), 'utf-16le', true);
  if (startsWith(bytes, UTF16BE_MARK)) return decodeUtf16(bytes.subarray(2), 'utf-16be', true);
  if (bytes.includes(0)) return decodeUnmarkedUtf16(bytes);
  const mark = startsWith(bytes, UTF8_MARK);
  const body = mark ? bytes.subarray(3) : bytes;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body), encoding: 'utf-8', mark };
  } catch {
    const { text, looksLikeUtf8 } = decodeUtf8WithStrays(body);
    return mark || looksLikeUtf8 ? { text, encoding: 'utf-8', mark } : decodeSingleBytes(bytes);
  }
}

/** The bytes of a text in the encoding of the file it belongs to; null when that encoding has no such characters. */
export function encodeText(text: string, { encoding, mark }: Pick<TextFile, 'encoding' | 'mark'>): Buffer | null {
  switch (encoding) {
    case 'utf-8': {
      const body = encodeUtf8WithStrays(text);
      return body && (mark ? Buffer.concat([UTF8_MARK, body]) : body);
    }
    case 'utf-16le':
      return Buffer.concat([mark ? UTF16LE_MARK : NOTHING, Buffer.from(text, 'utf16le')]);
    case 'utf-16be':
      return Buffer.concat([mark ? UTF16BE_MARK : NOTHING, Buffer.from(text, 'utf16le').swap16()]);
    case 'latin1': {
      const bytes = Buffer.from(text, 'latin1');
      return bytes.toString('latin1') === text ? bytes : null;
    }
    case 'windows-1252':
      return encodeWindows1252(text);
  }
}

const NOTHING = Buffer.alloc(0);
const startsWith = (bytes: Buffer, mark: Buffer): boolean => bytes.subarray(0, mark.length).equals(mark);

function decodeUtf16(body: Buffer, encoding: 'utf-16le' | 'utf-16be', mark: boolean): TextFile | null {
  if (body.length % 2 !== 0) return null;
  const text = (encoding === 'utf-16le' ? body : Buffer.from(body).swap16()).toString('utf16le');
  return text.includes('\0') ? null : { text, encoding, mark };
}

/** UTF-16 without a mark: many places hold the zeros of plain letters, and what comes out is text. */
function decodeUnmarkedUtf16(bytes: Buffer): TextFile | null {
  const order = utf16Order(bytes);
  const zeros = bytes.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  if (order === null || zeros * 8 < bytes.length) return null;
  const decoded = decodeUtf16(bytes, order, false);
  return decoded && NO_TEXT.test(decoded.text) ? null : decoded;
}

/** Control characters that no text holds, half characters, and code points that are none. */
const NO_TEXT = /[^\P{Cc}\t\n\v\f\r]|[\p{Cs}\p{Cn}]/u;

/** What windows-1252 has where Latin-1 has control characters nobody uses. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Windows-1252 where a byte proves it. Without one it may as well be Latin-1, which must not get what it lacks. */
function decodeSingleBytes(bytes: Buffer): TextFile {
  const latin = bytes.toString('latin1');
  if (!/[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]/.test(latin)) return { text: latin, encoding: 'latin1', mark: false };
  const text = latin.replace(/[\x80-\x9f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] ?? char);
  return { text, encoding: 'windows-1252', mark: false };
}

const AS_WINDOWS_1252 = new Map([...WINDOWS_1252].map((char, index) => [char, String.fromCharCode(0x80 + index)]));

function encodeWindows1252(text: string): Buffer | null {
  let lacks = false;
  const latin = text.replace(/[^\p{ASCII}\xa0-\xff]/gu, (char) => {
    const byte = AS_WINDOWS_1252.get(char);
    lacks ||= byte === undefined;
    return byte ?? char;
  });
  return lacks ? null : Buffer.from(latin, 'latin1');
}

/** How lines of a text end: `crlf` when all do, `mixed` when only some do, `cr` when no other end is there. */
export function lineEnding(text: string): 'lf' | 'crlf' | 'cr' | 'mixed' {
  const all = text.split('\n').length - 1;
  const crlf = text.split('\r\n').length - 1;
  if (crlf === 0) return all === 0 && text.includes('\r') ? 'cr' : 'lf';
  return crlf === all ? 'crlf' : 'mixed';
}

/** Lines without their ends; a final line break begins no further line. A lone CR ends a line only where nothing else does. */
export function linesOf(text: string): string[] {
  const lines = text.split(text.includes('\n') ? /\r?\n/ : /\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
