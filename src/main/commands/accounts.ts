import { readFileSync, realpathSync } from 'node:fs';

/** A small file of the system that stands in the sandbox instead of the machine's own. */
export interface SystemFile {
  path: string;
  text: string;
}

export interface Account {
  uid: number;
  gid: number;
  home: string;
}

export const HOST_NAME = 'sandbox';

/** The long name first: git and mail programs take it for the machine's full one. */
const HOSTS = `127.0.0.1 localhost
127.0.0.1 ${HOST_NAME}.localdomain ${HOST_NAME}
::1 localhost ip6-localhost ip6-loopback
`;

/** Name of the user that commands run as. Root keeps its own: programs look at it. */
export const userName = (uid: number | undefined): string => (uid === 0 ? 'root' : 'cody');

/**
 * Who machine and user are to a command: tests look up their own host's name and listen on it, and ask whose home it is. In
 * the machine's own files the name of the sandbox does not stand, the home is one that the sandbox does not show, and a user
 * whose account comes from a directory is missing. Only what the machine has is replaced.
 */
export function systemFiles(account: Account): SystemFile[] {
  return [
    { path: '/etc/hosts', text: () => HOSTS },
    { path: '/etc/passwd', text: (own: string) => withUser(own, account) },
    { path: '/etc/group', text: (own: string) => withGroup(own, account.gid) },
  ].flatMap(({ path, text }) => {
    try {
      // Some systems link them to elsewhere, and nothing can be put in place of a link.
      const real = realpathSync(path);
      return [{ path: real, text: text(readFileSync(real, 'utf8')) }];
    } catch {
      return [];
    }
  });
}

/** The accounts of a machine with the user's own one as it is in the sandbox. Pure. */
export function withUser(accounts: string, { uid, gid, home }: Account): string {
  const name = userName(uid);
  const others = accounts.split('\n').filter((line) => {
    const [otherName, , otherUid] = line.split(':');
    return line !== '' && otherName !== name && otherUid !== String(uid);
  });
  return [`${name}:x:${uid}:${gid}:Cody Batch:${home}:/bin/bash`, ...others, ''].join('\n');
}

/** The groups of a machine, with the user's own one. Pure. */
export function withGroup(groups: string, gid: number): string {
  const lines = groups.split('\n').filter((line) => line !== '');
  const known = lines.some((line) => line.split(':')[2] === String(gid));
  return [...lines, ...(known ? [] : [`${userName(gid)}:x:${gid}:`]), ''].join('\n');
}
