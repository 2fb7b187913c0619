import { execFile } from 'node:child_process';
import type { SshHosts } from '../../shared/repo-reference.ts';

const NAME = /^[a-z\d][\w.-]{0,252}$/i;
/** It only reads files; a rule of the person's own (`Match exec`) may take longer. */
const PATIENCE_MS = 5_000;

/**
 * The hosts behind names of the person's ssh configuration, by asking ssh itself; names that it does not explain are left
 * out. Connects to nothing. `configFile` stands for the person's own.
 */
export async function sshHosts(
  names: readonly string[],
  env: Record<string, string | undefined>,
  configFile: string | null = null,
): Promise<SshHosts> {
  const entries = await Promise.all(
    names
      .filter((name) => NAME.test(name))
      .map(async (name) => {
        const host = await hostOf(name, env, configFile);
        return host === null || host.toLowerCase() === name.toLowerCase() ? [] : [[name, host] as const];
      }),
  );
  return Object.fromEntries(entries.flat());
}

/** Variables by which ssh finds its files and a rule its programs. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'USERPROFILE', 'SYSTEMROOT', 'PROGRAMDATA', 'TMPDIR', 'TEMP'];

function hostOf(
  name: string,
  env: Record<string, string | undefined>,
  configFile: string | null,
): Promise<string | null> {
  const own = Object.fromEntries(INHERITED.flatMap((key) => (env[key] === undefined ? [] : [[key, env[key]]])));
  const args = ['-G', ...(configFile === null ? [] : ['-F', configFile]), '--', name];
  return new Promise((resolve) => {
    execFile('ssh', args, { env: own, timeout: PATIENCE_MS, windowsHide: true }, (error, stdout) => {
      // Without ssh, or with a configuration that it refuses, no name is explained.
      resolve(error ? null : (/^hostname (\S+)$/m.exec(stdout)?.[1] ?? null));
    }).stdin?.end();
  });
}
