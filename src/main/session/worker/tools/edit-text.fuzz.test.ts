import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from './edit-text.ts';
import { FUZZ_TIMEOUT, fuzzed } from './testing/fuzz.ts';
import { decodeText, encodeText } from './text-file.ts';

/**
 * The model of an edit: a file is a row of characters, each shown as one and stored as some bytes; a line end is one of them,
 * shown as LF. An edit replaces what is shown.
 */
interface Encoding {
  name: string;
  mark: number[];
  /** Makes sure that the bytes tell the encoding: more of them than the rest of a case could pretend to be another one. */
  proof: string;
  letters: string[];
  bytes(char: string): Buffer;
}

const utf8 = (char: string): Buffer => Buffer.from(char, 'utf8');
const utf16le = (char: string): Buffer => Buffer.from(char, 'utf16le');
const utf16be = (char: string): Buffer => utf16le(char).swap16();
const WESTERN = new Map([
  ['€', 0x80],
  ['’', 0x92],
  ['–', 0x96],
]);
const latin = (char: string): Buffer => Buffer.from([WESTERN.get(char) ?? char.charCodeAt(0)]);
const WIDE = ['é', 'é', 'ß', '日', '😀', '\u200d', '\u00a0'];
const withStray = (...stray: number[]): Encoding => ({
  name: `UTF-8 with ${stray.map((byte) => byte.toString(16))}`,
  mark: [],
  proof: `zäöü${'日本'.repeat(12)}`,
  letters: [...WIDE, '\uFFFD', '\uFFFD'],
  bytes: (char) => (char === '\uFFFD' ? Buffer.from(stray) : utf8(char)),
});

const ENCODINGS: Encoding[] = [
  { name: 'ASCII', mark: [], proof: '', letters: [], bytes: utf8 },
  { name: 'UTF-8', mark: [], proof: 'é', letters: WIDE, bytes: utf8 },
  { name: 'UTF-8 with a mark', mark: [0xef, 0xbb, 0xbf], proof: '', letters: WIDE, bytes: utf8 },
  withStray(0xff),
  withStray(0xc0),
  withStray(0xe9),
  { name: 'Latin-1', mark: [], proof: 'Größe'.repeat(12), letters: ['é', 'ß', '\u00a0'], bytes: latin },
  { name: 'Windows-1252', mark: [], proof: 'l’été '.repeat(12), letters: ['é', '€', '’', '–'], bytes: latin },
  { name: 'UTF-16 LE with a mark', mark: [0xff, 0xfe], proof: '', letters: WIDE, bytes: utf16le },
  { name: 'UTF-16 BE with a mark', mark: [0xfe, 0xff], proof: '', letters: WIDE, bytes: utf16be },
  { name: 'UTF-16 LE', mark: [], proof: 'plain words first, many of them', letters: ['é', '日'], bytes: utf16le },
  { name: 'UTF-16 BE', mark: [], proof: 'plain words first, many of them', letters: ['é', '日'], bytes: utf16be },
];

const ENDS = [['\n'], ['\r\n'], ['\r'], ['\n', '\r\n'], ['\n', '\r\n', '\r']];
const PLAIN = ['a', 'b', 'c', ' ', '\t', '$&', '\n', '\n', '\n'];

const small = fc.nat({ max: 1000 });
const Case = fc.record({
  encoding: fc.constantFrom(...ENCODINGS),
  ends: fc.constantFrom(...ENDS),
  file: fc.array(small, { maxLength: 24 }),
  endChoices: fc.array(small, { minLength: 8, maxLength: 8 }),
  from: small,
  length: fc.nat({ max: 12 }),
  /** What becomes of each character of the old text, in turn: stays, goes, or others come before it. */
  changes: fc.array(small, { minLength: 1, maxLength: 8 }),
  fresh: fc.array(small, { minLength: 1, maxLength: 6 }),
  all: fc.boolean(),
  foreign: fc.nat({ max: 20 }),
});

const pick = <T>(from: readonly T[], number: number): T => from[number % from.length] as T;
const join = (parts: Buffer[]): Buffer => Buffer.concat(parts);

test('no edit changes a byte that it does not mean', { timeout: FUZZ_TIMEOUT }, () => {
  fuzzed(Case, (input) => {
    const { encoding, ends } = input;
    const letters = [...PLAIN, ...encoding.letters];
    // Bytes that are no text can be kept, not typed.
    const typed = letters.filter((letter) => letter !== '\uFFFD');
    const proof = encoding.proof === '' ? [] : [...encoding.proof, '\n'];
    const chars = [...proof, ...input.file.map((number) => pick(letters, number)).flatMap((text) => [...text])];
    let ended = 0;
    const stored = chars.map((char) =>
      char === '\n' ? join([...pick(ends, pick(input.endChoices, ended++))].map(encoding.bytes)) : encoding.bytes(char),
    );
    const kinds: Buffer[] = [
      ...new Set(stored.filter((_, at) => chars[at] === '\n').map((end) => end.toString('hex'))),
    ].map((end) => Buffer.from(end, 'hex'));
    if (kinds.length === 0) kinds.push(encoding.bytes('\n'));
    // A CR that an LF follows is one end, not two.
    fc.pre(kinds.length < 2 || !chars.some((char, at) => char === '\n' && chars[at + 1] === '\n' && ends.length > 2));
    const bytes = join([Buffer.from(encoding.mark), ...stored]);

    const from = chars.length === 0 ? 0 : input.from % chars.length;
    const oldChars = chars.slice(from, from + input.length);
    const freshChars = oldChars.flatMap((char, at) => {
      const change = pick(input.changes, at) % 4;
      if (change === 0) return [];
      return change === 1 ? [...pick(typed, pick(input.fresh, at)), char] : [char];
    });
    if (input.foreign === 0) freshChars.push('語');
    if (input.foreign === 1) freshChars.unshift(...pick(typed, pick(input.fresh, 0)), '\n');
    const [old, fresh] = [oldChars.join(''), freshChars.join('')];
    const shown = chars.join('');

    const result = edited(bytes, old, fresh, input.all);
    const places = old === '' ? 0 : shown.split(old).length - 1;
    const lacks = encoding.bytes === latin && fresh.includes('語');
    // A word that looks unlike any other place: or the edit is refused, with nothing changed.
    if (places === 0 || old === fresh || lacks || (places > 1 && !input.all)) {
      expect(result).toBeNull();
      return;
    }
    const [end, ...otherEnds] = kinds;
    if (end && otherEnds.length === 0) {
      const store = (text: string) => join([...text].map((char) => (char === '\n' ? end : encoding.bytes(char))));
      const expected = join([
        Buffer.from(encoding.mark),
        ...shown.split(old).flatMap((part, at) => [...(at > 0 ? [store(fresh)] : []), store(part)]),
      ]);
      expect(result).toEqual(expected);
      return;
    }
    if (places > 1 || result === null) {
      expect(result).not.toBeNull();
      return;
    }
    // Both kinds of ends: what stands around the change is the same to the byte, and what is new ends as lines of the file do.
    const at = [...shown.slice(0, shown.indexOf(old))].length;
    let before = 0;
    while (before < Math.min(oldChars.length, freshChars.length) && oldChars[before] === freshChars[before])
      before += 1;
    let behind = 0;
    while (
      behind < Math.min(oldChars.length, freshChars.length) - before &&
      oldChars.at(-1 - behind) === freshChars.at(-1 - behind)
    )
      behind += 1;
    const head = join([Buffer.from(encoding.mark), ...stored.slice(0, at + before)]);
    const tail = join(stored.slice(at + oldChars.length - behind));
    expect(result.subarray(0, head.length)).toEqual(head);
    expect(result.subarray(result.length - tail.length)).toEqual(tail);
    const middle = result.subarray(head.length, result.length - tail.length);
    const there = oldChars
      .slice(before, oldChars.length - behind)
      .flatMap((char, index) => (char === '\n' ? [stored[at + before + index]] : []));
    const allowed = there.length > 0 ? there : kinds;
    const parts = freshChars
      .slice(before, freshChars.length - behind)
      .map((char) => (char === '\n' ? allowed : [encoding.bytes(char)]));
    expect(isMadeOf(middle, parts as Buffer[][])).toBe(true);
  });
});

/** Can the bytes be read as one choice for each part? */
function isMadeOf(bytes: Buffer, parts: readonly Buffer[][]): boolean {
  const [first, ...rest] = parts;
  if (!first) return bytes.length === 0;
  return first.some(
    (choice) => bytes.subarray(0, choice.length).equals(choice) && isMadeOf(bytes.subarray(choice.length), rest),
  );
}

function edited(bytes: Buffer, old_string: string, new_string: string, replace_all: boolean): Buffer | null {
  const decoded = decodeText(bytes);
  if (!decoded) throw new Error('taken for binary');
  expect(encodeText(decoded.text, decoded)).toEqual(bytes);
  const result = applyEdits(decoded.text, [{ old_string, new_string, replace_all }]);
  return result.ok ? encodeText(result.value, decoded) : null;
}
