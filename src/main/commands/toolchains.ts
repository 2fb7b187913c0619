import { existsSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { commandPath } from './environment.ts';

/** Folders of the system that every command may read. Home folders, `/var`, `/run` and the app's own data are not. */
export const SYSTEM_FOLDERS = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/etc',
  '/opt',
  '/nix/store',
  '/gnu/store',
  '/snap',
];

/** Parts of the system's folders that hold secrets; unreadable to an ordinary user, not to root. */
export const SECRET_FILES = [
  '/etc/shadow',
  '/etc/shadow-',
  '/etc/gshadow',
  '/etc/gshadow-',
  '/etc/sudoers',
  '/etc/krb5.keytab',
  // Settings of the whole machine in which companies like to put tokens and proxies with passwords.
  '/etc/environment',
  '/etc/gitconfig',
  '/etc/netrc',
  '/etc/apt/auth.conf',
  '/etc/security/opasswd',
  '/etc/ipsec.secrets',
];
export const SECRET_FOLDERS = [
  '/etc/ssh',
  '/etc/ssl/private',
  '/etc/sudoers.d',
  '/etc/NetworkManager',
  '/etc/wireguard',
  '/etc/docker',
  '/etc/kubernetes',
  '/etc/letsencrypt',
  '/etc/openvpn',
  '/etc/ppp',
  '/etc/mysql',
  '/etc/pki/tls/private',
  '/etc/apt/auth.conf.d',
  '/etc/rancher',
  '/etc/vault.d',
  '/etc/consul.d',
  '/etc/nomad.d',
  '/etc/gitlab-runner',
  '/etc/buildkite-agent',
  '/etc/wpa_supplicant',
  '/etc/swanctl',
  '/etc/cloud',
  '/etc/systemd',
  '/etc/cups',
];

/** Folders under home that hold tools and credentials side by side: only what is named is made readable. */
const MIXED: Record<string, string[]> = {
  '.cargo': ['.cargo/bin', '.rustup'],
  '.local': ['.local/bin', '.local/lib', '.local/pipx', '.local/share/pipx', '.local/share/uv'],
};

/**
 * What a hidden folder of a home may show when its `bin` is in PATH (`~/.pyenv/shims`, `~/.volta/bin`). The rest of it may
 * hold credentials: `~/.docker/config.json`, `~/.pulumi/credentials.json`, `~/.fly/config.yml`.
 */
const TOOL_PARTS = [
  ...['bin', 'sbin', 'shims', 'lib', 'lib64', 'libexec', 'share', 'include', 'versions', 'version', 'installs'],
  ...['plugins', 'tools', 'toolchains', 'install', 'candidates', 'completions', 'aliases', 'alias', 'sdk', 'shared'],
];

/**
 * Folders of PATH outside the system's own, with the toolchain around them: `~/.nvm/versions/node/v24/bin` needs the
 * folder that holds `lib` too. Never a home folder as a whole, nor one that holds a home.
 * @param homes folders that must not become readable as a whole
 */
export function toolchainFolders(pathValue: string | undefined, homes: readonly string[] = [os.homedir()]): string[] {
  const found = new Set<string>();
  for (const entry of commandPath(pathValue)) {
    for (const folder of [entry, realFolder(entry)]) {
      if (folder === null || isSystem(folder)) continue;
      for (const readable of around(folder, homes)) if (existsSync(readable)) found.add(readable);
    }
  }
  return [...found];
}

function around(folder: string, homes: readonly string[]): string[] {
  for (const home of homes) {
    const [top = ''] = path.relative(home, folder).split(path.sep);
    const named = MIXED[top];
    if (named) return named.map((each) => path.join(home, each));
  }
  const parent = path.dirname(folder);
  if (homes.some((home) => path.dirname(parent) === home) && path.basename(parent).startsWith('.'))
    return [folder, ...TOOL_PARTS.map((part) => path.join(parent, part))];
  const whole = ['bin', 'shims', 'sbin'].includes(path.basename(folder)) && !holdsHome(parent, homes);
  if (whole) return [parent];
  return holdsHome(folder, homes) ? [] : [folder];
}

const holdsHome = (folder: string, homes: readonly string[]): boolean =>
  folder === path.parse(folder).root ||
  ['/home', '/Users', '/root', '/tmp', '/var', '/run', '/mnt', '/media'].includes(folder) ||
  homes.some((home) => home === folder || home.startsWith(folder + path.sep));

const isSystem = (folder: string): boolean =>
  SYSTEM_FOLDERS.some((system) => folder === system || folder.startsWith(`${system}/`));

function realFolder(folder: string): string | null {
  try {
    return realpathSync(folder);
  } catch {
    return null;
  }
}
