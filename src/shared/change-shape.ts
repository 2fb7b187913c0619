import type { FileStatus } from './changeset.ts';
import { headOf } from './cut.ts';
import { type FileRole, fileRole } from './file-role.ts';

/** What a change does to files of one kind, without what is particular to one repository. */
export interface ShapeSlot {
  /** Role, what happened and to what: slots of two changes are the same when their keys are. */
  key: string;
  role: FileRole;
  status: FileStatus;
  /** The file name where the role is about one file; the language where it is about many. */
  subject: string;
  /** Name of the first file, for people. */
  name: string;
  /** Distinct changed lines with their sign; names, numbers, versions and white space abstracted; sorted. */
  lines: string[];
  /** The same lines with their numbers: what differs between alike changes. */
  exact: string[];
  /** True when nothing but badges changed. */
  onlyBadges: boolean;
}

/** A changeset as others can be compared with it. */
export interface ChangeShape {
  /** Equal for changes that do the same thing, in however many files. */
  fingerprint: string;
  slots: ShapeSlot[];
}

/** More lines of one kind of file say nothing new. */
const KEPT_LINES = 120;
const LONGEST_LINE = 300;

/**
 * The shape of a changeset from its patch.
 * @param patch as git writes it; may be cut off
 * @param names what the repository is called (owner, name): they differ in every changeset and mean nothing
 */
export function changeShape(patch: string, names: readonly string[]): ChangeShape {
  const withoutNames = nameRemover(names);
  const slots = new Map<string, OpenSlot>();
  for (const file of filesOf(patch)) {
    const { role, subject } = fileRole(file.path);
    const key = `${file.status} ${role} ${subject}`;
    const slot = slots.get(key) ?? newSlot(key, role, subject, file);
    slots.set(key, slot);
    // What a removed file held does not matter, and is different everywhere.
    if (file.status !== 'deleted') addLines(slot, file.lines, withoutNames);
  }
  const closed = [...slots.values()].map(closeSlot).sort((a, b) => compare(a.key, b.key));
  return { fingerprint: hash(closed.map(({ key, lines }) => [key, ...lines].join('\n')).join('\n\n')), slots: closed };
}

/** Code unit order: the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface OpenSlot extends Omit<ShapeSlot, 'lines' | 'exact'> {
  seen: Set<string>;
  lines: Set<string>;
  exact: Set<string>;
}

const newSlot = (key: string, role: FileRole, subject: string, file: PatchFile): OpenSlot => ({
  key,
  role,
  status: file.status,
  subject,
  name: file.path.slice(file.path.lastIndexOf('/') + 1),
  seen: new Set(),
  lines: new Set(),
  exact: new Set(),
  onlyBadges: true,
});

const closeSlot = ({ seen: _seen, ...slot }: OpenSlot): ShapeSlot => ({
  ...slot,
  lines: [...slot.lines].sort(compare),
  exact: [...slot.exact],
  onlyBadges: slot.onlyBadges && slot.exact.size > 0,
});

const BADGE = /!\[|badge|shields\.io|travis-ci/i;

function addLines(slot: OpenSlot, lines: readonly string[], withoutNames: (line: string) => string): void {
  for (const line of lines) {
    // The same edit in many files is looked at once, and beyond what is kept nothing more is.
    if (slot.seen.has(line) || (slot.exact.size >= KEPT_LINES && !slot.onlyBadges)) continue;
    slot.seen.add(line);
    const words = headOf(line, LONGEST_LINE).slice(1).replace(/\s+/g, ' ').trim();
    if (!/\w/.test(words)) continue;
    slot.onlyBadges &&= BADGE.test(words);
    if (slot.exact.size >= KEPT_LINES) continue;
    const exact = `${line[0]}${withoutNames(words)}`;
    slot.exact.add(exact);
    slot.lines.add(abstract(exact));
  }
}

/** A line without what differs between alike changes: commit ids, versions, numbers, lists of them, kind of quote. */
const abstract = (line: string): string =>
  line
    .replace(/['"`]/g, '"')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b/g, '#')
    .replace(/[~^]?\bv?\d+(?:\.(?:\d+|x|\*))*(?:-[\w.]+)?/g, '0')
    .replace(/"0"/g, '0')
    .replace(/0(?:, ?0)+/g, '0')
    .replace(/[,;]$/, '');

function nameRemover(names: readonly string[]): (line: string) => string {
  const known = names
    .filter((name) => name.length > 1)
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (known.length === 0) return (line) => line;
  const pattern = new RegExp(`(?<![\\w-])(?:${known.join('|')})(?![\\w-])`, 'gi');
  return (line) => line.replace(pattern, '…');
}

interface PatchFile {
  path: string;
  status: FileStatus;
  lines: string[];
}

/** The files of a patch with their changed lines. Hunk lines begin with a sign, so a file's content can't fake a head. */
function filesOf(patch: string): PatchFile[] {
  const files: PatchFile[] = [];
  let file: PatchFile | null = null;
  let inHunk = false;
  for (const line of patch.split('\n')) {
    if (line.startsWith('diff --git ')) {
      file = { path: lastName(line), status: 'modified', lines: [] };
      files.push(file);
      inHunk = false;
    } else if (file && line.startsWith('@@ ')) inHunk = true;
    else if (file && inHunk) {
      if (line.startsWith('+') || line.startsWith('-')) file.lines.push(line);
    } else if (file) readHead(file, line);
  }
  return files;
}

function readHead(file: PatchFile, line: string): void {
  if (line.startsWith('new file mode')) file.status = 'added';
  else if (line.startsWith('deleted file mode')) file.status = 'deleted';
  else if (line.startsWith('rename to ')) {
    file.status = 'renamed';
    file.path = plain(line.slice('rename to '.length));
  } else if (line.startsWith('new mode')) file.status = 'mode';
  else if (line.startsWith('index ') && file.status === 'mode') file.status = 'modified';
  else if (line.startsWith('+++ ') && !line.startsWith('+++ /dev/null')) file.path = plain(line.slice(4)).slice(2);
}

/** Both names of `diff --git a/X b/X` are the same where no other line of the head names the file. */
const lastName = (line: string): string => {
  const both = line.slice('diff --git '.length);
  return plain(both.slice((both.length + 1) / 2)).slice(2);
};
/** Git's quotes only matter to a person here: the name is never opened. */
const plain = (name: string): string => name.replace(/\t$/, '').replace(/^"(.*)"$/, '$1');

/** 53 bits of a text (cyrb53): enough to tell a few thousand apart, and quick. */
function hash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
}
