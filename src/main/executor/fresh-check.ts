import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { CheckResult } from '../../shared/check.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import {
  installInputs,
  manifestsWithScripts,
  packageFolders,
  readsEverything,
  runsScripts,
  splitInstall,
} from '../checks/install.ts';
import type { Clone } from '../git/contract.ts';
import { copyFolder } from '../lib/copy-folder.ts';
import { failedFromStore } from '../lib/file-errors.ts';
import { removeFolder } from '../lib/remove-folder.ts';
import { writeDurably } from '../lib/write-durably.ts';
import { forgetHandedOver, markHandedOver } from './hidden-changes.ts';
import type { RunOptions } from './run-options.ts';

/** A check that takes longer is most likely waiting for something. */
const LONGEST_CHECK_MS = 15 * 60_000;
const MANIFEST_BYTES = 1_000_000;

export type CheckDeps = Pick<
  RunOptions,
  'checks' | 'git' | 'runFolder' | 'signal' | 'secrets' | 'checkLogs' | 'onCheckBegins'
>;

/** One execution of a check. */
export interface CheckRequest {
  checkId: string;
  command: string;
  /** The tree to check; null: the base commit. */
  tree: string | null;
  /** The result before the change; null for the baseline itself. */
  before: CheckResult | null;
}

/** The folder that a check runs in, and the one that keeps what the installation left. Both can be recreated at any time. */
const places = (runFolder: string) => {
  const installed = path.join(runFolder, 'installed');
  return { check: path.join(runFolder, 'check'), installed, record: path.join(installed, 'installed.json') };
};

/** Written last: its presence means that the folder is complete. */
const Installed = z.object({ key: z.string(), isBase: z.boolean() });

/**
 * Runs a check as in a fresh clone with the change: its tree, what an installation adds, and an unused home, temporary folder
 * and cache. The session's clone and the leftovers of earlier checks are neither visible nor touched. `keepFresh` and
 * `dropFresh` decide what becomes of the folder.
 */
export async function freshCheck(
  deps: CheckDeps,
  clone: Clone,
  policy: SandboxPolicy,
  request: CheckRequest,
): Promise<Result<CheckResult>> {
  // Nothing runs; the result says why.
  if (policy.mode === 'disabled') return ok(await execute(deps, policy, request, request.command));
  try {
    const { check, installed } = places(deps.runFolder);
    const { install, test } = splitInstall(request.command);
    if (install !== null) {
      const problem = await provideInstalled(deps, clone, policy, request, install);
      if (!problem.ok) return problem;
      if (problem.value !== null) return ok(problem.value);
    }
    const laid = await deps.git.freshTree(clone, request.tree, check, install === null ? null : installed);
    if (!laid.ok) return laid;
    const inside = policyOf(check, clone, policy);
    if (install === null) await bringDownloads(deps.runFolder, inside.cachePath);
    return ok(await execute(deps, inside, request, test));
  } catch (error) {
    return failedFromStore(error, deps.runFolder);
  }
}

/** Removes what a check left. */
export async function dropFresh({ runFolder }: Pick<CheckDeps, 'runFolder'>): Promise<void> {
  await removeFolder(places(runFolder).check);
}

/** Removes what all checks of an earlier clone left, and what its commands wrote beside it. */
export async function forgetChecks({ runFolder }: Pick<CheckDeps, 'runFolder'>): Promise<void> {
  const { check, installed, record } = places(runFolder);
  await rm(record, { force: true });
  for (const folder of [check, installed, downloads(runFolder), path.join(runFolder, 'temp')])
    await removeFolder(folder);
  await forgetHandedOver({ runFolder });
}

/**
 * Gives what the baseline installed to the session before it starts: ignored files, home and caches. Checks are not affected
 * by what it does with them.
 */
export async function handOver(
  deps: CheckDeps,
  clone: Clone,
  policy: SandboxPolicy,
  command: string,
): Promise<Result<null>> {
  if (policy.mode === 'disabled') return ok(null);
  try {
    const { check } = places(deps.runFolder);
    const from = policyOf(check, clone, policy);
    if (splitInstall(command).install === null) await keepDownloads(deps.runFolder, from.cachePath);
    const moved = await deps.git.moveIgnored(clone, check);
    if (!moved.ok) return moved;
    const pairs = [
      [path.join(from.tempPath, 'home'), path.join(policy.tempPath, 'home')],
      [from.cachePath, policy.cachePath],
    ] as const;
    for (const [source, target] of pairs) {
      await removeFolder(target);
      await mkdir(path.dirname(target), { recursive: true });
      await rename(source, target);
    }
    await dropFresh(deps);
    await markHandedOver(deps);
    return ok(null);
  } catch (error) {
    return failedFromStore(error, deps.runFolder);
  }
}

/** The session's sandbox policy, for the folder of a check. */
const policyOf = (folder: string, clone: Clone, policy: SandboxPolicy): SandboxPolicy => ({
  ...policy,
  clonePath: path.join(folder, 'tree'),
  tempPath: path.join(folder, 'temp'),
  cachePath: path.join(folder, 'cache'),
  // The change's git objects are in the clone.
  readPaths: [...policy.readPaths, path.join(clone.gitDir, 'objects')],
});

/**
 * Parts of caches in which tools keep unmodified downloads. Without a separate installation every check would download them
 * again, and a short network failure would count against the change.
 */
const DOWNLOADS = ['maven', 'gradle/wrapper', 'gradle/caches/modules-2', 'cargo/registry', 'cargo/git', 'go-mod'];
const downloads = (runFolder: string): string => path.join(runFolder, 'downloads');

async function keepDownloads(runFolder: string, cachePath: string): Promise<void> {
  const part = `${downloads(runFolder)}.part`;
  await removeFolder(part);
  await copyDownloads(cachePath, part);
  await removeFolder(downloads(runFolder));
  // Moved into place last: a partial download must not be used.
  await rename(part, downloads(runFolder));
}

const bringDownloads = (runFolder: string, cachePath: string): Promise<void> =>
  copyDownloads(downloads(runFolder), cachePath);

async function copyDownloads(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of DOWNLOADS) {
    const found = await lstat(path.join(from, name)).catch(() => null);
    if (found?.isDirectory()) await copyFolder(path.join(from, name), path.join(to, name));
  }
}

/** Installs the tree's dependencies, unless the last installation fits. Returns the failed result of the command, or null. */
async function provideInstalled(
  deps: CheckDeps,
  clone: Clone,
  policy: SandboxPolicy,
  request: CheckRequest,
  install: string,
): Promise<Result<CheckResult | null>> {
  const { check, installed, record } = places(deps.runFolder);
  const key = await installKey(deps, clone, request.tree ?? clone.baseCommit, install);
  if (!key.ok) return key;
  const known = await readInstalled(record);
  if (known?.key === key.value) return ok(null);
  const baseKey = request.tree === null ? key : await installKey(deps, clone, clone.baseCommit, install);
  if (!baseKey.ok) return baseKey;
  const isBase = key.value === baseKey.value;

  const laid = await deps.git.freshTree(clone, request.tree, check, null);
  if (!laid.ok) return laid;
  await rm(record, { force: true });
  const inside = policyOf(check, clone, policy);
  // Downloads of an installation without any change are reused.
  if (known?.isBase) await rename(path.join(installed, 'cache'), inside.cachePath);
  // An installation that the change does not touch cannot fail because of the change.
  const result = await execute(deps, inside, isBase ? { ...request, before: null } : request, install);
  if (result.exitCode !== 0) {
    const moment = request.before === null ? 'baseline' : 'after';
    return ok({ ...result, moment, ...(isBase ? couldNotInstall(result, install) : {}) });
  }
  await removeFolder(path.join(inside.tempPath, 'tmp'));
  await removeFolder(installed);
  await rename(check, installed);
  await writeDurably(record, JSON.stringify({ key: key.value, isBase }));
  return ok(null);
}

const couldNotInstall = ({ problem, exitCode, timedOut }: CheckResult, install: string): Partial<CheckResult> => ({
  exitCode: null,
  timedOut: false,
  problem: problem ?? {
    code: 'installation_failed',
    parameters: { command: install, exitCode: timedOut ? null : exitCode },
  },
});

async function readInstalled(record: string): Promise<z.infer<typeof Installed> | null> {
  try {
    return Installed.parse(JSON.parse(await readFile(record, 'utf8')));
  } catch {
    return null;
  }
}

/** A key of everything that an installation depends on: same key, same outcome. */
async function installKey(deps: CheckDeps, clone: Clone, tree: string, install: string): Promise<Result<string>> {
  const listed = await deps.git.treeFiles(clone, tree);
  if (!listed.ok) return listed;
  const files = listed.value;
  const manifests = manifestsWithScripts(install, files);
  let everything = readsEverything(install) || manifests === null;
  for (const manifest of everything ? [] : (manifests ?? [])) {
    const text = await deps.git.readBytes(clone, tree, manifest, MANIFEST_BYTES);
    everything ||= !text.ok || runsScripts(text.value?.toString('utf8') ?? '');
  }
  const inputs = everything ? files : installInputs(install, files);
  const named = inputs.map(({ path: name, id }) => `${id} ${name}`);
  const words = [install, ...named, ...packageFolders(install, files)];
  return ok(createHash('sha256').update(JSON.stringify(words)).digest('hex'));
}

const execute = async (
  deps: CheckDeps,
  policy: SandboxPolicy,
  { checkId, command, before }: CheckRequest,
  part: string,
): Promise<CheckResult> => ({
  ...(await deps.checks.run({
    checkId,
    command: part,
    before,
    policy,
    timeoutMs: LONGEST_CHECK_MS,
    logFile: path.join(deps.checkLogs, `${checkId}.log`),
    secrets: await deps.secrets(),
    signal: deps.signal,
    onBegin: deps.onCheckBegins,
  })),
  command,
});
