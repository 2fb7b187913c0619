import type { ListOptions } from './repo-fields.ts';
import { parseRepoReference, type RepoReference } from './repo-reference.ts';

/** One candidate of a list: where it stands, what was written, and what it was understood as. */
export interface Entry {
  line: number;
  text: string;
  reference: RepoReference;
}

/** So many lines or rows of a list are read. */
export const MAX_LINES = 50_000;
/** No address is longer. */
export const MAX_LINE_LENGTH = 2000;

/** The repository in one cell, entry or line, without what lists put around it. */
export const referenceIn = (text: string, options: ListOptions): RepoReference =>
  parseRepoReference(unwrap(text), options.defaultHost, options.sshHosts);

/** Takes off what lists put around an address: bullets, check boxes, quotes, angle brackets, links, trailing comments. */
export function unwrap(text: string): string {
  let bare = text.trim().replace(/^(?:(?:>|&gt;)\s*)+/, '');
  bare = bare.replace(/^(?:[-*+•◦▪‣–—→✓✔☐☑✅❌]|\d{1,6}[.)])\s+(?:\[[ xX]\]\s+)?/, '');
  bare = bare.replace(/^\[[ xX]\]\s+/, '').replace(/\s(?:#|\/\/\s).*$/, '');
  // What `git remote -v` and `git clone` write around an address.
  bare = bare.replace(/\s\((?:fetch|push)\)(?:\s\[[^\]]*\])?$/, '');
  bare = bare.replace(/^\$?\s*(?:git|gh repo) clone\s+(?:--?[\w-]+(?:=\S+)?\s+)*(?=\S+(?:\s+\S+)?$)/, '');
  const link = /^!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/.exec(bare) ?? /^\[[^\]]+\]:\s+<?([^\s>]+)>?/.exec(bare);
  if (link) bare = link[1] ?? '';
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = withoutTrailing(bare)
      .replace(/^(["'`*_“”„‘’«»]+)(.*?)["'`*_“”‘’«»]+$/, (whole, open: string, inner: string) => (open ? inner : whole))
      .replace(/^["'`“„«](?=[^"'`”»]*$)/, '')
      .replace(/^([^"'`“«]*)["'`”»]$/, '$1')
      .replace(/^<(.*)>$/, '$1')
      .trim();
  }
  return bare;
}

// By hand: the obvious expression takes quadratic time on a line full of blanks.
function withoutTrailing(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t,;:'.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}
