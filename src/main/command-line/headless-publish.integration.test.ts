import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { startWorld, type WorldOptions } from '../engine/testing/world.ts';
import { git, got } from '../git/testing/world.ts';
import { parseArguments } from './arguments.ts';
import { runHeadless } from './headless.ts';

const APP = { token: 'ghs_0123456789abcdefghij0123456789abcdef', login: 'release[bot]', id: 99 };

/** `--headless --publish` on one repository, with the account's token. */
async function publishing(options: Partial<WorldOptions>) {
  const keys = { claude: 'sk-ant-x0123456789', github: options.account?.token ?? '' };
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    ...(options.account ? { keys } : {}),
    ...options,
  });
  const engine = await world.start();
  const list = path.join(world.folder, 'list.txt');
  const prompt = path.join(world.folder, 'prompt.md');
  await writeFile(list, world.names.map((name) => `acme/${name}\n`).join(''));
  await writeFile(prompt, 'Do it.\n');
  const lines: string[] = [];
  const given = ['--headless', '--publish', '--allow-unsandboxed', '--repos', list, '--prompt-file', prompt];
  const code = await runHeadless({
    engine: { ...engine, start: async () => ok(null) },
    args: got(parseArguments(['electron', 'app', ...given], '/', false)),
    demo: () => Promise.reject(new Error('nobody asked for the demo')),
    say: (line) => lines.push(line),
    signal: new AbortController().signal,
  });
  return { world, engine, code, text: lines.join('\n') };
}

it('the token of an app publishes, as the bot of its app', async () => {
  const { world, code } = await publishing({ account: APP });
  expect(code).toBe(0);
  const [pull] = world.hub.pulls;
  expect(pull).toMatchObject({ number: 1, author: 'release[bot]' });
  const bare = path.join(world.folder, 'hub/repositories/acme/one.git');
  expect(git(bare, 'log', '-1', '--format=%an <%ae>', pull?.head ?? '').trim()).toMatch(
    /^release\[bot\] <99\+release\[bot\]@users\.noreply\./,
  );
});

it('a token that may not push is told before anything is paid', async () => {
  const { world, code, text } = await publishing({ account: { ...APP, permissions: { contents: 'read' } } });
  expect(code).toBe(2);
  expect(text).toMatch(/^acme\/one: The token lacks "Contents: write"/m);
  expect(world.sessions.turns).toEqual([]);
});

it('a change of what CI runs waits for a person, and the exit code says that something is left', async () => {
  const workflow = { '.github/workflows/ci.yml': 'on: push\n' };
  const { world, engine, code, text } = await publishing({ script: () => ({ edit: workflow }) });
  expect(code).toBe(1);
  expect(text).toContain('no pull request for acme/one: a person must say so first. Once pushed it may run by itself');
  expect(world.hub.pulls).toEqual([]);
  const { job } = got(await engine.app.state({})).jobs[0] ?? {};
  if (!job) throw new Error('no job was made');
  const runs = await world.runsOf(engine, job.id);
  got(await engine.runs.openPullRequests({ runIds: runs.map(({ id }) => id) }));
  await engine.jobEnded(job.id);
  expect(world.hub.pulls).toHaveLength(1);
});

it('neither does what looks like a key go out by itself', async () => {
  const key = `glpat-${'a1B2c3D4e5F6g7H8i9J0'}`;
  const { world, code, text } = await publishing({ script: () => ({ edit: { 'config.txt': `token: ${key}\n` } }) });
  expect(code).toBe(1);
  expect(text).toContain('config.txt, line 1: it looks like a key or token');
  expect(text).not.toContain(key);
  expect(world.hub.pulls).toEqual([]);
});
