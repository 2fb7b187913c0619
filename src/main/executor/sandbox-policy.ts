import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import type { Clone } from '../git/contract.ts';
import type { RunOptions } from './run-options.ts';

/** The sandbox policy for a run's commands; creates the folders that they write to. */
export async function sandboxPolicy(
  {
    job,
    runFolder,
    checkLogs,
    commands: { mode, machine },
  }: Pick<RunOptions, 'job' | 'runFolder' | 'checkLogs' | 'commands'>,
  clone: Clone,
): Promise<SandboxPolicy> {
  const tempPath = path.join(runFolder, 'temp');
  const cachePath = path.join(runFolder, 'cache');
  for (const folder of [tempPath, cachePath, checkLogs]) await mkdir(folder, { recursive: true, mode: 0o700 });
  const { allowedHosts } = job.settings;
  const readPaths = [clone.objectsPath, ...(clone.history === null ? [] : [path.join(clone.history, 'objects')])];
  const policy = { mode, clonePath: clone.treePath, tempPath, cachePath, readPaths, allowedHosts };
  return machine ? { ...policy, machine } : policy;
}
