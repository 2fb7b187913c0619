import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../../../demo/model-server.ts';
import type { Push } from '../../../shared/ipc.ts';
import { failureOf } from '../../../shared/run-text.ts';
import { got } from '../../git/testing/world.ts';
import { systemClock } from '../../lib/clock.ts';
import { createLog } from '../../lib/log.ts';
import { createKnownSecrets, redactError } from '../../redact/known-secrets.ts';
import { nodeForker } from '../../session/fork-node.ts';
import { createStartSession } from '../../session/host.ts';
import { WORKER_FILE } from '../../session/testing/worker-file.ts';
import { call, REPORT } from '../../session/worker/testing/scripted.ts';
import { CLAUDE_KEY, engineOptions, GITHUB_TOKEN } from '../testing/engine-options.ts';
import { startWorld } from '../testing/world.ts';

/** A key of a gateway has no shape that a pattern knows: only its value gives it away. */
const PLAIN_KEY = 'q7Zr2-gateway-Vx9';
const OTHERS = {
  github: 'ghp_9Zx8Wv7Ut6Sr5Qp4On3Ml2Kj1Ih0GfEdCbA1',
  claude: 'sk-ant-api03-Zq9wX8vY7uT6sR5q-planted',
  amazon: 'AKIAQ7WZ3LKX5TRP9VBN',
};
const PLANTED = [PLAIN_KEY, GITHUB_TOKEN, ...Object.values(OTHERS)];
const FILE = `${PLANTED.join('\n')}\n${Buffer.from(`user:${PLAIN_KEY}`).toString('base64')}\n`;
const SPELLED = [...PLANTED, Buffer.from(PLAIN_KEY).toString('base64').slice(0, 16), encodeURIComponent(GITHUB_TOKEN)];

/** All files below a folder that hold one of the secrets; the clones hold the repository itself, as it is. */
function filesWith(folder: string, secrets: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.relative(folder, file).includes(`${path.sep}tree${path.sep}`)) return [];
    const text = readFileSync(file, 'latin1');
    return secrets
      .filter((secret) => text.includes(secret))
      .map((secret) => `${path.relative(folder, file)}: ${secret}`);
  });
}

/** A log as the app has it, which learns the keys together with the engine. */
function ownLog(data: string) {
  const knownSecrets = createKnownSecrets();
  const file = path.join(data, 'logs/main.log');
  return {
    knownSecrets,
    log: createLog({ file, clock: systemClock, redact: knownSecrets.redact, maxBytes: 1_000_000 }),
  };
}

it('planted secrets reach no event, no log, no document and no window: files, output, logs of checks, errors', async () => {
  const steps = [
    call('read_file', { path: 'secrets.txt' }),
    call('search_code', { pattern: 'ghp_|gateway' }),
    call('run_command', { command: 'cat secrets.txt; base64 secrets.txt; echo done' }),
    call('edit_file', { path: 'readme.md', edits: [{ old_string: 'old', new_string: 'new' }] }),
    call('finish', REPORT),
  ];
  const server = await startModelServer({
    planner: ({ messages }) => {
      const asked = messages.filter(({ role }) => role === 'assistant').length;
      const { name, input } = (steps[asked] ?? call('finish', REPORT)) as unknown as {
        name: string;
        input: Record<string, unknown>;
      };
      return [{ type: 'tool_use', name, input }];
    },
    faults: [
      { step: 2, fault: { kind: 'status', status: 500, message: `no luck for ${PLAIN_KEY} and ${OTHERS.github}` } },
      { step: 3, fault: { kind: 'error_event', message: `broken by ${PLAIN_KEY} and ${OTHERS.claude}` } },
    ],
    keepBodies: true,
  });
  onTestFinished(() => server.close());
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n', 'secrets.txt': FILE } },
    keys: { claude: PLAIN_KEY, github: GITHUB_TOKEN },
    settings: {
      check: { mode: 'command', command: 'cat secrets.txt; ! grep -q new readme.md' },
      repairRounds: 1,
    },
    appSettings: { anthropicUrl: server.url },
    script: () => ({}),
    engine: { startSession: createStartSession(nodeForker(WORKER_FILE)) },
  });
  const data = path.join(world.folder, 'data');
  const engine = await world.start(data, ownLog(data));
  const pushes: Push[] = [];
  engine.onPush((push) => pushes.push(push));
  const jobId = await world.create(engine);
  const [waiting] = await world.runsOf(engine, jobId);
  got(await engine.threads.watch({ runId: waiting!.id }));
  const [run] = await engine.jobEnded(jobId);

  // Everything that was planted has really been met.
  expect(run).toMatchObject({ outcome: 'changed', verdict: 'newly_broken' });
  const { events } = got(await engine.runs.events({ runId: run!.id, after: 0 }));
  const kinds = events.map(({ body }) => body.kind);
  expect(kinds.filter((kind) => kind === 'request_failed')).toHaveLength(2);
  const said = JSON.stringify(events);
  expect(said.match(/\[redacted\]/g)?.length).toBeGreaterThan(20);
  const sent = JSON.stringify(server.journal.map(({ body }) => body));
  const logs = got(await engine.runs.checkLog({ runId: run!.id, checkId: 'baseline-0' })).log;
  expect(logs).toContain('[redacted]');
  expect(pushes.some(({ type }) => type === 'events')).toBe(true);

  const met = (text: string) => SPELLED.filter((secret) => text.includes(secret));
  expect({ events: met(said), pushes: met(JSON.stringify(pushes)), model: met(sent), log: met(logs) }).toEqual({
    events: [],
    pushes: [],
    model: [],
    log: [],
  });
  await engine.stop();
  expect(filesWith(data, SPELLED)).toEqual([]);
  // The search finds what is there: the clone holds the file as it is.
  expect(readFileSync(path.join(data, 'clones', jobId, run!.id, 'tree/secrets.txt'), 'utf8')).toBe(FILE);
});

it('an error on the way to the pull request holds no key either', async () => {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    keys: { claude: PLAIN_KEY, github: GITHUB_TOKEN },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const data = path.join(world.folder, 'data');
  const { git } = engineOptions(data, world.hub.apiUrl, world.sessions.startSession);
  const engine = await world.start(data, {
    git: {
      ...git,
      push: async () => ({
        ok: false,
        error: {
          code: 'git_rejected',
          message: 'Refused.',
          why: `remote: https://x:${GITHUB_TOKEN}@host and ${PLAIN_KEY}`,
        },
      }),
    },
  });
  const jobId = await world.create(engine);
  const [run] = await engine.jobEnded(jobId);
  got(await engine.runs.openPullRequests({ runIds: [run!.id] }));
  const [after] = await engine.jobEnded(jobId);
  expect(after && failureOf(after)).toEqual({
    code: 'git_rejected',
    message: 'Refused.',
    why: 'remote: https://[redacted]@host and [redacted]',
  });
  await engine.stop();
  expect(filesWith(data, [PLAIN_KEY, GITHUB_TOKEN, CLAUDE_KEY])).toEqual([]);
});

it('what main itself writes and shows holds no key that it has in its hands, whatever its shape', async () => {
  const tried = 'another-gateway-key-77';
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    keys: { claude: PLAIN_KEY, github: GITHUB_TOKEN },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const data = path.join(world.folder, 'data');
  const base = engineOptions(data, world.hub.apiUrl, world.sessions.startSession);
  const own = ownLog(data);
  const engine = await world.start(data, {
    ...own,
    git: {
      ...base.git,
      // A defect that nobody translates, and a failure that becomes a notice.
      push: () => Promise.reject(new Error(`remote: ${PLAIN_KEY} is not welcome`)),
      version: async () => ({ ok: false, error: { code: 'git_missing', message: `git fears ${PLAIN_KEY}` } }),
    },
    modelApi: {
      ...base.modelApi,
      checkKey: async (key) =>
        key === tried
          ? { ok: false, error: { code: 'model_auth', message: `There is no key ${key}.` } }
          : { ok: true, value: null },
    },
  });
  const pushes: Push[] = [];
  engine.onPush((push) => pushes.push(push));
  const jobId = await world.create(engine);
  const [run] = await engine.jobEnded(jobId);
  got(await engine.runs.openPullRequests({ runIds: [run!.id] }));
  await engine.jobEnded(jobId);
  own.log.error('somebody forgot', { key: PLAIN_KEY });
  const set = await engine.keys.set({ name: 'claude', value: tried });
  // The router, and the terminal, let no failure out but through this.
  expect(set.ok ? null : redactError(set.error, own.knownSecrets.redact).message).toBe('There is no key [redacted].');
  own.log.warn(`tried ${tried}`);
  const { notices } = got(await engine.app.state({}));
  expect(notices.map(({ text }) => text)).toContain('git fears [redacted]');
  await engine.stop();

  const log = readFileSync(path.join(data, 'logs/main.log'), 'utf8');
  expect(log).toContain('remote: [redacted] is not welcome');
  expect(log).toContain('tried [redacted]');
  expect(filesWith(data, [PLAIN_KEY, GITHUB_TOKEN, tried])).toEqual([]);
  const shown = JSON.stringify(pushes);
  expect([PLAIN_KEY, GITHUB_TOKEN, tried].filter((secret) => shown.includes(secret))).toEqual([]);
});
