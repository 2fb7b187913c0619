import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verdictOf } from '../../shared/check.ts';
import type { CheckRequest } from './checks-room.ts';
import { runCheck } from './run-check.ts';

let folder: string;
let request: CheckRequest;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cody-check-')));
  const clonePath = path.join(folder, 'tree');
  await mkdir(clonePath);
  request = {
    checkId: 'after-1',
    moment: 'after',
    command: 'true',
    policy: {
      mode: 'unsandboxed',
      clonePath,
      tempPath: path.join(folder, 'temp'),
      cachePath: path.join(folder, 'cache'),
      readPaths: [],
      allowedHosts: [],
    },
    timeoutMs: 10_000,
    logFile: path.join(folder, 'after-1.log'),
    secrets: ['planted-secret-1'],
    signal: new AbortController().signal,
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const check = (command: string, rest: Partial<CheckRequest> = {}) => runCheck({ ...request, command, ...rest });

test('reports the exit code and the last lines, and keeps the whole log, both redacted', async () => {
  const command = 'seq 1 100; echo "token planted-secret-1 ghp_A1b2C3d4E5f6G7h8I9j0"; exit 2';
  const result = await check(command);
  expect(result).toEqual({
    checkId: 'after-1',
    moment: 'after',
    command,
    exitCode: 2,
    timedOut: false,
    ms: expect.any(Number),
    tail: expect.stringMatching(/^42\n[\s\S]*100\ntoken \[redacted\] \[redacted\]$/),
    problem: null,
  });
  expect(await readFile(request.logFile, 'utf8')).toMatch(/^1\n2\n[\s\S]*100\ntoken \[redacted\] \[redacted\]\n$/);
});

test.each([
  ['passes', 'true', 'passes'],
  ['fails', 'false', 'newly_broken'],
  ['lacks a program', 'no-such-runner --all', 'could_not_run'],
  ['lacks a test runner of Python', 'echo "/usr/bin/python3: No module named pytest"; exit 1', 'could_not_run'],
  ['cannot download', 'echo "npm error code EAI_AGAIN"; exit 1', 'could_not_run'],
  [
    'needs a program that a Makefile lacks',
    'printf "test:\\n\\tno-such-tool\\n" > Makefile; make test',
    'could_not_run',
  ],
  ['lacks Java', "echo 'ERROR: JAVA_HOME is not set and no java command could be found'; exit 1", 'could_not_run'],
  ['needs a newer Go', 'echo "go: go.mod requires go >= 1.99.0 (running go 1.22)"; exit 1', 'could_not_run'],
  [
    'needs another Node',
    'echo "error The engine \\"node\\" is incompatible with this module"; exit 1',
    'could_not_run',
  ],
  ['cannot download modules', 'echo "dial tcp: lookup proxy.golang.org: no such host"; exit 1', 'could_not_run'],
] as const)('a check that %s gives the verdict %s', async (_name, command, verdict) => {
  const result = await check(command);
  expect(verdictOf(null, result)).toBe(verdict);
  expect(result.problem === null).toBe(verdict !== 'could_not_run');
});

test('names the program that is missing', async () => {
  expect((await check('no-such-runner --all')).problem).toBe(
    'The check needs a program that is not installed: no-such-runner.',
  );
});

test('a check that takes too long counts as broken, not as unable to run', async () => {
  const result = await check('sleep 60', { timeoutMs: 200 });
  expect(result).toMatchObject({ exitCode: null, timedOut: true, problem: null });
  expect(verdictOf(null, result)).toBe('newly_broken');
});

test('does not start a detected command whose dependencies are missing', async () => {
  const manifest = { scripts: { test: 'touch ran' }, dependencies: { left: '1' } };
  await writeFile(path.join(request.policy.clonePath, 'package.json'), JSON.stringify(manifest));
  const result = await check('npm test');
  expect(result).toMatchObject({
    exitCode: null,
    timedOut: false,
    problem: expect.stringMatching(/^Dependencies are not installed/),
  });
  expect(verdictOf(null, result)).toBe('could_not_run');
  expect(await readFile(request.logFile, 'utf8')).toBe(`${result.problem}\n`);
  await expect(readFile(path.join(request.policy.clonePath, 'ran'))).rejects.toThrow('ENOENT');
});

test('says that it was cancelled', async () => {
  const result = await check('true', { signal: AbortSignal.abort() });
  expect(result).toMatchObject({ exitCode: null, problem: 'The check was cancelled.' });
});
