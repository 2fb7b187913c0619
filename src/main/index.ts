/** The composition root: reads the command line, builds the rooms, opens a window or works without one, quits in order. */
import { mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { app, type BrowserWindow, nativeTheme, powerMonitor, session } from 'electron';
import { stackOf } from '../shared/defect.ts';
import type { Versions } from '../shared/diagnostics.ts';
import { type AppError, thrownText } from '../shared/errors.ts';
import type { Settings } from '../shared/settings.ts';
import { terminalLines } from '../shared/terminal-text.ts';
import { type AppArguments, overridesFrom, parseArguments, USAGE } from './command-line/arguments.ts';
import { INTERRUPTED, interruption } from './command-line/interruption.ts';
import { createDiagnostics } from './diagnostics/diagnostics.ts';
import { followPower } from './engine/app/power.ts';
import type { Composed } from './engine/compose.ts';
import type { Engine } from './engine/contract.ts';
import { type Broadcast, createBroadcast } from './ipc/broadcast.ts';
import type { Help } from './ipc/help-handlers.ts';
import { createChosenFiles, routeMethods } from './ipc/router.ts';
import { systemClock } from './lib/clock.ts';
import { defectLogger, windowDefects } from './lib/defects.ts';
import { createLog, type Log } from './lib/log.ts';
import { createKnownSecrets } from './redact/known-secrets.ts';
import { createSearch } from './search/search.ts';
import { electronForker } from './session/fork-electron.ts';
import { storePaths } from './store/paths.ts';
import { createAttention } from './window/attention.ts';
import { claimFolder } from './window/claim-folder.ts';
import { closeDoors } from './window/closed-doors.ts';
import { lockDown } from './window/lockdown.ts';
import { installMenu } from './window/menu.ts';
import { APP_ORIGIN, registerAppScheme, serveApp } from './window/protocol.ts';
import { quitInOrder } from './window/quit-in-order.ts';
import { openWindow } from './window/window.ts';

const HERE = import.meta.dirname;
const knownSecrets = createKnownSecrets();
/** A page that does not come keeps no run waiting for longer. */
const PAGE_MS = 3000;
const LOG_BYTES = 5_000_000;

registerAppScheme();
app.setName('Cody Batch');
const late = app.isPackaged && !isDriven() ? closeDoors(app.commandLine) : null;
const parsed = parseArguments(process.argv, process.cwd(), app.isPackaged, process.env);
if (late !== null) {
  complain(`Cody Batch does not start with --${late}.`);
  app.exit(2);
} else if (!parsed.ok) {
  complain(parsed.error.message);
  process.stderr.write(`${parsed.error.next ?? ''}\n`);
  app.exit(2);
} else if (parsed.value.help) {
  process.stdout.write(`${USAGE}\n`);
  app.exit(0);
} else {
  start(parsed.value);
}

function start(args: AppArguments): void {
  // The demo keeps away from the person's own jobs.
  const data = args.data ?? (args.demo ? `${app.getPath('userData')} demo` : null);
  if (data) {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    app.setPath('userData', data);
  }
  // Nothing is drawn, and a process of its own for that would die of a signal to the group, and take main with it.
  if (args.headless) app.commandLine.appendSwitch('in-process-gpu');
  // Until the work begins, Electron hears the signals, and would end as if all were done.
  if (args.headless) app.once('before-quit', () => app.exit(INTERRUPTED));
  if (!claimFolder(app.getPath('userData'), args.headless, complain)) return;
  const log = createLog({
    file: logFile(),
    clock: systemClock,
    redact: knownSecrets.redact,
    maxBytes: LOG_BYTES,
  });
  const onDefect = defectLogger(log);
  const end = (place: string) => (thrown: unknown) => {
    onDefect(place, thrown);
    endInDefect(thrown);
  };
  process.on('uncaughtException', end('main'));
  process.on('unhandledRejection', end('main, a promise'));
  // Whoever reads along may go away; that is no defect.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason !== 'clean-exit') onDefect('the process of the window', `${reason}, code ${exitCode}`);
  });
  // Sessions and the demo are heard of where they are started.
  app.on('child-process-gone', (_event, { type, name = '', reason, exitCode }) => {
    if (type !== 'Utility' && reason !== 'clean-exit') onDefect(`${type} ${name}`, `${reason}, code ${exitCode}`);
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.on('preload-error', (_preload, _file, error) => onDefect('preload', error));
  });
  // Never `await` at the top of this module: `ready` waits for the module to end.
  app
    .whenReady()
    .then(() => (args.headless ? workWithoutWindow(args, log) : workInWindow(args, log)))
    .catch(end('main, at the start'));
}

function logFile(): string {
  return path.join(app.getPath('userData'), 'logs', 'main.log');
}

function versionsNow(): Versions {
  const { electron = '', chrome = '', node } = process.versions;
  return {
    app: app.getVersion(),
    electron,
    chrome,
    node,
    system: `${process.platform} ${os.release()} ${process.arch}`,
  };
}

/** A package for our own tests, which drive it from outside: decided when it is packaged, never when it is started. */
function isDriven(): boolean {
  const manifest: unknown = JSON.parse(readFileSync(path.join(app.getAppPath(), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'isDriven' in manifest && manifest.isDriven === true;
}

/** Whatever nobody expected: said, and never a process that hangs without a window. */
function endInDefect(error: unknown): void {
  complain(stackOf(error));
  app.exit(70);
}

/** An error's words may be those of a repository, the model or a host. */
function complain(words: string): void {
  process.stderr.write(`${terminalLines(knownSecrets.redact(words)).join('\n')}\n`);
}

/** The engine is most of the code: it is loaded when something is already to be seen. */
async function engineFor(args: AppArguments, log: Log): Promise<Composed> {
  const { composeEngine } = await import('./engine/compose.ts');
  return composeEngine({
    dataFolder: app.getPath('userData'),
    version: app.getVersion(),
    unattended: args.headless,
    scripted: args.demo,
    settingsOverrides: overridesFrom(args),
    environment: process.env,
    knownSecrets,
    log,
    forkSession: electronForker(path.join(HERE, 'worker.js')),
    forkDemo: electronForker(path.join(HERE, 'demo.js')),
    groupingFile: path.join(HERE, 'review.js'),
    diskFile: path.join(HERE, 'disk.js'),
  });
}

async function workWithoutWindow(args: AppArguments, log: Log): Promise<void> {
  const signal = interruption(
    process,
    () => performance.now(),
    () => app.exit(INTERRUPTED),
  );
  const [{ engine, demo, close }, { runHeadless }] = await Promise.all([
    engineFor(args, log),
    import('./command-line/headless.ts'),
  ]);
  followPower(powerMonitor, engine.power);
  const say = (line: string) => void process.stdout.write(`${knownSecrets.redact(line)}\n`);
  const code = await runHeadless({ engine, args, demo, say, signal });
  await close();
  app.exit(code);
}

async function workInWindow(args: AppArguments, log: Log): Promise<void> {
  // What is built for users knows no other source of its pages than its own folder.
  const devServer = import.meta.env.DEV ? (process.env.CODY_BATCH_DEV_SERVER ?? null) : null;
  // The page runs its script while the engine is loaded: each takes about as long as the other.
  const page = serveApp(path.join(HERE, '../renderer'), devServer);
  const composed = Promise.race([page, wait(PAGE_MS)]).then(() => engineFor(args, log));
  lockDown(session.defaultSession, (what) => log.warn('blocked', { what }));
  const shown = Promise.withResolvers<void>();

  let window: BrowserWindow | null = null;
  const windows = () => (window && !window.isDestroyed() ? [window] : []);
  const broadcast = createBroadcast({
    windows,
    onWatched: async (runId, watched) => {
      const { threads } = (await composed).engine;
      await (watched ? threads.watch({ runId }) : threads.unwatch({ runId }));
    },
  });
  const search = createSearch(path.join(HERE, 'search.js'), app.getPath('userData'), defectLogger(log));
  const diagnostics = createDiagnostics({
    program: path.join(HERE, 'diagnostics.js'),
    versions: versionsNow(),
    logFile: logFile(),
    eventsFile: storePaths(app.getPath('userData')).events,
    secrets: knownSecrets.values,
    onDefect: defectLogger(log),
  });
  const help: Help = {
    versions: versionsNow(),
    logFile: logFile(),
    noticesFile: app.isPackaged
      ? path.join(process.resourcesPath, 'THIRD-PARTY-NOTICES.txt')
      : path.join(HERE, '../third-party-notices.txt'),
    diagnostics,
    onWindowDefect: windowDefects(log, systemClock),
  };
  const chosen = createChosenFiles({ origin: APP_ORIGIN, windows });
  const started = composed.then(async ({ engine }) => {
    followPower(powerMonitor, engine.power);
    const attention = createAttention(() => windows()[0] ?? null);
    engine.onPush((push) => {
      if (push.type === 'settings') applySettings(push.settings);
      broadcast.push(push);
      attention(push);
    });
    await startEngine(engine, shown.promise);
    return engine;
  });
  const handlers = started.then(async (engine) => {
    const { createHandlers } = await import('./ipc/handlers.ts');
    return createHandlers(engine, broadcast, search, chosen, help);
  });
  routeMethods(handlers, {
    origin: APP_ORIGIN,
    redact: knownSecrets.redact,
    windows,
    onDefect: async (name, error) => {
      defectLogger(log)(name, error);
      return unexpected(thrownText(error));
    },
  });
  installMenu((action) => broadcast.push({ type: 'menu', action }));
  quitInOrder(async () => {
    shown.resolve();
    await Promise.all([search.close(), diagnostics.close()]);
    // Whoever leaves before all is read: what begins after the store is closed would be lost.
    await started.catch(() => undefined);
    await (await composed).close();
  });
  const show = () => {
    window ??= showWindow(
      broadcast,
      started.catch(() => undefined),
      () => {
        window = null;
        shown.resolve();
      },
    );
    window.once('show', shown.resolve);
  };
  app.on('second-instance', () => {
    window?.show();
    window?.focus();
  });
  app.on('activate', show);
  show();

  const [engine] = await Promise.all([started, handlers]);
  // The samples are set up while the window opens; a notice says so.
  if (args.demo) await engine.demo.start({});
}

/** The window opens whatever the store says: a problem is shown in it, as a notice. */
async function startEngine(engine: Engine, shown: Promise<void>): Promise<void> {
  await engine.start(shown);
  const state = await engine.app.state({});
  if (state.ok) applySettings(state.value.settings);
}

const applySettings = ({ theme }: Settings): void => {
  nativeTheme.themeSource = theme;
};

function showWindow(broadcast: Broadcast, themed: Promise<unknown>, onClosed: () => void): BrowserWindow {
  const window = openWindow({
    themed,
    preload: path.join(HERE, '../preload/index.cjs'),
    stateFile: path.join(app.getPath('userData'), 'window.json'),
    icon: path.join(app.getAppPath(), 'resources/icons/256x256.png'),
  });
  const contents = window.webContents;
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) broadcast.forget(contents);
  });
  window.on('closed', () => {
    broadcast.forget(contents);
    onClosed();
  });
  return window;
}

const unexpected = (why: string): AppError => ({
  code: 'unexpected',
  message: 'Something went wrong inside the app.',
  why,
  next: 'Try again. If it happens again, report it: Help has Export diagnostics.',
});
