import { shell } from 'electron';
import { headOf } from '../../shared/cut.ts';
import { failure, ok, type Result } from '../../shared/errors.ts';
import { isLoopbackHost } from '../../shared/hosts.ts';

/** The one way of a link out of the app. Errors: not_allowed (no web link). */
export async function openLink(url: string): Promise<Result<Record<string, never>>> {
  if (!isWebLink(url)) {
    return failure('not_allowed', 'Only web links are opened in the browser.', { why: `This is ${headOf(url, 200)}.` });
  }
  await shell.openExternal(url);
  return ok({});
}

/** https anywhere, http on loopback only: the demo's and a local server's pages. */
function isWebLink(link: string): boolean {
  const url = new URL(link);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.host));
}
