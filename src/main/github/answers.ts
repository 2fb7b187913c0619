import { z } from 'zod';
import { headOf } from '../../shared/cut.ts';
import { unhidden } from '../../shared/hidden-text.ts';
import { isLoopbackHost } from '../../shared/hosts.ts';
import { webOriginOf } from './hosts.ts';

/** What a host answers becomes a commit's author, a git address and a link to click: it is taken in these forms only. */

/** A person's, an organisation's or an app's name: `cody`, `acme_corp`, `release-bot[bot]`. */
export const Login = z.string().regex(/^[\w.-]{1,100}(?:\[bot\])?$/);
export const RepositoryName = z.string().regex(/^(?!\.{1,2}$)[\w.-]{1,100}$/);
export const CommitId = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
/** A branch as git could have it; nothing in it may look like an option, a path upwards or more than one line. */
export const BranchName = z
  .string()
  .max(255)
  .refine((name) => !/^[-/]|\.\.|[\p{Cc}\p{Cf} ~^:?*[\\]|\/$|\.lock$/u.test(name), 'is no name of a branch');
/** Words that are only shown. */
export const ShownText = z.string().transform((text) => headOf(unhidden(text).replace(/\s+/g, ' '), 300));

/** An https address without user information; http on this machine only. */
export const CloneUrl = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, host, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(host));
}, 'is no https address');

/** Where people read a pull request: what the host says if it is that very page, otherwise the address that it must have. */
export function pullRequestUrl(apiUrl: string, owner: string, name: string, number: number, said: string): string {
  const page = `${webOriginOf(apiUrl)}/${owner}/${name}/pull/${number}`;
  return plain(said) === page.toLowerCase() ? said : page;
}

function plain(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname, username, password, search, hash } = new URL(address);
  return [username, password, search, hash].some((part) => part !== '') ? null : `${origin}${pathname}`.toLowerCase();
}
