import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { lacks } from '../testing/lacks.ts';
import { runCommand } from './run-command.ts';
import { sandboxAvailable } from './sandbox.ts';

const SECRET = 'planted-secret-of-the-home';
const state = await sandboxAvailable();

test('says why there is none', () => {
  expect(state.reason === null).toBe(state.available);
});

// Without user namespaces there is nothing to test; the line above still says why.
describe.skipIf(lacks(process.platform !== 'linux' || !state.available, state.reason))('bubblewrap', () => {
  let folder: string;
  let home: string;
  let policy: SandboxPolicy;
  let server: Server;
  let port: number;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp('/var/tmp/cody-sandbox-'));
    home = await mkdtemp(path.join(os.homedir(), '.cody-sandbox-test-'));
    for (const name of ['.ssh/id_ed25519', '.netrc', '.config/gh/hosts.yml']) {
      await mkdir(path.dirname(path.join(home, name)), { recursive: true });
      await writeFile(path.join(home, name), SECRET);
    }
    policy = {
      mode: 'sandboxed',
      clonePath: path.join(folder, 'runs/one/tree'),
      tempPath: path.join(folder, 'runs/one/temp'),
      cachePath: path.join(folder, 'cache'),
      readPaths: [path.join(folder, 'objects')],
      allowedHosts: [],
    };
    await mkdir(policy.clonePath, { recursive: true });
    await mkdir(path.join(folder, 'objects'));
    await writeFile(path.join(folder, 'objects/pack'), 'readable');
    await writeFile(path.join(folder, 'app-data.json'), SECRET);
    await writeFile(path.join(folder, 'runs/one/events.jsonl'), SECRET);
    server = createServer((_request, response) => response.end('reached')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    process.env.PLANTED_TOKEN = SECRET;
  });
  afterAll(async () => {
    delete process.env.PLANTED_TOKEN;
    server.close();
    await rm(folder, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  });

  const run = (command: string, rest: Partial<SandboxPolicy> = {}) =>
    runCommand({
      command,
      policy: { ...policy, ...rest },
      timeoutMs: 15_000,
      outputCap: 20_000,
      signal: new AbortController().signal,
    });

  test('works: reads and writes the clone, runs tools, reports exit codes', async () => {
    const result = await run('echo hi > file && cat file && git --version && test -w . && exit 7');
    expect(result).toMatchObject({ exitCode: 7, sandboxed: true, problem: null });
    expect(result.output).toMatch(/^hi\ngit version /);
    expect(await readFile(path.join(policy.clonePath, 'file'), 'utf8')).toBe('hi\n');
  });

  test("cannot read homes, the app's data, the environment of others or system secrets", async () => {
    const places = [
      `${home}/.ssh/id_ed25519`,
      `${home}/.netrc`,
      `${home}/.config/gh/hosts.yml`,
      `${folder}/app-data.json`,
      `${folder}/runs/one/events.jsonl`,
      `/proc/${process.pid}/environ`,
      `/proc/${process.ppid}/environ`,
      '/etc/shadow',
      '/proc/1/root/root/.profile',
      '/var/log/dpkg.log',
      '/run/docker.sock',
      '/var/run/docker.sock',
    ];
    for (const place of places) {
      const result = await run(`cat ${place}`);
      expect(result.exitCode, place).not.toBe(0);
      expect(result.output, place).not.toContain(SECRET);
    }
    const all = await run('env; cat /proc/*/environ; cat /proc/*/cmdline; ls -a ~ /root /home');
    expect(all.output).not.toContain(SECRET);
    expect(all.output).not.toContain('PLANTED_TOKEN');
  });

  test('settings of a toolchain that hold a token are there, but empty; those that hold none can be read', async () => {
    const before = process.env.PATH;
    const tools = ['leaky', 'plain'].map((name) => path.join(folder, `tools-${name}`));
    for (const [index, each] of tools.entries()) {
      await mkdir(path.join(each, 'bin'), { recursive: true });
      await mkdir(path.join(each, 'etc'));
      const text = index === 0 ? `//npm.acme.test/:_authToken=${SECRET}\n` : 'registry=https://npm.acme.test/\n';
      await writeFile(path.join(each, 'etc/npmrc'), text);
    }
    process.env.PATH = `${tools.map((each) => path.join(each, 'bin')).join(':')}:${before}`;
    try {
      const result = await run(`cat ${tools.map((each) => path.join(each, 'etc/npmrc')).join(' ')}`);
      expect(result).toMatchObject({ exitCode: 0, output: 'registry=https://npm.acme.test/\n' });
    } finally {
      process.env.PATH = before;
    }
  });

  test('takes from its policy what was found out about the machine before', async () => {
    const machine = { sharedMemory: 1024 ** 2, leakyFiles: ['/etc/debian_version', '/etc/passwd-of-nobody'] };
    const { output } = await run('wc -c < /etc/debian_version; df -B1 --output=size /dev/shm | tail -1', { machine });
    expect(output.trim().split(/\s+/)).toEqual(['0', String(1024 ** 2)]);
  });

  test('shows none of more settings with a credential than it can empty, and no folder that was not looked into', async () => {
    const many = Array.from({ length: 260 }, (_, index) => path.join(folder, 'objects', `leaky-${index}`));
    for (const file of many) await writeFile(file, 'planted-credential\n');
    const machine = { sharedMemory: null, leakyFiles: [...many, '/etc/apt'] };
    const { output } = await run(`cat ${folder}/objects/leaky-* 2>/dev/null; ls -A /etc/apt; echo end`, { machine });
    for (const file of many) await rm(file);
    expect(output).toBe('end\n');
  });

  test('may read what the policy names, and only read it', async () => {
    const result = await run(
      `cat ${folder}/objects/pack; echo x > ${folder}/objects/pack; echo x > ${folder}/objects/new`,
    );
    expect(result.output).toContain('readable');
    expect(result.exitCode).not.toBe(0);
    expect(await readFile(path.join(folder, 'objects/pack'), 'utf8')).toBe('readable');
    expect(await readdir(path.join(folder, 'objects'))).toEqual(['pack']);
  });

  test('writes nowhere but in the clone, its temp and its cache', async () => {
    const before = await readdir(folder, { recursive: true });
    for (const place of [
      '/usr/x',
      '/etc/x',
      '/x',
      '/root/x',
      '/var/x',
      '/opt/x',
      `${home}/x`,
      `${folder}/x`,
      `${folder}/runs/one/x`,
      '/proc/sys/kernel/x',
    ]) {
      const result = await run(`echo x > ${place}`);
      expect(result.exitCode, place).not.toBe(0);
    }
    const result = await run(
      'ln -s /etc/passwd link; echo x > link; chmod 777 /usr; mount -t tmpfs none /mnt; mknod dev b 8 0; rm link',
    );
    expect(result.output).toMatch(/denied|not permitted|Read-only/);
    expect(
      (await readdir(folder, { recursive: true })).filter(
        (name) => !name.startsWith('runs/one/te') && !before.includes(name),
      ),
    ).toEqual([]);
    const own = await run(
      'echo a > "$TMPDIR/a" && echo b > /tmp/b && echo c > "$HOME/c" && echo d > "$XDG_CACHE_HOME/d" && ls /tmp',
    );
    expect(own.exitCode).toBe(0);
    expect(await readFile(path.join(policy.tempPath, 'tmp/a'), 'utf8')).toBe('a\n');
    expect(await readFile(path.join(policy.tempPath, 'tmp/b'), 'utf8')).toBe('b\n');
    expect(await readFile(path.join(policy.tempPath, 'home/c'), 'utf8')).toBe('c\n');
    expect(await readFile(path.join(policy.cachePath, 'd'), 'utf8')).toBe('d\n');
  });

  test('is what a person works in: a short path without blanks, a known host name, a user with a home', async () => {
    const spaced = path.join(folder, "o'brien (work)/Cody Batch");
    const own = {
      clonePath: path.join(spaced, 'tree'),
      tempPath: path.join(spaced, 'temp'),
      cachePath: path.join(spaced, 'cache'),
    };
    await mkdir(own.clonePath, { recursive: true });
    await writeFile(
      path.join(own.clonePath, 'Makefile'),
      'all:\n\tcd $(CURDIR) && sh ./t.sh\n\ttouch $(HOME)/made\n\ttest -d $(TMPDIR) -a -d $(XDG_CACHE_HOME)\n',
    );
    await writeFile(path.join(own.clonePath, 't.sh'), 'pwd\n');
    for (const allowedHosts of [[], ['localhost']]) {
      const made = await run('make -s && pwd -P && git rev-parse --show-toplevel 2>&1', { ...own, allowedHosts });
      expect(made.output).toMatch(/^\/checkout\n\/checkout\nfatal: not a git/);
      const script = `
        const os = require('node:os');
        const { homedir, username } = os.userInfo();
        if (homedir !== process.env.HOME || username !== process.env.USER) throw new Error(homedir + username);
        const server = require('node:net').createServer().listen(0, os.hostname(), () => {
          require('node:net').connect(server.address().port, os.hostname(), () => process.exit(0));
        });`;
      await writeFile(path.join(own.clonePath, 'names.cjs'), script);
      const named = await run('node names.cjs && hostname -i && whoami && test "$NO_COLOR" = ""', {
        ...own,
        allowedHosts,
      });
      expect(named.output).toMatch(/^127\.0\.0\.1\n\w+\n$/);
      expect(named.exitCode).toBe(0);
    }
    expect(await readdir(path.join(own.tempPath, 'home'))).toContain('made');
  });

  test('reaches no network, not even this machine', async () => {
    const script = `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>&1; cat /proc/net/route; ls /sys/class/net 2>&1`;
    const result = await run(script);
    expect(result.output).toMatch(/refused|unreachable/i);
    // The table of routes holds its heading only.
    expect(result.output).not.toMatch(/eth|ens|wlan/);
  });

  test('ends everything with the command, and on time-out', async () => {
    const result = await run('setsid sleep 105 & (setsid nohup sleep 106 &) ; ps -e -o pid= | wc -l');
    expect(result.exitCode).toBe(0);
    const timed = await runCommand({
      command: 'setsid sleep 107 & sleep 108',
      policy,
      timeoutMs: 300,
      outputCap: 100,
      signal: new AbortController().signal,
    });
    expect(timed).toMatchObject({ timedOut: true, exitCode: null });
    const left = await Promise.all(
      (await readdir('/proc'))
        .filter((name) => /^\d+$/.test(name))
        .map((name) => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')),
    );
    expect(left.filter((line) => /^sleep\0(?:105|106|107|108)\0/.test(line))).toEqual([]);
  });

  test('lets commands reach allowed hosts only, through its proxy', async () => {
    const fetchFrom = (host: string) => `curl -sS --noproxy '' -m 5 http://${host}:${port}/; true`;
    const allowed = { allowedHosts: ['localhost'] };
    expect((await run(fetchFrom('localhost'), allowed)).output).toBe('reached');
    expect((await run(fetchFrom('127.0.0.1'), allowed)).output).toContain('blocked');
    expect((await run(fetchFrom('localhost'), { allowedHosts: ['registry.example'] })).output).toContain('blocked');
    expect((await run(`(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>&1`, allowed)).output).toMatch(/refused/);
    const secrets = await run(
      `cat ${home}/.netrc ${folder}/app-data.json /proc/${process.pid}/environ; env; ls ${folder}; echo x > ${folder}/x`,
      allowed,
    );
    expect(secrets.output).not.toContain(SECRET);
    expect(await readdir(folder)).not.toContain('x');
    const own = await run('echo a > inside && echo b > "$TMPDIR/b" && echo "$HOME"', allowed);
    expect(own).toMatchObject({ exitCode: 0, output: '/home/sandbox\n' });
  });

  const yarn4 = spawnSync('yarn', ['--version'], { encoding: 'utf8', cwd: os.tmpdir() }).stdout?.startsWith('4.');
  test.for<readonly [string, boolean | undefined, string]>([
    ['curl', true, 'curl -sS -m 20 https://registry.invalid/'],
    ['Maven', spawnSync('mvn', ['--version']).status === 0, 'mvn -B test'],
    ['Yarn 4', yarn4, 'YARN_HTTP_RETRY=0 YARN_NPM_REGISTRY_SERVER=https://registry.invalid yarn install'],
  ])('%s signs in to the proxy and asks it for an allowed host', async ([name, installed, command], { skip }) => {
    if (!installed) skip(`${name} is not installed`);
    const url = '<id>central</id><url>https://registry.invalid/maven</url>';
    await writeFile(
      path.join(policy.clonePath, 'pom.xml'),
      `<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><repositories><repository>${url}</repository></repositories><pluginRepositories><pluginRepository>${url}</pluginRepository></pluginRepositories></project>`,
    );
    await writeFile(path.join(policy.clonePath, 'package.json'), '{"name":"x","dependencies":{"left-pad":"1.0.0"}}');
    await writeFile(path.join(policy.clonePath, 'yarn.lock'), '');
    const { output } = await runCommand({
      command,
      policy: { ...policy, allowedHosts: ['registry.invalid'] },
      timeoutMs: 50_000,
      outputCap: 20_000,
      signal: new AbortController().signal,
    });
    // The proxy let it in, and found no such host; 407 is a stranger, 403 a forbidden host.
    expect(output).toMatch(/\b502\b/);
    expect(output).not.toMatch(
      /Proxy Authentication Required|(?:response|status:|Code:?\S*) 40[37]\b|EAI_AGAIN|ENOTFOUND/,
    );
  });

  test('writes the settings of Maven where an earlier command left links', async () => {
    const outside = path.join(folder, 'outside');
    await mkdir(outside);
    await run(`rm -rf ~/.m2; ln -s ${outside} ~/.m2`);
    await run('ls', { allowedHosts: ['registry.invalid'] });
    await run(`ln -sf ${outside}/settings.xml ~/.m2/settings.xml; ln -s ${outside}/next ~/.m2/settings.xml.next`);
    await run('ls', { allowedHosts: ['registry.invalid'] });
    expect(await readdir(outside)).toEqual([]);
    expect(await readFile(path.join(policy.tempPath, 'home/.m2/settings.xml'), 'utf8')).toMatch(/^<settings><proxies>/);
  });
});
