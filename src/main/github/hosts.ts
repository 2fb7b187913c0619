const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Is this API on this very machine? */
export const isLoopback = (apiUrl: string): boolean => LOOPBACK.test(new URL(apiUrl).hostname);

/**
 * The host whose repositories an API serves: `https://api.github.com` → `github.com`, `https://HOST/api/v3` → `HOST`,
 * `https://api.SUB.ghe.com` → `SUB.ghe.com`; otherwise the API's own host. Ports stay.
 */
export function webHostOf(apiUrl: string): string {
  const { host } = new URL(apiUrl);
  return host === 'api.github.com' || (host.startsWith('api.') && host.endsWith('.ghe.com')) ? host.slice(4) : host;
}

/** The address that commits carry when a person hides the real one. */
export function noreplyEmail(apiUrl: string, id: number, login: string): string {
  const [name = ''] = webHostOf(apiUrl).split(':');
  return `${id}+${login}@users.noreply.${name}`;
}
