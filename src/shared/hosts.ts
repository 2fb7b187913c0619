/** Is this host (port allowed) the machine itself? Only then may a connection be unencrypted. Pure. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/:\d+$/, '').toLowerCase();
  return bare === 'localhost' || bare.endsWith('.localhost') || bare === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(bare);
}

/**
 * The host whose repositories are served by the API on `apiHost`: `api.github.com` → `github.com`, `api.SUB.ghe.com` →
 * `SUB.ghe.com`; otherwise the API's own. Ports stay. `owner/name` lines of a list are meant there. Pure.
 */
export const webHostOfApi = (apiHost: string): string =>
  apiHost === 'api.github.com' || (apiHost.startsWith('api.') && apiHost.endsWith('.ghe.com'))
    ? apiHost.slice('api.'.length)
    : apiHost;

/** The host that `owner/name` means, from the address of GitHub's API in the settings. Nobody else may decide it. Pure. */
export function defaultHostOf({ githubUrl }: { githubUrl: string }): string {
  const host = /^https?:\/\/([^/?#]+)/i.exec(githubUrl)?.[1]?.toLowerCase() ?? '';
  return webHostOfApi(host.replace(/:443$/, ''));
}
