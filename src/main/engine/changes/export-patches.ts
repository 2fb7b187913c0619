import path from 'node:path';
import { ok } from '../../../shared/errors.ts';
import type { RunId } from '../../../shared/ids.ts';
import { repoLabel } from '../../../shared/repo.ts';
import { failedFromStore } from '../../lib/file-errors.ts';
import type { Records } from '../../store/contract.ts';
import { makeFolder } from '../../store/durable-file.ts';
import type { Engine } from '../contract.ts';
import type { RunCommandDeps } from '../runs/run-commands.ts';
import { changeOf } from './change-of.ts';

/** File names for patches, after the repository and safe on every file system. */
function patchNames(records: Pick<Records, 'run'>) {
  const stem = (runId: RunId): string | null => {
    const run = records.run(runId);
    return run
      ? repoLabel(run.repo)
          .replaceAll(/[^\w.-]+/g, '-')
          .replaceAll(/^[-.]+|[-.]+$/g, '') || 'change'
      : null;
  };
  return {
    one: (runId: RunId): string | null => {
      const name = stem(runId);
      return name === null ? null : `${name}.patch`;
    },
    /** A unique name for each, also where the file system ignores case: duplicates get a number. */
    many: (runIds: readonly RunId[]): [RunId, string][] => {
      const taken = new Set<string>();
      return runIds.map((runId) => {
        const name = stem(runId) ?? runId;
        let file = `${name}.patch`;
        for (let n = 2; taken.has(file.toLowerCase()); n += 1) file = `${name}-${n}.patch`;
        taken.add(file.toLowerCase());
        return [runId, file];
      });
    },
  };
}

/** Writes whole patches to files. */
export function exportPatches(
  deps: Pick<RunCommandDeps, 'records' | 'paths' | 'git'>,
): Pick<Engine, 'patchName' | 'savePatch' | 'savePatches'> {
  const names = patchNames(deps.records);
  const savePatch: Engine['savePatch'] = async (runId, file) => {
    const change = await changeOf(deps, runId, 'read');
    return change.ok ? deps.git.savePatch(change.value.clone, change.value.tree, file) : change;
  };
  return {
    patchName: names.one,
    savePatch,
    async savePatches(runIds, folder) {
      try {
        await makeFolder(folder);
      } catch (error) {
        return failedFromStore(error, folder);
      }
      const saved: { runId: RunId; file: string | null }[] = [];
      for (const [runId, name] of names.many(runIds)) {
        const file = deps.records.run(runId)?.changeset ? path.join(folder, name) : null;
        const written = file === null ? ok(null) : await savePatch(runId, file);
        if (!written.ok) return written;
        saved.push({ runId, file });
      }
      return ok(saved);
    },
  };
}
