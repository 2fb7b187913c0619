import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What git tracks in a clone, by the index of the clone itself: names only, and no more trusted than any file there. */
export interface TrackedFiles {
  files: ReadonlySet<string>;
  /** Folders of submodules. */
  submodules: ReadonlySet<string>;
}

const NOTHING: TrackedFiles = { files: new Set(), submodules: new Set() };
const MOST_BYTES = 256 * 1024 * 1024;
const LINK = 0o160000;

let last: { stamp: string; tracked: TrackedFiles } | null = null;

/** Read again only when the index has changed. An index that cannot be understood tracks nothing. */
export function trackedFiles(clonePath: string): TrackedFiles {
  try {
    // A command may have put a link to another repository there.
    if (!lstatSync(path.join(clonePath, '.git')).isDirectory()) return NOTHING;
    const file = path.join(clonePath, '.git', 'index');
    const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(handle, { bigint: true });
      if (!stats.isFile() || stats.size > MOST_BYTES) return NOTHING;
      const stamp = `${file} ${stats.ino} ${stats.size} ${stats.mtimeNs}`;
      if (last?.stamp !== stamp) last = { stamp, tracked: parseIndex(readFileSync(handle)) };
      return last.tracked;
    } finally {
      closeSync(handle);
    }
  } catch {
    return NOTHING;
  }
}

/** The names in an index of version 2, 3 or 4 (gitformat-index). Throws a RangeError where it ends too early. */
function parseIndex(bytes: Buffer): TrackedFiles {
  const version = bytes.length >= 12 && bytes.toString('latin1', 0, 4) === 'DIRC' ? bytes.readUInt32BE(4) : 0;
  if (version < 2 || version > 4) return NOTHING;
  const [files, submodules] = [new Set<string>(), new Set<string>()];
  // Ids are 20 or 32 bytes long, which only the repository's settings tell: the flags behind fit the name with one of them.
  const idBytes = nameLengthFits(bytes, 20) ? 20 : 32;
  let name: Buffer = Buffer.alloc(0);
  let at = 12;
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const start = at;
    const mode = bytes.readUInt32BE(at + 24);
    const flagsAt = at + 40 + idBytes;
    const extended = version >= 3 && (bytes.readUInt16BE(flagsAt) & 0x4000) !== 0;
    at = flagsAt + (extended ? 4 : 2);
    if (version === 4) {
      let strip = 0;
      for (let more = true; more; at += 1) {
        const byte = bytes.readUInt8(at);
        more = (byte & 0x80) !== 0;
        strip = strip * 128 + (byte & 0x7f) + (more ? 1 : 0);
      }
      const end = endOfName(bytes, at);
      name = Buffer.concat([name.subarray(0, Math.max(0, name.length - strip)), bytes.subarray(at, end)]);
      at = end + 1;
    } else {
      const end = endOfName(bytes, at);
      name = bytes.subarray(at, end);
      at = start + Math.ceil((end - start + 1) / 8) * 8;
    }
    (mode === LINK ? submodules : files).add(name.toString('utf8'));
  }
  return { files, submodules };
}

function endOfName(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(0, at);
  if (end < 0) throw new RangeError('the index ends inside of a name');
  return end;
}

function nameLengthFits(bytes: Buffer, idBytes: number): boolean {
  const flagsAt = 12 + 40 + idBytes;
  if (bytes.length < flagsAt + 4) return true;
  const flags = bytes.readUInt16BE(flagsAt);
  const from = flagsAt + ((flags & 0x4000) !== 0 ? 4 : 2);
  const version = bytes.readUInt32BE(4);
  const end = bytes.indexOf(0, version === 4 ? from + 1 : from);
  return end >= 0 && end - (version === 4 ? from + 1 : from) === (flags & 0x0fff);
}
