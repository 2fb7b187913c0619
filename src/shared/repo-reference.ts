import { isLoopbackHost } from './hosts.ts';
import type { RepoRef } from './repo.ts';

/** A repository that a piece of text names, or why it names none. The reason never repeats user information of a URL. */
export type RepoReference = { ok: true; repo: RepoRef } | { ok: false; reason: string };

const accept = (repo: RepoRef): RepoReference => ({ ok: true, repo });
const refuse = (reason: string): RepoReference => ({ ok: false, reason });

const NOT_A_REPOSITORY = 'not a repository: expected owner/name, an https or ssh URL, or the path of a folder';
const USER_INFORMATION =
  'holds a user name, password or token: remove everything before the @ (tokens belong in Settings, not in addresses)';

/** First path segments of github.com that are pages, never accounts. */
const PAGES_NOT_ACCOUNTS = new Set(
  'about apps codespaces collections contact customer-stories dashboard enterprise events explore features gist github-copilot issues join login logout marketplace new notifications organizations orgs pricing pulls readme search security sessions settings signup site sponsors stars team topics trending users watching'.split(
    ' ',
  ),
);
/** Segments after a repository's own that lead to a page inside it. */
const PAGES_OF_A_REPOSITORY = new Set(
  '-actions- - actions archive blame blob branches browse commit commits compare discussions edit find graphs issues labels merge_requests milestones network packages pipelines projects pull pull-requests pulls pulse raw releases security settings src stargazers tags tree wiki'.split(
    ' ',
  ),
);

const CONTROL = /\p{Cc}/u;
const OWNER = /^[a-z\d](?:[a-z\d_-]{0,38})$/i;
const NAME = /^(?!\.{1,2}$)[\w.-]{1,100}$/;
const HOST = /^(?:(?!-)[a-z\d_-]{1,63}(?<!-)(?:\.(?!-)[a-z\d_-]{1,63}(?<!-))*\.?|\[[\da-f:.]{2,45}\])$/i;

/**
 * Understands one repository: `owner/name` on `defaultHost`, `host/owner/name`, an http(s), ssh, git or file URL, the
 * scp form `git@host:owner/name`, a link copied from a browser, or the absolute path of a folder.
 */
export function parseRepoReference(text: string, defaultHost: string): RepoReference {
  if (CONTROL.test(text)) return refuse('holds control characters');
  const url = /^(?:git\+)?([a-z][a-z\d+.-]*):\/\/(.*)$/i.exec(text);
  if (url) return fromUrl((url[1] ?? '').toLowerCase(), url[2] ?? '', defaultHost);
  if (/^(?:\/|~(?:\/|$)|[a-z]:[\\/]|\\\\[^\\])/i.test(text)) return fromFolder(text);
  if (/^\.{1,2}(?:[\\/]|$)/.test(text)) return refuse('a relative folder: write its whole path, starting with / or ~/');
  const scp = /^(?:([^@:/\s]+)@)?([^@:/\s]+):(?!\d+\/)([^:\s]+)$/.exec(text);
  if (scp?.[3] && (scp[1] || /\.|^localhost$/i.test(scp[2] ?? '')) && !scp[3].includes('@'))
    return fromHost('ssh', scp[2] ?? '', scp[3] ?? '', defaultHost);
  if (/^[^/]*@/.test(text)) return refuse(USER_INFORMATION);
  return fromShorthand(text, defaultHost);
}

function fromUrl(scheme: string, rest: string, defaultHost: string): RepoReference {
  if (scheme === 'file') return fromFileUrl(rest);
  if (!['https', 'http', 'ssh', 'git'].includes(scheme)) return refuse(`${scheme}:// addresses are not supported`);
  const [, authority = '', path = ''] = /^([^/?#\\]*)(.*)$/s.exec(rest) ?? [];
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : authority.slice(0, at);
  // An ssh user is a name by nature, and it is dropped: the address becomes an https one.
  if (at >= 0 && (scheme !== 'ssh' || user.includes(':'))) return refuse(USER_INFORMATION);
  // The same mistake with a slash inside the password.
  if (/^[^/]*:[^/]*[^/\d]/.test(authority) && !authority.startsWith('[') && rest.includes('@'))
    return refuse(USER_INFORMATION);
  const host = authority.slice(at + 1);
  return fromHost(scheme, host, path.replace(/[?#].*$/s, ''), defaultHost);
}

function fromHost(scheme: string, hostAndPort: string, path: string, defaultHost: string): RepoReference {
  const [, bare = '', port = ''] = /^(.*?)(?::(\d{0,5}))?$/.exec(hostAndPort) ?? [];
  if (!HOST.test(bare) || Number(port) > 65_535)
    return refuse('the host name is empty or has characters that do not belong in one');
  let host = bare
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\.(?=github\.com$)/, '');
  const ownPort = scheme === 'https' ? '443' : '80';
  // The port of ssh or git:// says nothing about where https answers.
  if ((scheme === 'http' || scheme === 'https') && port !== '' && port !== ownPort) host += `:${port}`;
  if (scheme === 'http' && !isLoopbackHost(host))
    return refuse('http:// is not encrypted, so tokens and code could be read on the way: use https://');
  const decoded = decode(path);
  if (decoded === null || CONTROL.test(decoded)) return refuse('the address holds characters that cannot be read');
  let segments = decoded.split('/').filter((segment) => segment !== '');
  if (host === 'gist.github.com' || host.endsWith('.githubusercontent.com'))
    return refuse('a gist or a single file, not a repository');
  if (host === 'api.github.com') host = 'github.com';
  if (segments[0] === 'repos') segments = segments.slice(1);
  else if (segments[0] === 'api' && segments[1] === 'v3' && segments[2] === 'repos') segments = segments.slice(3);
  return isGitHubShaped(host, defaultHost)
    ? onGitHub(scheme === 'http' ? 'http' : 'https', host, segments)
    : onOtherHost(scheme === 'http' ? 'http' : 'https', host, segments);
}

const isGitHubShaped = (host: string, defaultHost: string): boolean =>
  host === 'github.com' || host.endsWith('.ghe.com') || host === defaultHost.toLowerCase();

function onGitHub(scheme: string, host: string, segments: string[]): RepoReference {
  const [owner, written] = segments;
  if (!owner) return refuse('names a host, not a repository');
  // An Enterprise server has other pages, and its organisations are called Team, Security or Apps.
  if (host === 'github.com' && PAGES_NOT_ACCOUNTS.has(owner.toLowerCase()))
    return refuse(`a page of ${host}, not a repository`);
  if (!written) return refuse(`names the account ${owner.slice(0, 60)}, not a repository: expected owner/name`);
  const name = written.replace(/\.git$/i, '');
  if (!OWNER.test(owner)) return refuse('the owner is not a name that GitHub allows (letters, digits and hyphens)');
  if (!NAME.test(name))
    return refuse('the name is not one that GitHub allows (letters, digits, hyphen, dot, underscore)');
  const page = segments[2];
  if (page !== undefined && !PAGES_OF_A_REPOSITORY.has(page.toLowerCase()))
    return refuse('has more parts than owner/name and is no known page of a repository');
  return accept({ kind: 'remote', host, owner, name, url: `${scheme}://${host}/${owner}/${name}.git` });
}

function onOtherHost(scheme: string, host: string, all: string[]): RepoReference {
  const { segments, suffix } = cutPage(all);
  if (segments.some((segment) => segment === '.' || segment === '..')) return refuse('the path holds . or ..');
  if (segments.some((segment) => !/^[^\s\\:*?"<>|\p{Cf}]+$/u.test(segment) || segment.startsWith('-')))
    return refuse('the path has characters that do not belong in a repository address');
  const name = segments.at(-1)?.replace(/\.git$/i, '');
  if (!name) return refuse('names a host, not a repository');
  const owner = segments.slice(0, -1).join('/');
  const path = segments.map((segment) => encodeURIComponent(segment).replaceAll('%40', '@')).join('/');
  return accept({ kind: 'remote', host, owner, name, url: `${scheme}://${host}/${path}${suffix}` });
}

/**
 * Takes a page's part off an address copied from a browser. Other hosts may nest groups, so a page's word only counts
 * where something follows it; GitLab marks its pages with `/-/`. Their clone address then needs `.git`.
 */
function cutPage(all: string[]): { segments: string[]; suffix: string } {
  const git = all.findIndex((segment) => /.\.git$/i.test(segment));
  if (git >= 0) return { segments: all.slice(0, git + 1), suffix: '' };
  const page = all.findIndex(
    (segment, index) =>
      index >= 2 && index < all.length - 1 && (segment === '-' || PAGES_OF_A_REPOSITORY.has(segment.toLowerCase())),
  );
  return page >= 0 ? { segments: all.slice(0, page), suffix: '.git' } : { segments: all, suffix: '' };
}

function fromShorthand(text: string, defaultHost: string): RepoReference {
  if (/\s/.test(text) || !text.includes('/')) return refuse(NOT_A_REPOSITORY);
  const slash = text.indexOf('/');
  const first = text.slice(0, slash);
  const looksLikeHost = first.includes('.') || first.includes(':') || first.toLowerCase() === 'localhost';
  const scheme = (host: string): string => (isLoopbackHost(host) ? 'http' : 'https');
  if (!looksLikeHost) return fromHost(scheme(defaultHost), defaultHost, text, defaultHost);
  const rest = text.slice(slash + 1).replace(/[?#].*$/s, '');
  if (!rest.includes('/'))
    return refuse('names a host and one part only: write the whole address, starting with https://');
  return fromHost(scheme(first), first, rest, defaultHost);
}

function fromFileUrl(rest: string): RepoReference {
  const [, host = '', path = ''] = /^([^/]*)(.*)$/s.exec(rest) ?? [];
  if (host !== '' && host.toLowerCase() !== 'localhost') return refuse('a folder of another machine');
  const decoded = decode(path.replace(/[?#].*$/s, ''));
  if (decoded === null || CONTROL.test(decoded)) return refuse('the address holds characters that cannot be read');
  return fromFolder(decoded.replace(/^\/(?=[a-z]:\/)/i, ''));
}

function fromFolder(text: string): RepoReference {
  const path = text.replace(/(?<=[^\\/:])[\\/]+$/, '');
  const name = path
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.git$/i, '');
  if (!name || name === '~' || /^[a-z]:$/i.test(name)) return refuse('a whole disk or home folder, not a repository');
  if (/(?:^|[\\/])\.\.(?:[\\/]|$)/.test(path)) return refuse('a folder path with .. in it: write the real path');
  return accept({ kind: 'local', path, name });
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
