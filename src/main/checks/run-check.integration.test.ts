import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CheckResult, verdictOf } from '../../shared/check.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import type { RunCommand } from '../commands/command.ts';
import type { CheckRequest } from './contract.ts';
import { runCheck } from './run-check.ts';

const before = (rest: Partial<CheckResult>): CheckResult => ({
  checkId: 'baseline-0',
  moment: 'baseline',
  command: 'true',
  exitCode: null,
  timedOut: false,
  ms: 1,
  tail: '',
  problem: null,
  ...rest,
});
const PASSED = before({ exitCode: 0 });
const FAILED = before({ exitCode: 1 });
const UNABLE = before({ problem: { code: 'toolchain_missing', parameters: {} } });

let folder: string;
let request: CheckRequest;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cody-check-')));
  const clonePath = path.join(folder, 'tree');
  await mkdir(clonePath);
  request = {
    checkId: 'after-1',
    command: 'true',
    before: null,
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
    moment: 'baseline',
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
    'echo "error x@1.0.0: The engine \\"node\\" is incompatible with this module. Expected"; exit 1',
    'could_not_run',
  ],
  [
    'cannot download modules',
    `echo 'go: x@v1: Get "https://proxy.golang.org/x": dial tcp: lookup proxy.golang.org: no such host'; exit 1`,
    'could_not_run',
  ],
] as const)('a check that %s gives the verdict %s', async (_name, command, verdict) => {
  const result = await check(command);
  expect(verdictOf(null, result)).toBe(verdict);
  expect(result.problem === null).toBe(verdict !== 'could_not_run');
  // The same failure after a check that ran: the change brought it.
  expect(verdictOf(PASSED, await check(command, { before: PASSED }))).toBe(
    verdict === 'passes' ? 'passes' : 'newly_broken',
  );
  expect(verdictOf(FAILED, await check(command, { before: FAILED }))).toBe(
    verdict === 'passes' ? 'passes' : 'broken_before',
  );
  expect(verdictOf(UNABLE, await check(command, { before: UNABLE }))).toBe(
    verdict === 'passes' ? 'passes' : 'could_not_run',
  );
});

test('names the program that is missing', async () => {
  expect((await check('no-such-runner --all')).problem).toEqual({
    code: 'program_missing',
    parameters: { name: 'no-such-runner' },
  });
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
    problem: { code: 'dependencies_missing' },
  });
  expect(verdictOf(null, result)).toBe('could_not_run');
  expect(await readFile(request.logFile, 'utf8')).toBe(`${result.problem && messageText(result.problem)}\n`);
  await expect(readFile(path.join(request.policy.clonePath, 'ran'))).rejects.toThrow('ENOENT');
});

test('starts it where it ran before: a dependency that the change adds and cannot have is its failure', async () => {
  const manifest = { scripts: { test: 'node -e "require(\'left\')"' }, dependencies: { left: '1' } };
  await writeFile(path.join(request.policy.clonePath, 'package.json'), JSON.stringify(manifest));
  const result = await check('npm test', { before: PASSED });
  expect(result).toMatchObject({ moment: 'after', exitCode: 1, problem: null });
  expect(verdictOf(PASSED, result)).toBe('newly_broken');
});

test('a limit of the machine that a check kept before counts as a failure, and its log says which', async () => {
  const limit = { code: 'not_allowed', message: 'The command was stopped: it used too much memory.' } as const;
  const killed: RunCommand = async () => ({
    exitCode: null,
    timedOut: false,
    cancelled: false,
    output: 'begun\n',
    bytes: 6,
    ms: 1,
    sandboxed: false,
    problem: limit,
  });
  expect(await runCheck(request, killed)).toMatchObject({
    exitCode: null,
    problem: { code: 'command_not_run', parameters: { error: limit.message } },
  });
  const after = await runCheck({ ...request, before: PASSED }, killed);
  expect(after).toMatchObject({ exitCode: 137, problem: null, tail: `begun\n${limit.message}` });
  expect(verdictOf(PASSED, after)).toBe('newly_broken');
});

test('says that it was cancelled', async () => {
  const result = await check('true', { signal: AbortSignal.abort() });
  expect(result).toMatchObject({ exitCode: null, problem: { code: 'check_cancelled' } });
});
