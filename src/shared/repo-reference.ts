import { headOf } from './cut.ts';
import { namesItsUser, pathOnHost, webHostOfSsh } from './host-paths.ts';
import { isLoopbackHost } from './hosts.ts';
import { holdsPathSecret } from './list-secrets.ts';
import type { RepoRef } from './repo.ts';

/** A repository that a piece of text names, or why it names none. The reason never repeats user information of a URL. */
export type RepoReference = { ok: true; repo: RepoRef } | { ok: false; reason: string };

const accept = (repo: RepoRef): RepoReference => ({ ok: true, repo });
const refuse = (reason: string): RepoReference => ({ ok: false, reason });

const NOT_A_REPOSITORY = 'not a repository: expected owner/name, an https or ssh URL, or the path of a folder';
const DAMAGED = 'a damaged address: write it with https:// or ssh:// in front, or the whole path of a folder';
const USER_INFORMATION =
  'holds a user name, password or token: remove everything before the @ (tokens belong in Settings, not in addresses)';

const TOKEN = 'holds what looks like a token: tokens belong in Settings, not in addresses';

/** Was it refused because it may hold a secret? Then nothing else of its line is taken. */
export const holdsUserInformation = (reference: RepoReference): boolean =>
  !reference.ok && (reference.reason === USER_INFORMATION || reference.reason === TOKEN);

/** First path segments of github.com that are pages, never accounts. */
const PAGES_NOT_ACCOUNTS = new Set(
  'about apps codespaces collections contact copilot customer-stories dashboard enterprise enterprises events explore features gist github-copilot issues join login logout marketplace models new notifications organizations orgs pricing pulls readme resources search security sessions settings signup site solutions sponsors stars team topics trending users watching'.split(
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

/** The hosts behind the names of a person's ssh configuration: what `ssh -G name` says. */
export type SshHosts = Readonly<Record<string, string>>;

/** What a reference means where this person is. */
interface Here {
  defaultHost: string;
  sshHosts: SshHosts;
}

/** An address taken apart. */
interface Address {
  scheme: string;
  user: string;
  hostAndPort: string;
  path: string;
}

/** How npm and others write a repository on these hosts; `gh` only where it is no name of the ssh configuration. */
const SHORT_HOSTS: ReadonlyMap<string, string> = new Map([
  ['github', 'github.com'],
  ['gh', 'github.com'],
  ['gitlab', 'gitlab.com'],
  ['bitbucket', 'bitbucket.org'],
]);

/** The host behind a name of the ssh configuration. */
const sshHost = ({ sshHosts }: Here, name: string): string | null =>
  [name, name.toLowerCase()].flatMap((key) => (Object.hasOwn(sshHosts, key) ? (sshHosts[key] ?? []) : []))[0] ?? null;

/**
 * Understands one repository: `owner/name` on `defaultHost`, `host/owner/name`, an http(s), ssh, git or file URL, the
 * scp form `git@host:owner/name`, a link copied from a browser, or the absolute path of a folder.
 */
export function parseRepoReference(text: string, defaultHost: string, sshHosts: SshHosts = {}): RepoReference {
  const reference = readReference(text, defaultHost, sshHosts);
  if (!reference.ok) return reference;
  const { repo } = reference;
  return holdsPathSecret(repo.kind === 'local' ? repo.path : (decode(repo.url) ?? '')) ? refuse(TOKEN) : reference;
}

function readReference(text: string, defaultHost: string, sshHosts: SshHosts): RepoReference {
  const here = { defaultHost, sshHosts };
  if (CONTROL.test(text)) return refuse('holds control characters');
  if (/^codecommit:/i.test(text))
    return refuse('needs a helper of AWS: write https://git-codecommit.REGION.amazonaws.com/v1/repos/NAME');
  const url = /^(?:git(?:\+|::))?([a-z][a-z\d+.-]*):\/\/(.*)$/i.exec(text);
  if (url) return fromUrl((url[1] ?? '').toLowerCase(), url[2] ?? '', here);
  const damaged = /^(?:git\+)?(?:(?:https?|ssh|git|file)(?::[\\/]|[\\/]{2})|\/\/)(.*)$/is.exec(text);
  if (damaged) return refuse((damaged[1] ?? '').includes('@') ? USER_INFORMATION : DAMAGED);
  if (/^[\\/]+[^\\/]*:[^\\/]*@/.test(text)) return refuse(USER_INFORMATION);
  if (/^(?:\/|~(?:\/|$)|[a-z]:[\\/]|\\\\[^\\])/i.test(text)) return fromFolder(text);
  if (/^\.{1,2}(?:[\\/]|$)/.test(text)) return refuse('a relative folder: write its whole path, starting with / or ~/');
  const scp = /^(?:([^@:/\s]+)@)?([^@:/\s]+):(?!\d+\/)([^:\s]+)$/.exec(text);
  if (scp?.[3] && !scp[3].includes('@')) {
    const [, user = '', name = '', path] = scp;
    const known = sshHost(here, name);
    const short = user === '' && known === null ? SHORT_HOSTS.get(name.toLowerCase()) : undefined;
    if (short) return fromHost({ scheme: 'https', user: '', hostAndPort: short, path }, here);
    if (user !== '' || known !== null || /\.|^localhost$/i.test(name))
      return fromHost({ scheme: 'ssh', user, hostAndPort: name, path }, here);
  }
  const withPort = /^([^@:/\s]+)@([^@:/\s]+:\d{1,5})\/([^:@\s]+)$/.exec(text);
  if (withPort) {
    const [, user = '', hostAndPort = '', path = ''] = withPort;
    return fromHost({ scheme: 'ssh', user, hostAndPort, path }, here);
  }
  if (/^@[\w.-]+(?:\/[\w.-]+)?$/.test(text)) return refuse('a package, a person or a team, not a repository');
  if (/^[^/]*@/.test(text)) return refuse(USER_INFORMATION);
  return fromShorthand(text, here);
}

function fromUrl(scheme: string, rest: string, here: Here): RepoReference {
  if (scheme === 'file') return fromFileUrl(rest);
  if (!['https', 'http', 'ssh', 'git'].includes(scheme)) return refuse(`${scheme}:// addresses are not supported`);
  const [, authority = '', path = ''] = /^([^/?#\\]*)(.*)$/s.exec(rest) ?? [];
  const split = authority.lastIndexOf('@');
  const user = split < 0 ? '' : authority.slice(0, split);
  const hostAndPort = authority.slice(split + 1);
  // An ssh user is a name by nature, and it is dropped: the address becomes an https one.
  const harmless = scheme === 'ssh' ? !user.includes(':') : isUserName(user, hostAndPort, path);
  if (split >= 0 && !harmless) return refuse(USER_INFORMATION);
  // The same mistake with a slash inside the password.
  if (/^[^/]*:[^/]*[^/\d]/.test(authority) && !authority.startsWith('[') && rest.includes('@'))
    return refuse(USER_INFORMATION);
  return fromHost({ scheme, user, hostAndPort, path: path.replace(/[?#].*$/s, '') }, here);
}

/** Where a Clone button writes the user's name into the address, a plain word there is one; a token is longer and mixed. */
const isUserName = (user: string, host: string, path: string): boolean =>
  namesItsUser(host.toLowerCase().replace(/:\d+$/, ''), path.split('/')) &&
  /^[a-z\d][\w.%+-]{0,38}$/i.test(user) &&
  !/^(?:AT[A-Z]{2}|gh[pousr]_|glpat-)/.test(user) &&
  !/^(?=.*\d.*\d.*\d)(?=.*[a-z].*[a-z])[a-z\d]{20,}$/i.test(user);

function fromHost({ scheme, user, hostAndPort, path }: Address, here: Here): RepoReference {
  const [, bare = '', port = ''] = /^(.*?)(?::(\d{0,5}))?$/.exec(hostAndPort) ?? [];
  if (!HOST.test(bare) || Number(port) > 65_535)
    return refuse('the host name is empty or has characters that do not belong in one');
  let host = bare
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\.(?=github\.com$)/, '');
  if (scheme === 'ssh') {
    host = webHostOfSsh(sshHost(here, bare)?.toLowerCase() ?? host);
    if (!HOST.test(host) || (host !== here.defaultHost.toLowerCase() && !isFullHost(host)))
      return refuse(unknownSshHost(bare, path));
  }
  const ownPort = scheme === 'https' ? '443' : '80';
  // The port of ssh or git:// says nothing about where https answers.
  if ((scheme === 'http' || scheme === 'https') && port !== '' && port !== ownPort) host += `:${port}`;
  if (scheme === 'http' && !isLoopbackHost(host))
    return refuse('http:// is not encrypted, so tokens and code could be read on the way: use https://');
  const decoded = decode(path);
  if (decoded === null || CONTROL.test(decoded)) return refuse('the address holds characters that cannot be read');
  // What pip and Terraform write behind an address: `….git@v1`, `…//modules/x`.
  const plain = decoded.replace(/(?<=\.git)@[^/]*$/i, '').replace(/(?<=[^/])\/\/.*$/s, '');
  let segments = plain.split('/').filter((segment) => segment !== '');
  if (host === 'gist.github.com' || host.endsWith('.githubusercontent.com'))
    return refuse('a gist or a single file, not a repository');
  if (host === 'api.github.com') host = 'github.com';
  if (segments[0] === 'repos') segments = segments.slice(1);
  else if (segments[0] === 'api' && segments[1] === 'v3' && segments[2] === 'repos') segments = segments.slice(3);
  const web = scheme === 'http' ? 'http' : 'https';
  return isGitHubShaped(host, here.defaultHost)
    ? onGitHub(web, host, segments)
    : onOtherHost(web, host, segments, scheme === 'ssh' ? { port, user } : null);
}

/** Ends like a host of a network, or is an address. `gh` and `github.com-work` are names of an ssh configuration. */
const isFullHost = (host: string): boolean =>
  isLoopbackHost(host) || host.startsWith('[') || /\.(?:[a-z]{2,}|xn--[a-z\d-]+|\d{1,3})$/.test(host);

const unknownSshHost = (host: string, path: string): string => {
  const likely = /^(?:github|gitlab)\.com(?=[-_])/i.exec(host)?.[0] ?? 'github.com';
  const plain = path.replace(/^\/+/, '').replace(/\.git$/, '');
  const example = /^[\w.-]+\/[\w.-]+$/.test(plain) ? plain : 'owner/name';
  return `"${host}" is not a host but a name for ssh, and this computer's ssh configuration does not explain it: write the https address, such as https://${likely.toLowerCase()}/${example}`;
};

const isGitHubShaped = (host: string, defaultHost: string): boolean =>
  host === 'github.com' || host.endsWith('.ghe.com') || host === defaultHost.toLowerCase();

function onGitHub(scheme: string, host: string, segments: string[]): RepoReference {
  const [owner, written] = segments;
  if (!owner) return refuse('names a host, not a repository');
  // An Enterprise server has other pages, and its organisations are called Team, Security or Apps.
  if (host === 'github.com' && PAGES_NOT_ACCOUNTS.has(owner.toLowerCase()))
    return refuse(`a page of ${host}, not a repository`);
  if (!written) return refuse(`names the account ${headOf(owner, 60)}, not a repository: expected owner/name`);
  const name = written.replace(/\.git$/i, '');
  if (!OWNER.test(owner)) return refuse('the owner is not a name that GitHub allows (letters, digits and hyphens)');
  if (!NAME.test(name))
    return refuse('the name is not one that GitHub allows (letters, digits, hyphen, dot, underscore)');
  return accept({ kind: 'remote', host, owner, name, url: `${scheme}://${host}/${owner}/${name}.git` });
}

function onOtherHost(
  scheme: string,
  written: string,
  all: string[],
  ssh: { port: string; user: string } | null,
): RepoReference {
  const found = pathOnHost(written, all, ssh);
  if (!found.ok) return refuse(found.reason);
  const { host } = found;
  const { segments, suffix } = cutPage(found.segments);
  if (segments.some((segment) => segment === '.' || segment === '..')) return refuse('the path holds . or ..');
  // Projects of Azure DevOps may have blanks in their names.
  if (
    segments.some(
      (segment) => !/^[^\s\\:*?"<>|\p{Cf}]+(?: [^\s\\:*?"<>|\p{Cf}]+)*$/u.test(segment) || /^-/.test(segment),
    )
  )
    return refuse('the path has characters that do not belong in a repository address');
  const name = segments.at(-1)?.replace(/\.git$/i, '');
  if (!name) return refuse('names a host, not a repository');
  const owner = segments
    .slice(0, -1)
    .filter((segment) => segment !== '_git')
    .join('/');
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

/** What people write between two words. */
const CHOICE = /^(?:n\/a|and\/or|either\/or|yes\/no|on\/off|true\/false)$/i;

function fromShorthand(text: string, here: Here): RepoReference {
  const { defaultHost } = here;
  if (/\s/.test(text) || !text.includes('/') || CHOICE.test(text)) return refuse(NOT_A_REPOSITORY);
  const slash = text.indexOf('/');
  const first = text.slice(0, slash);
  const looksLikeHost = first.includes('.') || first.includes(':') || first.toLowerCase() === 'localhost';
  const scheme = (host: string): string => (isLoopbackHost(host) ? 'http' : 'https');
  if (!looksLikeHost) {
    const [, , third] = text.split('/').filter((segment) => segment !== '');
    if (third !== undefined && !PAGES_OF_A_REPOSITORY.has(third.toLowerCase()))
      return refuse('has more parts than owner/name and is no known page of a repository');
    return fromHost({ scheme: scheme(defaultHost), user: '', hostAndPort: defaultHost, path: text }, here);
  }
  const rest = text.slice(slash + 1).replace(/[?#].*$/s, '');
  if (!rest.includes('/'))
    return refuse('names a host and one part only: write the whole address, starting with https://');
  return fromHost({ scheme: scheme(first), user: '', hostAndPort: first, path: rest }, here);
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
