import { StringDecoder } from 'node:string_decoder';

/** Held beside each half while it comes: a secret that lies across the cut is known only as a whole. */
const MARGIN = 8192;

/** Keeps the first and the last half of a stream of bytes, and counts the rest. */
export class OutputBuffer {
  bytes = 0;
  readonly #half: number;
  /** A half and its margin. */
  readonly #held: number;
  readonly #head: Buffer[] = [];
  #headLength = 0;
  #tail: Buffer[] = [];
  #tailLength = 0;

  constructor(cap: number) {
    this.#half = Math.max(1, Math.floor(cap / 2));
    this.#held = this.#half + MARGIN;
  }

  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    const room = this.#held - this.#headLength;
    if (room > 0) {
      this.#head.push(chunk.subarray(0, room));
      this.#headLength += Math.min(room, chunk.length);
    }
    if (chunk.length <= room) return;
    const rest = chunk.subarray(Math.max(room, chunk.length - this.#held));
    this.#tail.push(rest);
    this.#tailLength += rest.length;
    if (this.#tailLength > 2 * this.#held) this.#trim();
  }

  /**
   * Head and tail, cut at line breaks, with a line between them that says what is missing.
   * @param redact takes secrets out, before the cut can leave a part of one
   */
  text(redact: (text: string) => string = (text) => text): string {
    this.#trim();
    const [first, last] = [Buffer.concat(this.#head), Buffer.concat(this.#tail)];
    if (this.bytes === first.length + last.length) {
      const whole = redact(decode(Buffer.concat([first, last])));
      const bytes = Buffer.from(whole);
      return bytes.length <= 2 * this.#half ? whole : this.#joined(bytes, bytes);
    }
    // The margins go when they have been read: at their outer ends, secrets may be cut.
    const head = Buffer.from(redact(decode(first)));
    const tail = Buffer.from(redact(decode(last)));
    return this.#joined(head.subarray(0, Math.max(0, head.length - MARGIN)), tail.subarray(MARGIN));
  }

  #joined(first: Buffer, last: Buffer): string {
    const head = decode(first.subarray(0, this.#half));
    const tail = decode(last.subarray(Math.max(0, last.length - this.#half)));
    const before = head.slice(0, head.lastIndexOf('\n') + 1) || head;
    const after = tail.slice(tail.indexOf('\n') + 1) || tail;
    const missing = Math.max(0, this.bytes - Buffer.byteLength(before) - Buffer.byteLength(after));
    return `${before}${before.endsWith('\n') ? '' : '\n'}[… ${missing} bytes left out …]\n${after}`;
  }

  #trim(): void {
    const all = Buffer.concat(this.#tail);
    this.#tail = [all.subarray(Math.max(0, all.length - this.#held))];
    this.#tailLength = Math.min(all.length, this.#held);
  }
}

/** Bytes of a character that was cut in two at either end are dropped. */
function decode(bytes: Buffer): string {
  let start = 0;
  while (start < 3 && start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return new StringDecoder('utf8').write(bytes.subarray(start));
}
