/** The part of a git patch that is about one file. */
export interface FilePatch {
  /** Its name after the change, or before it when it was deleted. */
  path: string;
  /** Header and hunks; of a binary file only the header. */
  text: string;
  binary: boolean;
}

/**
 * Splits the text of `git diff` into its files. Hunk lines always begin with a sign, so a file's content can't fake a head;
 * only a line feed ends a line here, because a file may hold every other character that passes for a line end.
 */
export function splitPatch(patch: string): FilePatch[] {
  return patch
    .split(/(?<=\n)(?=diff --git )/)
    .filter((text) => text.startsWith('diff --git '))
    .map(filePatch);
}

/** Where the hunks of one file begin; -1 when it has none. */
export const firstHunk = (patch: string): number => patch.search(/(?<=\n)@@ /);

/** One hunk of the patch of one file with its head, counted from 0; empty when there is none. */
export function hunkText(patch: string, hunk: number): string {
  const at = firstHunk(patch);
  return at < 0 ? '' : (patch.slice(at).split(/(?<=\n)(?=@@ )/)[hunk] ?? '');
}

/** What stands before the hunks of one file. */
export function headOf(patch: string): string {
  const hunksAt = firstHunk(patch);
  return hunksAt < 0 ? patch : patch.slice(0, hunksAt);
}

function filePatch(text: string): FilePatch {
  const head = headOf(text);
  const binaryAt = head.search(/(?<=\n)(GIT binary patch|Binary files )/);
  return {
    path: pathOf(head),
    text: binaryAt < 0 ? text : head.slice(0, binaryAt),
    binary: binaryAt >= 0,
  };
}

function pathOf(head: string): string {
  const field = (name: string): string | undefined => new RegExp(`(?<=^|\\n)${name}([^\\n]+)`).exec(head)?.[1];
  const renamed = field('rename to ');
  if (renamed !== undefined) return unquoted(renamed);
  for (const name of ['\\+\\+\\+ ', '--- ']) {
    // A name with a space is followed by a tab, so that it can be told from a date.
    const value = field(name)?.replace(/\t$/, '');
    if (value !== undefined && value !== '/dev/null') return unquoted(value).slice(2);
  }
  const both = field('diff --git ') ?? '';
  // Without other lines both names are the same: `a/NAME b/NAME`.
  return both.startsWith('"')
    ? unquoted(both.slice(0, both.indexOf('" ') + 1)).slice(2)
    : both.slice(2, (both.length - 1) / 2);
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** A name as git quotes it: in double quotes with C escapes, bytes of UTF-8 in octal. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, octal, letter, plain] of name.slice(1, -1).matchAll(/\\([0-3][0-7]{2})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...encoder.encode(plain ?? ESCAPES[letter ?? ''] ?? letter ?? ''));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
