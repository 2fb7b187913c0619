import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeSynced } from '../lib/write-durably.ts';

/**
 * Outranks every `.gitattributes`: what counts as text is decided by looking at it, and no driver is asked for. Line ends,
 * encodings and keywords are the repository's: files come out and go in as in any clone. Filters are named by attributes and
 * defined by settings; there are no settings here that define one, so none runs (see left-out.ts).
 */
const ATTRIBUTES = '* !diff !merge\n';

export interface GitFolder {
  /** `ref: refs/heads/main`, or a commit. */
  head: string;
  bare: boolean;
  /** Object folders to read from besides its own. */
  borrows: string[];
  /** Content of the `shallow` file, or null for a whole history. */
  shallow: string | null;
  refs: Record<string, string>;
  /** 64-digit ids instead of 40. */
  sha256: boolean;
  /** Where a clone says that it came from: tools ask for it. Left out: nowhere. */
  origin?: Origin | null;
}

export interface Origin {
  /** Without a user or a password. */
  url: string;
  /** The branch that follows one of the same name there. */
  branch: string;
}

/** A value in a git configuration file, which knows two escapes; what has a control character is no value of ours. */
const quoted = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

const originLines = ({ url, branch }: Origin): string[] =>
  /\p{Cc}/u.test(url + branch)
    ? []
    : [
        '[remote "origin"]',
        `\turl = ${quoted(url)}`,
        '\tfetch = +refs/heads/*:refs/remotes/origin/*',
        `[branch ${quoted(branch)}]`,
        '\tremote = origin',
        `\tmerge = ${quoted(`refs/heads/${branch}`)}`,
      ];

/** The app's own settings of a git directory; nothing in them names a program. */
export const plainConfig = ({ bare, sha256, origin }: Pick<GitFolder, 'bare' | 'sha256' | 'origin'>): string =>
  [
    '[core]',
    `\trepositoryformatversion = ${sha256 ? 1 : 0}`,
    `\tfilemode = ${process.platform !== 'win32'}`,
    `\tbare = ${bare}`,
    ...(sha256 ? ['[extensions]', '\tobjectFormat = sha256'] : []),
    ...(origin ? originLines(origin) : []),
    '',
  ].join('\n');

/** Lays out a git directory by hand: no template, no hook, no process, and on disk. The folder may exist; files of the same name are replaced. */
export async function writeGitFolder(path: string, folder: GitFolder): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await mkdir(join(path, 'objects', 'info'), { recursive: true });
  await mkdir(join(path, 'objects', 'pack'), { recursive: true });
  await mkdir(join(path, 'refs', 'heads'), { recursive: true });
  await mkdir(join(path, 'info'), { recursive: true });
  const refs = Object.entries(folder.refs).sort(([a], [b]) => (a < b ? -1 : 1));
  const packed = refs.map(([name, id]) => `${id} ${name}\n`).join('');
  await writeSynced(join(path, 'config'), plainConfig(folder));
  await writeSynced(join(path, 'info', 'attributes'), ATTRIBUTES);
  if (folder.borrows.length > 0) {
    await writeSynced(
      join(path, 'objects', 'info', 'alternates'),
      folder.borrows.map((borrowed) => `${borrowed}\n`).join(''),
    );
  }
  if (folder.shallow !== null) await writeSynced(join(path, 'shallow'), folder.shallow);
  else await rm(join(path, 'shallow'), { force: true });
  if (packed !== '') await writeSynced(join(path, 'packed-refs'), `# pack-refs with: sorted \n${packed}`);
  // Last: git takes a folder for a repository once HEAD is there.
  await writeSynced(join(path, 'HEAD'), `${folder.head}\n`);
  await syncFolder(path);
}
