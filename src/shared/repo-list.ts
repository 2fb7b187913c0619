import { type Entry, MAX_LINES } from './list-entry.ts';
import { fromLines } from './list-lines.ts';
import { withoutLineSecrets } from './list-secrets.ts';
import { fromTable } from './list-table.ts';
import { fromJson, fromYaml } from './list-tree.ts';
import { type RepoRef, repoKey } from './repo.ts';
import type { ListOptions } from './repo-fields.ts';
import { withoutSecretShapes } from './secret-shapes.ts';

export type { ListOptions } from './repo-fields.ts';

/** What a dropped, pasted or typed list holds. */
export interface RepoList {
  accepted: { line: number; repo: RepoRef }[];
  /** The first `MAX_REJECTIONS`; `rejectedCount` counts all. `text` is shortened; neither it nor `reason` holds user information or a token. */
  rejected: { line: number; text: string; reason: string }[];
  rejectedCount: number;
  /** Lines that name a repository again; `sameAs` is the line that named it first. */
  merged: { line: number; sameAs: number }[];
  /** What `line` counts: lines of the text, or entries of a JSON array. */
  unit: 'line' | 'entry';
}

/** A job takes so many repositories. */
export const MAX_REPOS = 2000;
/** So many rejections of a list are kept; the rest is counted. */
export const MAX_REJECTIONS = 200;
const MAX_ENTRIES = MAX_LINES + 10_000;

/**
 * Reads a list of repositories in any of the usual forms: one per line (comments, bullets, quotes, links), a table with or
 * without a heading, JSON or YAML with the answers of APIs and the files of other tools. Never throws; a text that is no
 * list gives rejections.
 */
export function parseRepoList(text: string, options: ListOptions): RepoList {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const tree = fromJson(source, options) ?? fromYaml(source, options);
  const list = new ListBuilder(tree?.unit ?? 'line');
  const entries = tree?.entries ?? fromTable(source, options) ?? fromLines(source, options);
  let count = 0;
  for (const entry of entries) {
    count += 1;
    if (count > MAX_ENTRIES) break;
    list.add(entry);
  }
  return list.result;
}

class ListBuilder {
  readonly result: RepoList;
  readonly #lineOf = new Map<string, number>();
  constructor(unit: RepoList['unit']) {
    this.result = { accepted: [], rejected: [], rejectedCount: 0, merged: [], unit };
  }
  add({ line, text, reference }: Entry): void {
    if (!reference.ok) {
      this.#reject(line, text, reference.reason);
      return;
    }
    const { repo } = reference;
    const key = repoKey(repo);
    const sameAs = this.#lineOf.get(key);
    // A csv row may hold the name and the URL of one repository: that is no duplicate worth mentioning.
    if (sameAs === line) return;
    if (sameAs !== undefined) {
      this.result.merged.push({ line, sameAs });
    } else if (this.result.accepted.length >= MAX_REPOS) {
      this.#reject(line, text, `a job takes at most ${MAX_REPOS} repositories`);
    } else {
      this.#lineOf.set(key, line);
      this.result.accepted.push({ line, repo });
    }
  }
  #reject(line: number, text: string, reason: string): void {
    this.result.rejectedCount += 1;
    if (this.result.rejected.length < MAX_REJECTIONS)
      this.result.rejected.push({ line, text: withoutLineSecrets(text), reason: withoutSecretShapes(reason) });
  }
}
