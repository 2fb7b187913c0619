import path from 'node:path';
import type { Settings } from '../shared/settings.ts';
import type { AppArguments } from './arguments.ts';
import { detectCheck } from './checks/detect.ts';
import { runCheck } from './checks/run-check.ts';
import { systemClock } from './clock.ts';
import { runCommand } from './commands/run-command.ts';
import { sandboxAvailable } from './commands/sandbox.ts';
import { defectLogger } from './defects.ts';
import { createDemoProcess, type DemoProcess } from './demo-process.ts';
import { createDiskWork } from './disk/disk-work.ts';
import { createEngine } from './engine/create-engine.ts';
import type { Engine } from './engine.ts';
import { createGitRoom } from './git/create-git-room.ts';
import { createGitHub } from './github/create-github.ts';
import type { Log } from './log.ts';
import { createModelApi } from './model-api/claude.ts';
import type { KnownSecrets } from './redact/known-secrets.ts';
import { createGrouping } from './review/grouping.ts';
import { machineOf } from './scheduler/machine-sample.ts';
import { createSecrets } from './secrets/keychain.ts';
import type { ForkWorker } from './session/contract.ts';
import { createStartSession } from './session/host.ts';

export interface ComposeOptions {
  dataFolder: string;
  version: string;
  arguments: AppArguments;
  environment: Record<string, string | undefined>;
  knownSecrets: KnownSecrets;
  log: Log;
  forkSession: ForkWorker;
  /** The program of the thread that compares changes. */
  groupingFile: string;
  /** The program of the thread that works on large folders. */
  diskFile: string;
  forkDemo: ForkWorker;
}

export interface Composed {
  engine: Engine;
  /** Starts the demo's servers, or answers with the running ones. */
  demo: DemoProcess['start'];
  /** Ends sessions and the demo, saves everything. */
  close: () => Promise<void>;
}

/** Slow enough to watch an answer appear. */
const WATCHABLE_MS = 18;

/** Builds every room and joins them in the engine. Plain Node: how processes are forked is given. */
export function composeEngine(options: ComposeOptions): Composed {
  const { arguments: args, environment, dataFolder } = options;
  const given = args.headless && !args.demo ? keysFrom(environment) : {};
  const { knownSecrets, log } = options;
  for (const value of Object.values(given)) knownSecrets.remember(value);
  const onDefect = defectLogger(log);
  const demo = createDemoProcess(
    options.forkDemo,
    { folder: path.join(dataFolder, 'demo'), delayMs: args.headless ? 0 : WATCHABLE_MS },
    onDefect,
  );
  const engine = createEngine({
    dataFolder,
    version: options.version,
    platform: process.platform,
    clock: systemClock,
    random: Math.random,
    log,
    git: createGitRoom({ dataFolder, env: environment }),
    createGitHub,
    startSession: createStartSession(options.forkSession, undefined, onDefect),
    disk: createDiskWork(options.diskFile, onDefect),
    grouping: createGrouping(options.groupingFile, onDefect),
    checks: { detect: detectCheck, run: (request) => runCheck(request, runCommand) },
    machine: machineOf(dataFolder, environment),
    sandboxAvailable,
    modelApi: createModelApi(),
    secrets: createSecrets({ service: 'Cody Batch', given }),
    knownSecrets,
    settingsOverrides: overridesFrom(args),
    startDemo: demo.start,
    scripted: args.demo,
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

/** A terminal or CI has its keys in the environment; the window never reads them from there. */
function keysFrom(environment: ComposeOptions['environment']): { claude?: string; github?: string } {
  const claude = environment.ANTHROPIC_API_KEY?.trim();
  const github = environment.GITHUB_TOKEN?.trim();
  return { ...(claude ? { claude } : {}), ...(github ? { github } : {}) };
}

function overridesFrom(args: AppArguments): Partial<Settings> {
  return {
    ...(args.anthropicUrl ? { anthropicUrl: args.anthropicUrl } : {}),
    ...(args.githubUrl ? { githubUrl: args.githubUrl } : {}),
    ...(args.concurrency ? { concurrency: args.concurrency } : {}),
  };
}
