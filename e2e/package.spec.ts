import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { chromium, expect, test } from '@playwright/test';
import { type OrdinaryUser, ordinaryUser } from './ordinary-user.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

test.skip(process.platform !== 'linux', 'the unpacked app is started with Linux means');
test.describe.configure({ mode: 'serial' });

let folder: string;
let home: string;
let executable: string;
/** The same app in a package that lets itself be driven. */
let driven: string;
let user: OrdinaryUser | null;
const started: ChildProcess[] = [];

test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-package-'));
  // Not in the project, which may lie in a home folder that nobody else can enter.
  const build = (name: string, ...more: string[]): string => {
    const args = ['scripts/package.mjs', '--dir', ...more, `--output=${path.join(folder, name)}`];
    const built = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect(built.status, built.stdout + built.stderr).toBe(0);
    return path.join(folder, name, 'linux-unpacked/cody-batch');
  };
  executable = build('shipped');
  driven = build('driven', '--driven');
  user = ordinaryUser();
  if (user) home = user.own(folder, 'home');
});

test.afterAll(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** Starts the packaged app as an ordinary user, in a home of its own, and without any key of this machine. */
function start(args: string[], environment: Record<string, string> = {}, program = executable): ChildProcess {
  if (!user) throw new Error('the suite was not skipped');
  const variables = Object.entries({
    PATH: process.env.PATH ?? '',
    DISPLAY: process.env.DISPLAY ?? '',
    HOME: home,
    XDG_RUNTIME_DIR: home,
    CODY_BATCH_MACHINE: process.env.CODY_BATCH_MACHINE ?? 'calm',
    ...environment,
  }).map(([name, value]) => `${name}=${value}`);
  // After the change of user, which sets a HOME of its own.
  const [first = '', ...rest] = [...user.prefix, 'env', '-i', ...variables, program, ...args];
  const child = spawn(first, rest, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  return child;
}

async function outputOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

/** The fuse that keeps Node's inspector out also keeps Playwright's launcher out: DevTools' own port is the way in. */
function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`the app ended with exit code ${code}:\n${text}`)));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (address) resolve(address);
    });
  });
}

/** Attaches when the window's page is there: while it is being made, an attempt to attach may never be answered. */
async function attach(address: string) {
  const list = new URL('/json/list', address.replace(/^ws/, 'http'));
  await expect
    .poll(async () => ((await (await fetch(list)).json()) as { url: string }[]).map(({ url }) => url))
    .toEqual([expect.stringMatching(/^app:/)]);
  return chromium.connectOverCDP(address);
}

/** Seccomp modes of the app's renderer processes: 2 is Chromium's filter. */
function rendererSeccompModes(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        if (!command.startsWith(driven) || !command.includes('--type=renderer')) return [];
        return [/^Seccomp:\t(\d)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''];
      } catch {
        return []; // The process ended while we looked.
      }
    });
}

/** Paths of all that lies in the app's archive. */
const archived = (): string[] =>
  listPackage(path.join(path.dirname(executable), 'resources/app.asar'), { isPack: false });

/** The package that a path lies in, or nothing: `/node_modules/@a/b/lib/x.js` lies in `@a/b`. */
const packageOf = (file: string): string[] =>
  file.match(/(?<=.*\/node_modules\/)(?:@[^/]+\/)?[^@./][^/]*(?=\/)/g)?.slice(-1) ?? [];

test('the package holds the app and no stand-in for it', () => {
  const resources = path.join(path.dirname(executable), 'resources');
  // Not its sources, its tests or what was built before.
  const parts = ['LICENSE', 'node_modules', 'out', 'package.json', 'resources'];
  expect([...new Set(archived().map((file) => file.split('/')[1]))].sort()).toEqual(parts);
  expect(archived().filter((file) => /gallery|testing/.test(file) && file.startsWith('/out/'))).toEqual([]);
  expect(existsSync(path.join(resources, 'default_app.asar'))).toBe(false);
  expect(readdirSync(path.join(resources, 'app.asar.unpacked/node_modules/@vscode'))).toEqual([
    expect.stringMatching(/^ripgrep-linux-/),
  ]);
});

test('the licences of everything inside lie beside it', () => {
  const resources = path.join(path.dirname(executable), 'resources');
  const notices = readFileSync(path.join(resources, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  const named = new Set([...notices.matchAll(/^=+\n(\S+) \S+ \(.+\)$/gm)].map((match) => match[1]));
  const lying = [...new Set(archived().flatMap(packageOf))];
  expect(lying).toContain('@anthropic-ai/sandbox-runtime');
  expect(lying.filter((name) => !named.has(name))).toEqual([]);
  // What is bundled into main, into a session, into the window, into the worker that colours diffs, and taken into our sources.
  for (const name of ['gitleaks', 'lowdb', '@anthropic-ai/sdk', 'react', '@pierre/highlights'])
    expect(named).toContain(name);
  expect(existsSync(path.join(path.dirname(executable), 'LICENSES.chromium.html'))).toBe(true);
});

test('the packaged window loads inside Chromium’s real sandbox', async () => {
  test.skip(!user, 'this system grants no user namespaces to ordinary users');
  const app = start(['--remote-debugging-port=0', '--data', path.join(home, 'data')], {}, driven);
  const browser = await attach(await debuggerAddress(app));
  const context = browser.contexts()[0];
  if (!context) throw new Error('the app has no page');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  await expect(page).toHaveTitle(/Cody Batch/);
  expect(page.url()).toMatch(/^app:\/\/bundle\//);
  expect(await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'api')])).toEqual(
    ['undefined', 'object'],
  );
  const modes = rendererSeccompModes();
  expect(modes.length).toBeGreaterThan(0);
  expect(new Set(modes)).toEqual(new Set(['2']));
  await browser.close();
  const gone = once(app, 'exit');
  app.kill('SIGTERM');
  await gone;
});

test('the packaged app does the demo without a window, and nobody drives it from outside', async () => {
  test.skip(!user, 'this system grants no user namespaces to ordinary users');
  const report = path.join(home, 'report.json');
  const data = path.join(home, 'demo');
  const doors = ['--remote-debugging-port=0', '--remote-debugging-pipe', '--inspect=0', '--inspect-brk=0'];
  const quiet = ['--ozone-platform=headless', '--disable-gpu', '--data', data];
  const { code, output } = await outputOf(start([...doors, ...quiet, '--demo', '--headless', '--report', report]));
  expect(code, output).toBe(0);
  expect(JSON.parse(readFileSync(report, 'utf8')).runs.length).toBeGreaterThanOrEqual(4);
  expect(output).not.toMatch(/listening on ws/i);
  expect(existsSync(path.join(data, 'DevToolsActivePort'))).toBe(false);
  // V8 has read this one before the app can say anything about it.
  const late = await outputOf(start(['--js-flags=--allow-natives-syntax', ...quiet, '--help']));
  expect(late.output).toContain('does not start with --js-flags');
  expect(late.code).toBe(2);
});

test('the packaged executable is no Node that others can use', async () => {
  test.skip(!user, 'this system grants no user namespaces to ordinary users');
  const script = path.join(home, 'script.cjs');
  writeFileSync(script, 'process.stdout.write("ran as Node")', { mode: 0o644 });
  const child = start([script, '--headless'], {
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: `--require ${path.join(home, 'nowhere.cjs')}`,
  });
  const { code, output } = await outputOf(child);
  // The app itself answers: it has nothing to do without a list.
  expect(output).toContain('Usage:');
  expect(output).not.toContain('ran as Node');
  expect(code).toBe(2);
});
