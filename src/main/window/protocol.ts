import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { net, protocol } from 'electron';

/** The window's pages come from app://bundle, never from file://, so that they have an origin of their own. */
export const APP_ORIGIN = 'app://bundle';

/**
 * Nothing but the app's own files. Style attributes are allowed because virtual lists and menus place themselves with
 * them; scripts never are. `blob:` images are pictures of a changeset that main has handed over as bytes.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * Serves the window from `folder`; any other host, and any path outside the folder, is refused. While it is being worked
 * on, a server on loopback gives its pages instead: the page may then run what that server writes into it, and hear of
 * changes.
 * @returns resolves when a page has the scripts that it begins with: until then whoever keeps main busy keeps the page waiting
 */
export function serveApp(folder: string, devServer: string | null): Promise<void> {
  const hasScripts = Promise.withResolvers<void>();
  const awaited = new Set<string>();
  const policy =
    devServer === null
      ? CONTENT_SECURITY_POLICY
      : CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'").replace(
          "connect-src 'self'",
          `connect-src 'self' ${devServer.replace(/^http/, 'ws')}`,
        );
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'bundle') return refuse(403);
    const file = path.resolve(folder, `.${decodeURIComponent(url.pathname === '/' ? '/index.html' : url.pathname)}`);
    if (!file.startsWith(folder + path.sep)) return refuse(403);
    const source = devServer === null ? pathToFileURL(file).href : `${devServer}${url.pathname}${url.search}`;
    const found = await net.fetch(source).catch(() => null);
    if (!found?.ok) return refuse(404);
    const headers = new Headers(found.headers);
    headers.set('content-security-policy', policy);
    headers.set('x-content-type-options', 'nosniff');
    headers.set('cross-origin-opener-policy', 'same-origin');
    if (!/\.(?:js|html)$/.test(file)) return new Response(found.body, { status: 200, headers });
    const text = await found.text();
    if (file.endsWith('.html')) for (const name of scriptsOf(text)) awaited.add(path.resolve(folder, name));
    else awaited.delete(file);
    // The server of a page that is being worked on names its scripts otherwise: nothing is awaited then.
    if (awaited.size === 0) setTimeout(hasScripts.resolve);
    return new Response(text, { status: 200, headers });
  });
  return hasScripts.promise;
}

/** The scripts that a page is drawn by, relative to it. */
const scriptsOf = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, name = '']) => name);

const refuse = (status: number): Response =>
  new Response(null, { status, headers: { 'content-security-policy': CONTENT_SECURITY_POLICY } });
