import { z } from 'zod';
import { LeftOut } from './left-out.ts';
import { Doubt } from './messages/doubts.ts';

/** What became of a file; `mode`: only whether it can be executed. */
export const FileStatus = z.enum(['added', 'modified', 'deleted', 'renamed', 'mode']);
export type FileStatus = z.infer<typeof FileStatus>;

/** One file of a changeset. `insertions`/`deletions` are null for a binary file. */
export const FileChange = z.object({
  path: z.string(),
  oldPath: z.string().nullable(),
  status: FileStatus,
  binary: z.boolean(),
  insertions: z.number().nullable(),
  deletions: z.number().nullable(),
  oldMode: z.string().nullable(),
  newMode: z.string().nullable(),
});
export type FileChange = z.infer<typeof FileChange>;

/**
 * All changes of a run from its base commit. `tree` is the git tree that the patch leads to: two changesets with the same
 * base and tree are the same change.
 */
export const Changeset = z.object({
  /** From 1; each change of the changeset makes the next one. */
  round: z.number().int().positive(),
  baseCommit: z.string(),
  tree: z.string(),
  files: z.array(FileChange),
  insertions: z.number(),
  deletions: z.number(),
  /** Paths that look out of place (ignored files left behind, submodule links that were refused). */
  notes: z.array(Doubt),
  /** The same as facts, the first hundred. */
  leftOut: z.array(LeftOut).optional(),
  /** What to look at twice: hidden text, orders to agents, a check that the change alters itself. */
  doubts: z.array(Doubt).default([]),
  /** Files that run by themselves once they are pushed, opened or installed: what CI runs, hooks, who must review. */
  ciFiles: z.array(z.string()).optional(),
});
export type Changeset = z.infer<typeof Changeset>;

/** The totals that a row needs. */
export const ChangesetSummary = Changeset.pick({
  round: true,
  tree: true,
  insertions: true,
  deletions: true,
  doubts: true,
  ciFiles: true,
}).extend({
  files: z.number().int().nonnegative(),
});
export type ChangesetSummary = z.infer<typeof ChangesetSummary>;

/** What a row keeps of a changeset. Pure. */
export const summaryOf = (changeset: Changeset): ChangesetSummary => ({
  round: changeset.round,
  tree: changeset.tree,
  insertions: changeset.insertions,
  deletions: changeset.deletions,
  doubts: changeset.doubts,
  ...(changeset.ciFiles ? { ciFiles: changeset.ciFiles } : {}),
  files: changeset.files.length,
});

/** The number of changed files in words. Pure. */
export const filesChanged = (count: number): string => (count === 1 ? '1 file changed' : `${count} files changed`);
