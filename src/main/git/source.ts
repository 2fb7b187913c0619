import { isAbsolute } from 'node:path';
import { type AppError, failure, ok, type Result } from '../../shared/errors.ts';
import type { GitSource } from './contract.ts';
import type { GitContext } from './error-rule.ts';
import type { GitSetting } from './git-settings.ts';

/** Name under which a source's URL is known to git, so that the URL itself stays out of argv and configuration files. */
export const REMOTE = 'source';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** How one source is reached: settings for the call, words to keep out of errors, and how errors name it. */
export interface Route {
  settings: GitSetting[];
  secrets: string[];
  context(doing: string): GitContext;
  /** The same place with `.git` at the end, when the URL lacks it: some hosts redirect there. */
  alternative: Route | null;
}

const refused = (message: string, next: string): Result<Route, AppError> => failure('git_rejected', message, { next });

function folderRoute(path: string): Route {
  return {
    settings: [
      [`remote.${REMOTE}.url`, path],
      // The person named this folder: it may belong to another user. Serving it runs nothing of its own.
      [`remote.${REMOTE}.uploadpack`, "git -c 'safe.directory=*' upload-pack"],
      ['protocol.file.allow', 'always'],
    ],
    secrets: [],
    context: (doing) => ({ doing, what: path, host: null, signedIn: false }),
    alternative: null,
  };
}

function httpRoute(url: URL, auth: GitSource['auth'], silenceSeconds: number): Route {
  const settings: GitSetting[] = [
    [`remote.${REMOTE}.url`, url.href],
    // A connection that delivers nothing for this long is dead; servers that are busy send keep-alives.
    ['http.lowSpeedLimit', '1'],
    ['http.lowSpeedTime', String(silenceSeconds)],
  ];
  if (url.protocol === 'http:') settings.push(['protocol.http.allow', 'always']);
  const secrets: string[] = [];
  const signedIn = auth !== null && auth.host.toLowerCase() === url.host;
  if (signedIn) {
    const basic = Buffer.from(`x-access-token:${auth.token}`).toString('base64');
    secrets.push(auth.token, basic);
    settings.push([`http.${url.protocol}//${url.host}/.extraHeader`, `Authorization: Basic ${basic}`]);
  }
  const what = `${url.host}${url.pathname.replace(/(\.git)?\/*$/, '')}`;
  const plain = url.pathname.replace(/\/+$/, '');
  return {
    settings,
    secrets,
    context: (doing) => ({ doing, what, host: url.host, signedIn }),
    alternative: plain.endsWith('.git') ? null : httpRoute(new URL(`${plain}.git`, url), auth, silenceSeconds),
  };
}

/** How to reach a source, or why it may not be reached: only https, http on this machine, and folders. */
export function routeTo(source: GitSource, silenceSeconds: number): Result<Route> {
  if (isAbsolute(source.url)) return ok(folderRoute(source.url));
  const url = URL.canParse(source.url) ? new URL(source.url) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return refused('This address is neither https nor a folder.', 'Use an https address or a local folder.');
  }
  if (url.username !== '' || url.password !== '') {
    return refused(`The address of ${url.host} holds a password.`, 'Remove it; keep tokens in Settings.');
  }
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    return refused(`${url.host} would be reached without encryption.`, 'Use https.');
  }
  return ok(httpRoute(url, source.auth, silenceSeconds));
}

/** Why there is no branch to begin with. A folder has one checked out, a host a default one. */
export function noDefaultBranch(route: Route, head: string): AppError {
  const { what, host } = route.context('');
  const isFolder = host === null;
  return {
    code: 'repo_no_default_branch',
    message: isFolder ? `${what} has no branch checked out.` : `${what} has no default branch.`,
    why: `Its HEAD ${head}.`,
    next: `${isFolder ? 'Check out a branch there' : 'Set a default branch in its settings'}, or name the base branch in the job.`,
  };
}
