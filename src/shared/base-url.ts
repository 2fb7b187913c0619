import { z } from 'zod';

/** What ends the address of an endpoint, and not that of the API: clients put it behind the base URL themselves. */
const ENDPOINT = /\/v1(?:\/(?:messages(?:\/count_tokens|\/batches)?|models|complete|chat\/completions))?$/i;
/** Invisible signs that come along when an address is copied from a page or a chat. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060\uFEFF]/g;
/** Names and addresses of this machine and of private networks, which mostly speak http. */
const NEAR =
  /^(?:localhost|[\w-]+\.local(?:host)?|127(?:\.\d+){3}|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|\[::1\])(?=[:/?#]|$)/i;

const HttpUrl = z.url({ protocol: /^https?$/, normalize: true });

/**
 * An address as a person meant it: blanks, quotes, invisible signs, query and slashes at its end taken off, the scheme put
 * before it where it is missing. Null when it is no http address, or holds a name or password, which does not belong into it.
 */
function repairedUrl(text: string): string | null {
  const bare = text
    .replace(INVISIBLE, '')
    .trim()
    .replace(/^["'`<(]+|["'`>),;]+$/g, '')
    .trim();
  if (bare === '' || /\s/.test(bare)) return null;
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(bare)
    ? bare
    : `${NEAR.test(bare) ? 'http' : 'https'}://${bare.replace(/^\/+/, '')}`;
  const parsed = HttpUrl.safeParse(whole);
  const parts = /^(https?:\/\/)([^/?#]+)([^?#]*)/.exec(parsed.data ?? '');
  if (!parts) return null;
  const [, scheme = '', host = '', path = ''] = parts;
  if (host.includes('@')) return null;
  return scheme + host + path.replace(/\/{2,}/g, '/').replace(/\/+$/, '');
}

/** The base URL of the Claude API or of a gateway, also when the address of one of its endpoints was given. */
export function repairedClaudeUrl(text: string): string | null {
  let url = repairedUrl(text);
  while (url !== null && ENDPOINT.test(url)) url = url.replace(ENDPOINT, '').replace(/\/+$/, '');
  // The key would travel in clear until the redirect.
  return url?.replace(/^http:\/\/(?=(?:[\w-]+\.)*anthropic\.com(?:\/|$))/i, 'https://') ?? null;
}
