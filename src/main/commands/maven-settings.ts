import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { homeOf } from './places.ts';

/**
 * Tells Maven of the proxy: it reads no variable, and takes a password from its settings only. They lie in the private home,
 * where an earlier command may have left anything: no link is followed, and what is in the way goes.
 */
export async function writeMavenSettings(
  policy: Pick<SandboxPolicy, 'tempPath'>,
  proxy: { port: number; user: string; token: string },
): Promise<void> {
  const folder = path.join(homeOf(policy), '.m2');
  const file = path.join(folder, 'settings.xml');
  await mkdir(homeOf(policy), { recursive: true });
  const found = await lstat(folder).catch(() => null);
  if (found && !found.isDirectory()) await rm(folder, { force: true });
  await mkdir(folder, { recursive: true });
  const stale = await lstat(file).catch(() => null);
  if (stale?.isDirectory()) await rm(file, { recursive: true, force: true });
  const next = `${file}.next`;
  await rm(next, { recursive: true, force: true });
  await writeFile(next, settingsFor(proxy), { mode: 0o600, flag: 'wx' });
  await rename(next, file);
}

const settingsFor = ({ port, user, token }: { port: number; user: string; token: string }): string => {
  const proxy = (protocol: string): string =>
    `<proxy><id>${protocol}</id><active>true</active><protocol>${protocol}</protocol><host>localhost</host><port>${port}</port><username>${escaped(user)}</username><password>${escaped(token)}</password><nonProxyHosts>localhost|127.0.0.1|[::1]</nonProxyHosts></proxy>`;
  return `<settings><proxies>${proxy('http')}${proxy('https')}</proxies></settings>\n`;
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
