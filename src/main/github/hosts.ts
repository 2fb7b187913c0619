import { isLoopbackHost, webHostOfApi } from '../../shared/hosts.ts';

/** Is this API on this very machine? */
export const isLoopback = (apiUrl: string): boolean => isLoopbackHost(new URL(apiUrl).host);

/** The host whose repositories an API serves: `https://HOST/api/v3` → `HOST`. */
export const webHostOf = (apiUrl: string): string => webHostOfApi(new URL(apiUrl).host);

/** Where the pages of an API's host begin: `https://HOST`. */
export const webOriginOf = (apiUrl: string): string => `${new URL(apiUrl).protocol}//${webHostOf(apiUrl)}`;

/** The address that commits carry when a person hides the real one. */
export function noreplyEmail(apiUrl: string, id: number, login: string): string {
  const [name = ''] = webHostOf(apiUrl).split(':');
  return `${id}+${login}@users.noreply.${name}`;
}
