import { StringDecoder } from 'node:string_decoder';

/** Keeps the first and the last half of a stream of bytes, and counts the rest. */
export class OutputBuffer {
  bytes = 0;
  readonly #half: number;
  readonly #head: Buffer[] = [];
  #headLength = 0;
  #tail: Buffer[] = [];
  #tailLength = 0;

  constructor(cap: number) {
    this.#half = Math.max(1, Math.floor(cap / 2));
  }

  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    const room = this.#half - this.#headLength;
    if (room > 0) {
      this.#head.push(chunk.subarray(0, room));
      this.#headLength += Math.min(room, chunk.length);
    }
    if (chunk.length <= room) return;
    const rest = chunk.subarray(Math.max(room, chunk.length - this.#half));
    this.#tail.push(rest);
    this.#tailLength += rest.length;
    if (this.#tailLength > 2 * this.#half) this.#trim();
  }

  /** Head and tail, cut at line breaks, with a line between them that says what is missing. */
  text(): string {
    this.#trim();
    const head = decode(Buffer.concat(this.#head));
    const tail = decode(Buffer.concat(this.#tail));
    if (this.bytes === this.#headLength + this.#tailLength) return head + tail;
    const before = head.slice(0, head.lastIndexOf('\n') + 1) || head;
    const after = tail.slice(tail.indexOf('\n') + 1) || tail;
    const missing = this.bytes - Buffer.byteLength(before) - Buffer.byteLength(after);
    return `${before}${before.endsWith('\n') ? '' : '\n'}[… ${missing} bytes left out …]\n${after}`;
  }

  #trim(): void {
    const all = Buffer.concat(this.#tail);
    this.#tail = [all.subarray(Math.max(0, all.length - this.#half))];
    this.#tailLength = Math.min(all.length, this.#half);
  }
}

/** Bytes of a character that was cut in two at either end are dropped. */
function decode(bytes: Buffer): string {
  let start = 0;
  while (start < 3 && start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return new StringDecoder('utf8').write(bytes.subarray(start));
}
