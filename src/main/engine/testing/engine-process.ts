import { sandboxAvailable } from '../../commands/sandbox.ts';
import { nodeForker } from '../../session/fork-node.ts';
import { createStartSession } from '../../session/host.ts';
import { scriptedSessions } from '../../session/testing/scripted-session.ts';
import { WORKER_FILE } from '../../session/testing/worker-file.ts';
import type { EngineOptions } from '../contract.ts';
import { createEngine } from '../create-engine.ts';
import { engineOptions } from './engine-options.ts';

/**
 * An engine in a process of its own, to be killed. Arguments: data folder, API URL of the GitHub on loopback, `sandboxed` if
 * commands run so, and the URL of a model if sessions are real ones, eight at once. It goes on with what it finds in the folder;
 * told a job over its channel, it creates that. Says `saved` for each row that has changed, and `ended` when all jobs are.
 */
const [dataFolder = '', githubUrl = '', sandbox, anthropicUrl] = process.argv.slice(2);
const sessions = scriptedSessions(() => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.1 }));
const scripted = engineOptions(dataFolder, githubUrl, sessions.startSession);
const options: EngineOptions = anthropicUrl
  ? {
      ...scripted,
      startSession: createStartSession(nodeForker(WORKER_FILE)),
      settingsOverrides: { ...scripted.settingsOverrides, anthropicUrl, concurrency: 8 },
    }
  : scripted;
const engine = createEngine(sandbox === 'sandboxed' ? { ...options, sandboxAvailable } : options);

// For whoever counts how far it is.
engine.onPush((push) => {
  if (push.type === 'runs') for (const _run of push.runs) process.send?.('saved');
});

const tellWhenEnded = async () => {
  const state = await engine.app.state({});
  if (!state.ok) throw new Error(state.error.message);
  for (const { job } of state.value.jobs) await engine.jobEnded(job.id);
  process.send?.('ended');
};
process.on('message', (input) => {
  void engine.jobs.create(input as Parameters<typeof engine.jobs.create>[0]).then(tellWhenEnded);
});
const started = await engine.start();
if (!started.ok) throw new Error(started.error.message);
process.send?.('started');
const state = await engine.app.state({});
if (state.ok && state.value.jobs.length > 0) await tellWhenEnded();
