import path from 'node:path';
import type { Settings } from '../../shared/settings.ts';
import { detectCheck } from '../checks/detect.ts';
import { runCheck } from '../checks/run-check.ts';
import { sandboxAvailable } from '../commands/sandbox.ts';
import { createDiskWork } from '../disk/disk-work.ts';
import { createGitApi } from '../git/create-git-api.ts';
import { createGitHub } from '../github/create-github.ts';
import { systemClock } from '../lib/clock.ts';
import { defectLogger } from '../lib/defects.ts';
import type { Log } from '../lib/log.ts';
import { createModelApi } from '../model-api/claude.ts';
import type { KnownSecrets } from '../redact/known-secrets.ts';
import { createGrouping } from '../review/grouping.ts';
import { machineOf } from '../scheduler/machine-sample.ts';
import { createSecrets } from '../secrets/keychain.ts';
import type { ForkWorker } from '../session/contract.ts';
import { createStartSession } from '../session/host.ts';
import type { Engine } from './contract.ts';
import { createEngine } from './create-engine.ts';
import { createDemoProcess, type DemoProcess } from './demo/demo-process.ts';

export interface ComposeOptions {
  dataFolder: string;
  version: string;
  /** Without a window: keys come from the environment, and the demo's model answers at once. */
  unattended: boolean;
  /** Uses the demo's model and none of the person's accounts. */
  scripted: boolean;
  settingsOverrides: Partial<Settings>;
  environment: Record<string, string | undefined>;
  knownSecrets: KnownSecrets;
  log: Log;
  forkSession: ForkWorker;
  /** The entry file of the thread that compares changes. */
  groupingFile: string;
  /** The entry file of the thread that works on large folders. */
  diskFile: string;
  forkDemo: ForkWorker;
}

export interface Composed {
  engine: Engine;
  /** Starts the demo's servers, or returns the running ones. */
  demo: DemoProcess['start'];
  /** Ends sessions and the demo, saves everything. */
  close: () => Promise<void>;
}

/** Slow enough to watch an answer appear. */
const WATCHABLE_MS = 18;

/** Creates all modules and joins them in the engine. Plain Node: the way to fork processes is passed in. */
export function composeEngine(options: ComposeOptions): Composed {
  const { unattended, scripted, environment, dataFolder } = options;
  const given = unattended && !scripted ? keysFrom(environment) : {};
  const { knownSecrets, log } = options;
  for (const value of Object.values(given)) knownSecrets.remember(value);
  const onDefect = defectLogger(log);
  const demo = createDemoProcess(
    options.forkDemo,
    { folder: path.join(dataFolder, 'demo'), delayMs: unattended ? 0 : WATCHABLE_MS },
    onDefect,
  );
  const engine = createEngine({
    dataFolder,
    version: options.version,
    platform: process.platform,
    clock: systemClock,
    random: Math.random,
    log,
    git: createGitApi({ dataFolder, env: environment }),
    createGitHub,
    startSession: createStartSession(options.forkSession, undefined, onDefect),
    disk: createDiskWork(options.diskFile, onDefect),
    grouping: createGrouping(options.groupingFile, onDefect),
    checks: { detect: detectCheck, run: runCheck },
    machine: machineOf(dataFolder, environment),
    sandboxAvailable,
    modelApi: createModelApi(),
    secrets: createSecrets({ service: 'Cody Batch', given }),
    knownSecrets,
    settingsOverrides: options.settingsOverrides,
    startDemo: demo.start,
    scripted,
  });
  return {
    engine,
    demo: demo.start,
    close: async () => {
      await engine.stop();
      demo.close();
    },
  };
}

/** In a terminal or CI, keys are in the environment; the window never reads them from there. */
function keysFrom(environment: ComposeOptions['environment']): { claude?: string; github?: string } {
  const claude = environment.ANTHROPIC_API_KEY?.trim();
  const github = environment.GITHUB_TOKEN?.trim();
  return { ...(claude ? { claude } : {}), ...(github ? { github } : {}) };
}
