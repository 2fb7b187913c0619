import path from 'node:path';
import { ok } from '../../../shared/errors.ts';
import { detectCheck } from '../../checks/detect.ts';
import { runCheck } from '../../checks/run-check.ts';
import { runCommand } from '../../commands/run-command.ts';
import type { DiskWork } from '../../disk/disk-work.ts';
import { measureFolder } from '../../disk/folder-bytes.ts';
import { createGitApi } from '../../git/create-git-api.ts';
import { createGitHub } from '../../github/create-github.ts';
import { systemClock } from '../../lib/clock.ts';
import { removeFolder } from '../../lib/remove-folder.ts';
import { createKnownSecrets } from '../../redact/known-secrets.ts';
import { createGrouping } from '../../review/grouping.ts';
import { CALM_MACHINE } from '../../scheduler/machine-sample.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { seededRandom } from '../../store/testing.ts';
import type { EngineOptions } from '../contract.ts';

export const CLAUDE_KEY = 'sk-ant-test-0123456789abcdef';
export const GITHUB_TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

/**
 * What the thread of the app does, without the thread: each would take a quarter of a second to start, and make its process
 * larger, so that each git started from there costs more.
 */
const DISK_WORK_HERE: DiskWork = {
  measure: async (folder, apart = []) => measureFolder(folder, apart),
  remove: (folder) => removeFolder(folder).catch(() => undefined),
  close: async () => undefined,
};

/** Real rooms for an engine in tests, except for the sessions. The judge agrees with everything. */
export const engineOptions = (
  dataFolder: string,
  githubUrl: string,
  startSession: EngineOptions['startSession'],
): EngineOptions => ({
  dataFolder,
  version: '0.0.0',
  platform: 'linux',
  clock: systemClock,
  random: seededRandom(dataFolder.length),
  log: { info: () => undefined, warn: () => undefined, error: (message, fields) => console.error(message, fields) },
  git: createGitApi({ dataFolder, env: process.env }),
  createGitHub,
  startSession,
  disk: DISK_WORK_HERE,
  grouping: createGrouping(path.join(import.meta.dirname, '../../review/entry.ts')),
  checks: { detect: detectCheck, run: (request) => runCheck(request, runCommand) },
  machine: CALM_MACHINE,
  sandboxAvailable: async () => ({
    available: false,
    reason: { code: 'no_sandbox_for_system', parameters: {} },
    machine: null,
  }),
  modelApi: {
    checkKey: async () => ok(null),
    modelFacts: async () => ok(null),
    judge: async () => {
      const usage = { fresh: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, thinking: 0 };
      return ok({ inScope: true, complete: true, safe: true, reasons: [], model: 'judge', usage, costUsd: 0.001 });
    },
  },
  secrets: heldKeys({ claude: CLAUDE_KEY, github: GITHUB_TOKEN }),
  knownSecrets: createKnownSecrets(),
  settingsOverrides: { githubUrl, concurrency: 2 },
  startDemo: null,
  scripted: false,
});

export function heldKeys(held: Record<string, string | undefined>): Secrets {
  return {
    storage: async () => ({ kind: 'memory', problem: 'a test' }),
    get: async (name) => ok(held[name] ?? null),
    set: async (name, _host, value) => {
      held[name] = value;
      return ok(null);
    },
    remove: async (name) => {
      delete held[name];
      return ok(null);
    },
  };
}
