import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { lacks, NO_POSIX, NO_PROC } from '../testing/lacks.ts';
import type { CommandRequest } from './command.ts';
import { cpuLimits, watchLimits } from './process-tree.ts';
import { runCommand } from './run-command.ts';

let folder: string;
let policy: SandboxPolicy;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cody-command-')));
  policy = {
    mode: 'unsandboxed',
    clonePath: path.join(folder, 'tree'),
    tempPath: path.join(folder, 'temp'),
    cachePath: path.join(folder, 'cache'),
    readPaths: [],
    allowedHosts: [],
  };
  await mkdir(policy.clonePath);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (command: string, rest: Partial<CommandRequest> = {}) =>
  runCommand({ command, policy, timeoutMs: 15_000, outputCap: 10_000, signal: new AbortController().signal, ...rest });

/** Is a process with this id still there (and no zombie)? */
async function alive(pid: string): Promise<boolean> {
  const text = await readFile(`/proc/${pid.trim()}/stat`, 'utf8').catch(() => '');
  return text !== '' && !/\) Z /.test(text);
}

test('runs in the clone, joins both outputs in order and reports the exit code', async () => {
  expect(await run('pwd; echo err >&2; echo out; exit 3')).toEqual({
    exitCode: 3,
    timedOut: false,
    cancelled: false,
    output: `${policy.clonePath}\nerr\nout\n`,
    bytes: policy.clonePath.length + 9,
    ms: expect.any(Number),
    sandboxed: false,
    problem: null,
  });
});

test("is bash without anybody's settings, with the command line as it is", async () => {
  const { output } = await run(
    `x=("a b" 'c"d'); echo "\${x[1]}"; [[ abc == a* ]] && echo "$0|$#|$-"; echo "\${BASH_ENV:-none}"`,
  );
  expect(output).toMatch(/^c"d\n\/bin\/bash\|0\|[^i]*\nnone\n$/);
});

test('reports signals as shells do, and commands that are not there', async () => {
  expect((await run('kill -TERM $$')).exitCode).toBe(143);
  expect((await run('no-such-program')).exitCode).toBe(127);
});

test.each([
  ['false | cat', 1],
  ['sh -c "exit 3" 2>&1 | tail -5', 3],
  ['sh -c "exit 3" | cat; true', 0],
  ['sh -c "exit 3" | cat && echo not reached', 3],
  ['seq 1 300000 | head -1', 0],
  ['seq 1 300000 | head -1 && test 1 = 1', 0],
  ['set -e; seq 1 300000 | head -1; exit 4', 4],
  ['set -e; sh -c "exit 3" | cat; exit 4', 3],
  ['set -e; (sh -c "exit 3"; true) | cat', 3],
  ['set -eu; { sh -c "exit 3"; true; } | cat; exit 4', 3],
  ['set -o errexit; if true; then sh -c "exit 3"; true; fi | cat; exit 4', 3],
  ['(seq 1 300000 | head -1) | cat', 0],
  ['if seq 1 300000 | head -1; then exit 5; fi', 5],
  ['sh -c "exit 3" | seq 1 300000 | head -1', 3],
  ['seq 3 | sh -c "kill -PIPE \\$\\$"', 141],
  ['x=$(seq 1 300000 | head -1); test $x = 1', 0],
  ['case a in a|b) exit 6;; esac', 6],
  ['false || true', 0],
  ['echo "(" | grep -c "("', 0],
])('the exit code of a pipe is that of its parts: %s', async (command, code) => {
  expect(await run(command)).toMatchObject({ exitCode: code, problem: null });
});

test('streams output while it runs, and gives no input', async () => {
  const seen: string[] = [];
  const { output } = await run('echo first; cat; echo last', { onOutput: (text) => seen.push(text) });
  expect(output).toBe('first\nlast\n');
  expect(seen.join('')).toBe('first\nlast\n');
});

test('keeps the head and the tail of long output, and the whole of it in the log, both redacted', async () => {
  const logFile = path.join(folder, 'check.log');
  const result = await run('seq 1 20000; echo my-secret', {
    outputCap: 1000,
    logFile,
    redact: (text) => text.replaceAll('my-secret', '[redacted]'),
  });
  expect(result.output.length).toBeLessThan(1100);
  expect(result.output).toMatch(/^1\n2\n[\s\S]*bytes left out[\s\S]*20000\n\[redacted\]\n$/);
  const log = await readFile(logFile, 'utf8');
  expect(log.startsWith('1\n2\n')).toBe(true);
  expect(log.endsWith('20000\n[redacted]\n')).toBe(true);
  expect(log.length).toBeGreaterThan(100_000);
  expect((await stat(logFile)).mode & 0o777).toBe(0o600);
});

test('a time-out ends the whole process group', async () => {
  const result = await run('sleep 100 & echo $!; sleep 100', { timeoutMs: 300 });
  expect(result).toMatchObject({ exitCode: null, timedOut: true, cancelled: false, problem: null });
  expect(await alive(result.output)).toBe(false);
});

test('a command that is cancelled while its sandbox is prepared does not start', async () => {
  const controller = new AbortController();
  const running = run('touch too-late', { signal: controller.signal });
  controller.abort();
  expect(await running).toMatchObject({ exitCode: null, cancelled: true, problem: null });
  expect(existsSync(path.join(policy.clonePath, 'too-late'))).toBe(false);
});

test('a cancelled command ends at once; one that is cancelled before does not start', async () => {
  const controller = new AbortController();
  const result = await run('echo started; sleep 100; touch too-late', {
    signal: controller.signal,
    onOutput: () => controller.abort(),
  });
  expect(result).toMatchObject({ exitCode: null, timedOut: false, cancelled: true, output: 'started\n' });
  const before = await run('touch too-late', { signal: controller.signal });
  expect(before).toMatchObject({ exitCode: null, cancelled: true, problem: null });
  await expect(stat(path.join(policy.clonePath, 'too-late'))).rejects.toThrow('ENOENT');
});

test.skipIf(lacks(process.platform !== 'linux', NO_PROC))(
  'nothing outlives its command, however it detaches itself',
  async () => {
    const script =
      '(setsid sleep 101 & echo $!); nohup sleep 102 >/dev/null 2>&1 & echo $!; (setsid bash -c "trap : TERM HUP; sleep 103; sleep 104" & echo $!); sleep 0.1';
    const result = await run(script);
    expect(result.exitCode).toBe(0);
    const pids = result.output.trim().split('\n');
    expect(pids).toHaveLength(3);
    for (const pid of pids) expect(await alive(pid), pid).toBe(false);
  },
);

test('says when the clone is gone', async () => {
  await rm(policy.clonePath, { recursive: true });
  expect(await run('true')).toMatchObject({ exitCode: null, problem: { code: 'clone_missing' } });
});

test.skipIf(lacks(process.platform !== 'linux', NO_PROC))(
  'the watch reports too many processes, too much memory and too much processor time, once',
  async () => {
    const ample = { memoryBytes: 2 ** 50, processes: 1000, cpuSeconds: 1e9 };
    for (const [limits, words] of [
      [{ ...ample, processes: 3 }, 'more than 3 processes'],
      [{ ...ample, memoryBytes: 1024 }, 'of memory'],
      [{ ...ample, cpuSeconds: 0.3 }, 'of processor time'],
    ] as const) {
      const controller = new AbortController();
      let reason = '';
      await run('for i in 1 2 3 4; do sleep 100 & done; while :; do :; done & echo $$; wait', {
        signal: controller.signal,
        onOutput: (text) => {
          watchLimits(
            Number(text),
            limits,
            (exceeded) => {
              reason = exceeded;
              controller.abort();
            },
            20,
          );
        },
      });
      expect(reason).toContain(words);
    }
  },
);

test.skipIf(
  lacks(
    spawnSync('python3', ['--version']).status !== 0 || process.platform !== 'linux',
    'python3 on Linux is not here',
  ),
)('shared memory that no process has mapped counts as memory', async () => {
  const hold = `import os, signal; f = os.memfd_create("x"); [os.write(f, b"x" * 2**20) for _ in range(200)]; signal.pause()`;
  const controller = new AbortController();
  const { promise: reason, resolve } = Promise.withResolvers<string>();
  const limits = { memoryBytes: 150 * 1024 ** 2, processes: 1000, cpuSeconds: 1e9 };
  const unwatch: (() => void)[] = [];
  const running = run(`echo $$; until test -e go; do :; done; exec python3 -c '${hold}'`, {
    signal: controller.signal,
    onOutput: (text) => {
      unwatch.push(watchLimits(Number(text), limits, resolve, 20));
      // Only now: the watch knows what the machine held before.
      writeFileSync(path.join(policy.clonePath, 'go'), '');
    },
  });
  expect(await reason).toBe('it used more than 150 MB of memory');
  controller.abort();
  await running;
  for (const end of unwatch) end();
});

test.skipIf(lacks(process.platform === 'win32', NO_POSIX))(
  'each process has a limit of processor time that fits the time-out',
  async () => {
    const { each } = cpuLimits(15_000, os.availableParallelism());
    expect((await run('ulimit -t; ulimit -Ht')).output).toBe(`${each}\n${each}\n`);
  },
);

test.skipIf(lacks(process.platform !== 'linux' || os.availableParallelism() < 2, 'it needs Linux and two cores'))(
  'a command that keeps every core busy is ended before its time is over, and the model reads why',
  async () => {
    const busy = `for i in $(seq ${os.availableParallelism()}); do (while :; do :; done) & done; wait`;
    const result = await run(busy, { timeoutMs: 5000 });
    const { all } = cpuLimits(5000, os.availableParallelism());
    // On a machine that gives it less than that, its time is over first.
    expect(result.timedOut ? null : result.problem?.message).toBe(
      result.timedOut ? null : `The command was stopped: it used more than ${all} s of processor time.`,
    );
  },
);

test.each([
  ['two cores', 60_000, 2, { all: 60, each: 120 }],
  ['many cores', 60_000, 16, { all: 900, each: 960 }],
  ['one core', 1500, 1, { all: 2, each: 2 }],
])('processor time: %s', (_name, timeoutMs, cores, limits) => expect(cpuLimits(timeoutMs, cores)).toEqual(limits));
