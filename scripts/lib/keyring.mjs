import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cacheRoot } from '../runtime/unpack.mjs';
import { end } from './processes.mjs';

function startBus(environment) {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: environment,
    detached: true,
  });
  return new Promise((resolve, reject) => {
    let text = '';
    bus.on('error', reject);
    bus.on('exit', (code) => reject(new Error(`dbus-daemon ended with exit code ${code}`)));
    bus.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve({ bus, address: text.split('\n')[0] });
    });
  });
}

/** The daemon's first process returns once the keyring is unlocked; the one that stays ends with its bus. */
function unlockKeyring(environment) {
  const unlock = spawnSync('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--daemonize'], {
    input: 'throwaway\n',
    env: environment,
    encoding: 'utf8',
  });
  if (unlock.status !== 0) throw new Error(`gnome-keyring-daemon: ${unlock.stderr.trim() || unlock.error?.message}`);
}

/**
 * Starts a private D-Bus session with an unlocked, empty keyring, in a home folder that goes away afterwards.
 * Linux only: elsewhere the environment stays as it is.
 * @returns {Promise<{ environment: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function startPrivateKeyring() {
  if (process.platform !== 'linux') return { environment: {}, stop: async () => {} };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-session-'));
  const inside = (name) => {
    const at = path.join(folder, name);
    mkdirSync(at, { mode: 0o700 });
    return at;
  };
  const environment = {
    // Found before HOME changes, so that nothing is downloaded again.
    ELECTRON_RUNTIME_CACHE: cacheRoot(),
    HOME: inside('home'),
    XDG_DATA_HOME: inside('data'),
    XDG_CACHE_HOME: inside('cache'),
    XDG_CONFIG_HOME: inside('config'),
    XDG_RUNTIME_DIR: inside('run'),
    GNOME_KEYRING_CONTROL: '',
  };
  const { bus, address } = await startBus({ ...process.env, ...environment });
  environment.DBUS_SESSION_BUS_ADDRESS = address;
  const stop = async () => {
    await end(bus);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    unlockKeyring({ ...process.env, ...environment });
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment, stop };
}
