#!/usr/bin/env node
// The app while it is being worked on: `npm run dev [-- --demo]`. A change of the window shows at once and keeps what is
// open; a change of main, the preload or a session's worker starts the app again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createNetServer } from 'node:net';
import { resolveConfig } from 'electron-vite';
import { build, createServer, mergeConfig } from 'vite';
import { ensureElectron } from './electron-runtime.mjs';
import { forgetBuild } from './lib/build.mjs';
import { hasDisplay, startVirtualDisplay } from './lib/display.mjs';
import { end, ROOT } from './lib/processes.mjs';
import { ensureSystem } from './system.mjs';

const say = (message) => console.error(`[dev] ${message}`);

/** The page has an origin without a port, so the server cannot look for one: what it is told is what the page is told. */
async function freePort() {
  const server = createNetServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

async function serveWindow(config) {
  const port = await freePort();
  const host = '127.0.0.1';
  const server = await createServer(
    mergeConfig(config, { server: { host, port, strictPort: true, hmr: { protocol: 'ws', host, clientPort: port } } }),
  );
  await server.listen();
  return { url: `http://${host}:${port}`, close: () => server.close() };
}

/** Builds into out/ now and after each change; resolves after the first time. */
async function buildAndWatch(config, onRebuilt) {
  const built = Promise.withResolvers();
  let isFirst = true;
  const done = () => {
    if (!isFirst) onRebuilt();
    isFirst = false;
    built.resolve(null);
  };
  // After the plugins that build further programs when main is built.
  const closeBundle = { order: /** @type {const} */ ('post'), sequential: true, handler: done };
  const watcher = await build(
    mergeConfig(config, { build: { watch: {} }, plugins: [{ name: 'cody-batch:dev', closeBundle }] }),
  );
  await built.promise;
  return watcher;
}

/** Starts the app, again whenever it is told to; `ended` resolves when it quits by itself or by `stop`. */
function keepRunning(executable, args, env) {
  const ended = Promise.withResolvers();
  let restarting = false;
  const start = () => {
    restarting = false;
    const started = spawn(executable, args, { cwd: ROOT, stdio: 'inherit', env });
    started.on('exit', (code) => {
      // One after the other: two apps on one data folder would be one too many.
      if (restarting) child = start();
      else ended.resolve(code ?? 1);
    });
    return started;
  };
  let child = start();
  return {
    ended: ended.promise,
    restart() {
      if (restarting) return;
      say('main has changed: starting again');
      restarting = true;
      child.kill('SIGTERM');
    },
    async stop() {
      restarting = false;
      await end(child);
    },
  };
}

async function main(given) {
  const virtual = !hasDisplay();
  const { executable } = await ensureElectron();
  ensureSystem({ executable, purposes: virtual ? ['display'] : [] });
  process.env.NODE_ENV = 'development';
  forgetBuild();
  const { config } = await resolveConfig({ root: ROOT, mode: 'development', logLevel: 'warn' }, 'serve', 'development');
  if (!config) throw new Error('electron.vite.config.ts holds no configuration');

  const window = await serveWindow(config.renderer ?? {});
  /** @type {ReturnType<typeof keepRunning> | undefined} */
  let app;
  const restart = () => app?.restart();
  await buildAndWatch(config.preload ?? {}, restart);
  await buildAndWatch(config.main ?? {}, restart);
  const screen = virtual ? await startVirtualDisplay() : null;
  if (screen) say(`no display: the window opens on a virtual one, ${screen.environment.DISPLAY}.`);

  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = { ...process.env, ...screen?.environment, CODY_BATCH_DEV_SERVER: window.url };
  const running = keepRunning(executable, [...sandbox, ROOT, ...given], env);
  app = running;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void running.stop());
  const code = await running.ended;
  await window.close();
  await screen?.stop();
  return code;
}

try {
  // Watchers would keep the process alive.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(`[dev] ${error.message}`);
  process.exit(1);
}
