import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { holdsNamedSecret, holdsSecretShape } from '../../shared/secret-shapes.ts';
import { SECRET_FOLDERS } from './toolchains.ts';

/** Settings in which companies put tokens and proxies with passwords, but which tools need where they hold none. */
const SETTINGS =
  /(?:^|\/)(?:[\w.-]*(?:pip\.conf|npmrc|yarnrc(?:\.yml)?|wgetrc|curlrc|netrc|condarc|bashrc|zshrc|zshenv|zprofile|cshrc|profile|my\.cnf|odbc\.ini|msmtprc|ssmtp\.conf|crontab|fstab|settings\.xml|gradle\.properties)|(?:profile|environment|sources\.list|apt\.conf|yum\.repos|conf|cron)\.d\/[^/]+|(?:default|sysconfig|cron\.(?:hourly|daily|weekly|monthly))\/[^/]+)$/;
/** Certificates and links to programs: thousands of files, and no settings. */
const PLAIN_FOLDERS = /\/(?:ssl\/certs|pki\/ca-trust|ca-certificates|alternatives|fonts)$/;
const LARGEST = 256 * 1024;
const MOST_FILES = 10_000;
/** Settings of a toolchain that does not lie in the system's folders. */
const OF_TOOLCHAIN = ['etc/npmrc', '.npmrc', 'pip.conf', 'etc/pip.conf', '.condarc', 'etc/wgetrc', 'conf/settings.xml'];

/**
 * Files of a folder of the system that hold a credential, by its shape or, in settings, by its name. A command sees them empty.
 * What this process may not read, a command may not, either. Folders that were not looked into, since there are too many files, are named as a whole.
 */
export async function leakyFiles(root: string, most = MOST_FILES): Promise<string[]> {
  const found: string[] = [];
  let seen = 0;
  const folders = [root];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    if (seen >= most) return [...found, folder, ...folders];
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const file: string = path.join(folder, entry.name);
      seen += 1;
      if (entry.isDirectory()) {
        if (!SECRET_FOLDERS.includes(file) && !PLAIN_FOLDERS.test(file)) folders.push(file);
      } else if (entry.isFile() && (await leaks(file))) found.push(file);
    }
  }
  return found;
}

/** The same for folders that hold tools: only where their settings lie. */
export async function leakyToolchainFiles(folders: readonly string[]): Promise<string[]> {
  const files = folders.flatMap((folder) => OF_TOOLCHAIN.map((name) => path.join(folder, name)));
  const leaking = await Promise.all(files.map(leaks));
  return files.filter((_, index) => leaking[index]);
}

async function leaks(file: string): Promise<boolean> {
  try {
    const stats = await lstat(file);
    if (!stats.isFile() || stats.size > LARGEST) return false;
    const text = await readFile(file, 'utf8');
    return !text.includes('\0') && (holdsSecretShape(text) || (SETTINGS.test(file) && holdsNamedSecret(text)));
  } catch {
    return false;
  }
}

const LOOK_AGAIN_MS = 10 * 60_000;
let ofSystem: { at: number; files: Promise<string[]> } | null = null;

/** Of this machine; looked for again after a while, for it means to read every file of its settings. */
export function leakySystemFiles(): Promise<string[]> {
  if (ofSystem === null || performance.now() - ofSystem.at > LOOK_AGAIN_MS) {
    const files = Promise.all(['/etc', '/usr/local/etc', '/usr/etc'].map((root) => leakyFiles(root))).then((found) =>
      found.flat(),
    );
    ofSystem = { at: performance.now(), files };
  }
  return ofSystem.files;
}
