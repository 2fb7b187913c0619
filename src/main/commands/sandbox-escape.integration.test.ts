import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { endSurvivors } from '../lib/survivors.ts';
import { lacks } from '../testing/lacks.ts';
import { homeOf, placesFor, temporaryOf } from './places.ts';
import { runCommand } from './run-command.ts';
import { sandboxAvailable } from './sandbox.ts';
import { systemCallFilter } from './seccomp.ts';

const SECRET = 'planted-secret-beside-the-clone';
const state = await sandboxAvailable();

test('the filter of system calls is there for the processors that the app is built for', () => {
  for (const processor of ['x64', 'arm64']) {
    const filter = systemCallFilter(processor);
    expect(filter?.length).toBeGreaterThan(100);
    // Whole instructions, and the last one lets the call pass.
    expect((filter?.length ?? 1) % 8).toBe(0);
    expect(filter?.subarray(-8).toString('hex')).toBe('060000000000ff7f');
  }
  expect(systemCallFilter('riscv64')).toBeNull();
});

// The ways out that were found by trying, in both networks: without any host, and with an allow-list.
describe.skipIf(lacks(process.platform !== 'linux' || !state.available, state.reason))('a hostile command', () => {
  let folder: string;
  let policy: SandboxPolicy;
  let socket: Server;
  const networks: [string, string[]][] = [
    ['no host', []],
    ['allowed hosts', ['localhost']],
  ];

  beforeAll(async () => {
    folder = await realpath(await mkdtemp('/var/tmp/cody-escape-'));
    policy = {
      mode: 'sandboxed',
      clonePath: path.join(folder, 'runs/one/tree'),
      tempPath: path.join(folder, 'runs/one/temp'),
      cachePath: path.join(folder, 'runs/one/cache'),
      readPaths: [],
      allowedHosts: [],
    };
    await mkdir(policy.clonePath, { recursive: true });
    await writeFile(path.join(folder, 'secret.txt'), SECRET);
    socket = createServer((connection) => connection.end(SECRET)).listen(path.join(folder, 'agent.sock'));
    await once(socket, 'listening');
  });
  afterAll(async () => {
    socket.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (command: string, allowedHosts: string[] = []) =>
    runCommand({
      command,
      policy: { ...policy, allowedHosts },
      timeoutMs: 20_000,
      outputCap: 20_000,
      signal: new AbortController().signal,
    });

  test.each(networks)(
    'cannot turn its own folders into links that the next mount follows (%s)',
    { timeout: 120_000 },
    async (_name, hosts) => {
      const up = '../'.repeat(20);
      for (const target of ['../../..', `${up}${folder.slice(1)}`, `/oldroot${folder}`]) {
        const { temporary, home, cache, clone } = placesFor(policy);
        for (const place of [temporary, home, cache, clone, '/home']) {
          const moved = await run(`cd / && mv ${place} ${place}.old && ln -s ${target} ${place}`, hosts);
          expect(moved.exitCode, place).not.toBe(0);
        }
        await run(`rm -rf ${temporary} ${home}; ln -s ${target} ${temporary}`, hosts);
        const after = await run(`cat /tmp/secret.txt "$TMPDIR/secret.txt" ~/secret.txt; echo x > /tmp/planted`, hosts);
        expect(after.output).not.toContain(SECRET);
        expect(await readdir(folder)).not.toContain('mine');
      }
    },
  );

  /** Ids of the processes that have this clone in their sandbox: seen from outside, where nothing can be hidden. */
  async function livingIn(tree: string): Promise<string[]> {
    const { dev, ino } = await stat(tree);
    const same = async (pid: string): Promise<boolean> => {
      const found = await stat(`/proc/${pid}/root/checkout`).catch(() => null);
      return found?.dev === dev && found.ino === ino;
    };
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(pids.map(same));
    return pids.filter((_, index) => found[index]);
  }

  const python = spawnSync('/usr/bin/python3', ['--version']).status === 0 && process.arch === 'x64';
  if (!python) console.info('skipped: the escapes need python3 in /usr/bin and an x64 processor');
  const escapes = networks.flatMap(([name, hosts]) =>
    ['memory', 'ptrace'].map((way) => [way, name, hosts] as [string, string, string[]]),
  );

  test.skipIf(!python).each(escapes)(
    'does not outlive its end by changing the first process of its namespace (%s, %s)',
    { timeout: 60_000 },
    async (way, _name, hosts) => {
      await cp(path.join(import.meta.dirname, 'testing'), policy.clonePath, { recursive: true });
      const result = await run(`python3 escape_${way}.py`, hosts);
      // Through memory it does get what it wants; by ptrace it is refused.
      expect(result).toMatchObject({ exitCode: 0, output: way === 'memory' ? 'escaped\n' : 'refused 1\n' });
      expect(await livingIn(policy.clonePath)).toEqual([]);
    },
  );

  test.skipIf(!python)('does not outlive a time-out or a cancel in that way', async () => {
    await cp(path.join(import.meta.dirname, 'testing'), policy.clonePath, { recursive: true });
    for (const ending of ['timeout', 'cancel']) {
      const controller = new AbortController();
      const result = await runCommand({
        command: 'python3 escape_memory.py; sleep 60',
        policy,
        timeoutMs: ending === 'timeout' ? 4000 : 60_000,
        outputCap: 1000,
        signal: controller.signal,
        onOutput: () => ending === 'cancel' && controller.abort(),
      });
      expect(result).toMatchObject({ timedOut: ending === 'timeout', cancelled: ending === 'cancel' });
      expect(await livingIn(policy.clonePath)).toEqual([]);
    }
  });

  test.skipIf(!python)('is found and ended when the process that ran it was killed', async () => {
    await cp(path.join(import.meta.dirname, 'testing'), policy.clonePath, { recursive: true });
    const command = 'python3 escape_memory.py; sleep 600';
    const runner = fork(path.join(import.meta.dirname, 'testing/runner.ts'), [JSON.stringify({ command, policy })]);
    await once(runner, 'message');
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    // The escape did work: nothing that belonged to the runner ends it.
    expect(await livingIn(policy.clonePath)).not.toEqual([]);
    expect(await endSurvivors([path.join(folder, 'another'), path.dirname(policy.clonePath)])).toMatchObject({
      ok: true,
    });
    expect(await livingIn(policy.clonePath)).toEqual([]);
  });

  test.skipIf(!python)('gets no socket of a family that no namespace holds', async () => {
    const families = '[1, 2, 10, 16, 40, 38, 17, 21, 29, 31]';
    await writeFile(
      path.join(policy.clonePath, 'families.py'),
      `import socket\nfor f in ${families}:\n try:\n  socket.socket(f, socket.SOCK_RAW if f == 16 else socket.SOCK_STREAM)\n  print(f)\n except OSError as e: assert e.errno == 97, e\n`,
    );
    for (const [, hosts] of networks) expect((await run('python3 families.py', hosts)).output).toBe('1\n2\n10\n16\n');
  });

  test('reaches the proxy also where looking programs up takes long', { timeout: 60_000 }, async () => {
    const slow = path.join(folder, 'slow');
    await mkdir(slow);
    await writeFile(path.join(slow, 'which'), '#!/bin/sh\nsleep 5\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${slow}:${process.env.PATH}` };
    const asked = { command: `echo "\${HTTP_PROXY##*@}"`, policy: { ...policy, allowedHosts: ['localhost'] } };
    const runner = fork(path.join(import.meta.dirname, 'testing/runner.ts'), [JSON.stringify(asked)], { env });
    expect((await once(runner, 'message'))[0]).toBe('localhost:3128\n');
    runner.kill();
    await once(runner, 'exit');
  });

  test('has no place to write in memory without a bound', async () => {
    const { output } = await run(
      'awk \'$3 == "tmpfs" && $4 ~ /^rw/ { print $2 }\' /proc/mounts; df -B1 --output=size /dev/shm | tail -1; echo x > /dev/shm/x && echo written; for f in /dev /etc/ssh /run /; do echo x > $f/x; done 2>&1 | grep -vc "Read-only"; true',
    );
    expect(output).toBe(`/dev/shm\n${256 * 1024 ** 2}\nwritten\n0\n`);
  });

  test('a link that was put there without a sandbox is not followed into one', async () => {
    for (const place of [temporaryOf(policy), homeOf(policy)]) {
      await rm(place, { recursive: true, force: true });
      await symlink('../../..', place);
    }
    const { output } = await run('cat /tmp/secret.txt ~/secret.txt; echo x > /tmp/mine; echo x > ~/mine');
    expect(output).not.toContain(SECRET);
    expect(await readFile(path.join(temporaryOf(policy), 'mine'), 'utf8')).toBe('x\n');
    expect(await readdir(folder)).not.toContain('mine');
  });

  test.each(networks)(
    'cannot change settings of the kernel, also when the app runs as root (%s)',
    async (_name, hosts) => {
      // Writing back what is there does no harm where it succeeds.
      const { output } = await run(
        'for each in core_pattern modprobe hostname; do at=/proc/sys/kernel/$each; v=$(cat $at); echo "$v" > $at && echo OPEN; done',
        hosts,
      );
      expect(output).toMatch(/Read-only file system|Permission denied/);
      expect(output).not.toContain('OPEN');
    },
  );

  test.each(networks)('has no capability, no new user namespace, and no way to unmount (%s)', async (_name, hosts) => {
    const { output } = await run(
      'grep -E "CapEff|CapBnd|NoNewPrivs|Seccomp:" /proc/self/status; unshare -Ur true && echo NAMESPACE; umount -l /proc/sys && echo UNMOUNTED',
      hosts,
    );
    expect(output.match(/Cap\w+:\t0000000000000000/g)).toHaveLength(2);
    expect(output).toMatch(/NoNewPrivs:\t1[\s\S]*Seccomp:\t2/);
    expect(output).not.toMatch(/NAMESPACE|UNMOUNTED/);
  });

  test.skipIf(lacks(spawnSync('perl', ['-e', '1']).status !== 0, 'Perl is not installed'))(
    "cannot reach the kernel's keyring of the person's login",
    async () => {
      // keyctl(KEYCTL_GET_KEYRING_ID, session keyring), by number: x64 and arm64.
      const call = process.arch === 'x64' ? 250 : 219;
      for (const [, hosts] of networks) {
        const { output } = await run(
          `perl -e '$r = syscall(${call}, 0, -3, 0); print $r < 0 ? "refused $!" : "ring"'`,
          hosts,
        );
        expect(output).toBe('refused Operation not permitted');
      }
    },
  );

  test.each(networks)(
    'inherits nothing that is open, and sees no process and no socket of the machine (%s)',
    async (_name, hosts) => {
      const { output } = await run(
        `ls /proc/self/fd | tr "\\n" " "; echo; set -- /proc/[0-9]*; echo $#; ls -l /proc/[0-9]*/fd 2>/dev/null | grep -c ${folder}; find / -xdev -type s 2>/dev/null; true`,
        hosts,
      );
      const [open, processes = '', leaked, ...sockets] = output.trim().split('\n');
      // The last one is the folder that ls is reading.
      expect(open?.trim()).toBe('0 1 2 3');
      expect(Number(processes)).toBeLessThan(20);
      expect(leaked).toBe('0');
      expect(sockets).toEqual([]);
      const { output: said } = await run(`curl -sS --unix-socket ${folder}/agent.sock http://x/ 2>&1; true`, hosts);
      expect(said).not.toContain(SECRET);
    },
  );

  test('cannot reach hosts by pretending to be another command, or without the proxy', async () => {
    const listed = await run(
      'curl -sS --noproxy "" -m 5 http://not-listed.example/ 2>&1; curl -sS -m 5 -x http://srt:guess@localhost:3128 http://localhost:9/ -o /dev/null -w "%{http_code}" --noproxy "" 2>&1; true',
      ['localhost'],
    );
    expect(listed.output).toMatch(/blocked|403/);
    expect(listed.output).toMatch(/407$/);
    // An address of the machine, not its loopback.
    const own = Object.values(os.networkInterfaces())
      .flat()
      .find((each) => each?.family === 'IPv4' && !each.internal)?.address;
    const direct = await run(
      `(exec 3<>/dev/tcp/${own ?? '10.0.0.1'}/22) 2>&1; (exec 3<>/dev/tcp/169.254.169.254/80) 2>&1; true`,
      ['localhost'],
    );
    expect(direct.output.match(/^.*connect: .*(?:unreachable|refused)/gim)).toHaveLength(2);
  });

  test.each(networks)('leaves no file of the sandbox itself in the clone (%s)', async (_name, hosts) => {
    await rm(policy.clonePath, { recursive: true });
    await mkdir(policy.clonePath);
    await run('true', hosts);
    expect(await readdir(policy.clonePath)).toEqual([]);
  });
});
