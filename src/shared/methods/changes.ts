import { z } from 'zod';
import { Changeset } from '../changeset.ts';
import { RunId } from '../ids.ts';
import { done, FilePath, method, runId, runIds, Tree } from './method.ts';

/** The change of a run: looked at, edited, decided on. */
export const CHANGES_METHODS = {
  'runs.review': method(
    z.object({
      runIds: z.array(RunId).min(1).max(2000),
      decision: z.enum(['approved', 'rejected', 'none']),
      note: z.string().max(5000),
    }),
    done,
  ),
  /** `since`: the tree of an earlier round; what changed from there instead of from the base. */
  'runs.changeset': method(z.object({ runId: RunId, since: Tree.optional() }), Changeset.nullable()),
  /** The changesets of a run, oldest first. */
  'runs.rounds': method(
    runId,
    z.array(z.object({ round: z.number().int(), tree: z.string(), at: z.number(), reviewed: z.boolean() })),
  ),
  /**
   * Takes the change to one file, or one hunk of it (counted from 0), out of a settled run's changeset, which becomes a new
   * round. `tree` is the one that the person saw: another one by now is refused. Answers with the new tree.
   */
  'runs.discard': method(
    z.object({ runId: RunId, tree: Tree, path: FilePath, hunk: z.number().int().nonnegative().nullable() }),
    z.object({ tree: Tree }),
  ),
  /** The bytes of a file before or after the change, for images; null when it did not exist there. Capped. */
  'runs.fileBytes': method(
    z.object({ runId: RunId, path: FilePath, side: z.enum(['before', 'after']) }),
    z.object({ base64: z.string().nullable() }),
  ),
  /** How many bytes a file has before and after the change, by its name on each side; null where it does not exist. */
  'runs.fileSizes': method(
    z.object({ runId: RunId, before: FilePath, after: FilePath }),
    z.object({ before: z.number().int().nullable(), after: z.number().int().nullable() }),
  ),
  /** Opens a file of the clone in the editor that Settings names. */
  'runs.openInEditor': method(z.object({ runId: RunId, path: FilePath, line: z.number().int().positive() }), done),
  /** The text of a changed file, for editing it by hand. */
  'runs.readFile': method(z.object({ runId: RunId, path: FilePath }), z.object({ text: z.string() })),
  /** Puts this text into a changed file and makes a new round; `tree` as for `runs.discard`. */
  'runs.writeFile': method(
    z.object({ runId: RunId, tree: Tree, path: FilePath, text: z.string().max(1_000_000) }),
    z.object({ tree: Tree }),
  ),
  /** Brings the files back to the tree of an earlier round; undoes `runs.discard` and `runs.writeFile` as long as nothing else came after. */
  'runs.restoreRound': method(z.object({ runId: RunId, seen: Tree, tree: Tree }), done),
  /**
   * The unified diff of one file, or of all when `path` is null, to be looked at. Capped; `cut` says so. Long lines are cut
   * around their changes; `shortened` names the files with such lines, counted from 0. `context`: unchanged lines around
   * each change, 3 when it is left out.
   */
  'runs.patch': method(
    z.object({
      runId: RunId,
      path: z.string().nullable(),
      context: z.number().int().min(0).optional(),
      since: Tree.optional(),
      /** Long lines are not cut; refused when that is more than can be shown. */
      whole: z.boolean().optional(),
    }),
    z.object({ patch: z.string(), cut: z.boolean(), shortened: z.array(z.number().int().min(0)) }),
  ),
  /** Opens a save dialog (one file, or a folder for several); null when the person cancels it. */
  'runs.savePatches': method(runIds, z.object({ path: z.string().nullable(), saved: z.number().int() })),
} as const;
