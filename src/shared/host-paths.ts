import { headOf } from './cut.ts';
/**
 * What the addresses of the well-known hosts look like: which web address an ssh address stands for, and which part of a
 * page's path is the repository. Pure.
 */

/** A path of a repository on its host, or why there is none in this address. */
export type HostPath = { ok: true; host: string; segments: string[] } | { ok: false; reason: string };

const at = (host: string, segments: string[]): HostPath => ({ ok: true, host, segments });
const no = (reason: string): HostPath => ({ ok: false, reason });

/** Hosts that answer ssh on the port of https, and whose repositories they are. */
const SSH_DOORS: ReadonlyMap<string, string> = new Map([
  ['ssh.github.com', 'github.com'],
  ['altssh.gitlab.com', 'gitlab.com'],
  ['altssh.bitbucket.org', 'bitbucket.org'],
]);

/** The host of the web address for a host that ssh knows. */
export const webHostOfSsh = (host: string): string =>
  SSH_DOORS.get(host) ?? (/^ssh\.[^.]+\.ghe\.com$/.test(host) ? host.slice('ssh.'.length) : host);

/** Hosts on which every repository is owner/name, so that whatever follows is a page. */
const OWNER_AND_NAME = new Set(['bitbucket.org', 'codeberg.org', 'gitea.com', 'notabug.org', 'git.sr.ht', 'gitee.com']);

/** Hosts of other tools that stand beside repositories in lists, by their end or their beginning. */
const OTHER_TOOLS =
  /(?:^|\.)(?:atlassian\.net|npmjs\.com|pypi\.org|crates\.io|rubygems\.org|hub\.docker\.com|stackoverflow\.com|docs\.google\.com|drive\.google\.com|sharepoint\.com|slack\.com|notion\.so)$|^(?:jira|confluence|wiki|jenkins|sonar|sonarqube|grafana|backstage)\./;
const TICKET = /^[A-Z][A-Z\d_]+-\d+$/;

/** Who made the address: a Clone button of these hosts writes a user's name before the @, which is no secret. */
export const namesItsUser = (host: string, segments: readonly string[]): boolean =>
  /^(?:bitbucket\.org|dev\.azure\.com|(?:[^.]+\.)?visualstudio\.com)$/.test(host) ||
  segments.includes('scm') ||
  segments.includes('_git');

/**
 * The repository's own path for an address of a host that is not GitHub-shaped.
 * @param ssh the address was one for ssh: its port and first user
 */
export function pathOnHost(host: string, segments: string[], ssh: { port: string; user: string } | null): HostPath {
  const [first = '', second = '', third = ''] = segments;
  if (OTHER_TOOLS.test(host) || (first === 'browse' && TICKET.test(second)))
    return no(`a page of ${host}, which holds no repositories`);
  if (/^(?:ssh\.)?dev\.azure\.com$/.test(host) || host.endsWith('.visualstudio.com') || host === 'visualstudio.com')
    return onAzure(host, segments, ssh);
  if (segments.includes('_git')) return onAzureServer(host, segments);
  if (ssh?.port === '7999') return at(host, first === 'scm' ? segments : ['scm', ...segments]);
  const server = onBitbucketServer(host, segments);
  if (server) return server;
  if (/^(?:api|_apis)$/.test(first) && /^v\d/.test(second)) return no('an address of an API, not of a repository');
  if (first === 'groups' && third === '-') return no('names a group, not a repository');
  const gerrit = onGerrit(host, segments);
  if (gerrit) return gerrit;
  if (!OWNER_AND_NAME.has(host)) return at(host, segments);
  if (segments.length < 2) return no(`names the account ${headOf(first, 60)}, not a repository: expected owner/name`);
  // Behind a page's address the clone's needs its ending.
  if (segments.length > 2 && !second.endsWith('.git')) return at(host, [first, `${second}.git`]);
  return at(host, segments.slice(0, 2));
}

/** `org/project/_git/repository`, `org/_git/repository` where both have one name, and the ssh form `v3/org/project/repository`. */
function onAzure(host: string, all: string[], ssh: { user: string } | null): HostPath {
  const segments = all.filter((segment) => segment.toLowerCase() !== 'defaultcollection');
  const home = 'dev.azure.com';
  if (/^(?:vs-)?ssh\./.test(host) && segments[0] === 'v3' && segments.length >= 4) {
    const [, org = '', project = '', name = ''] = segments;
    return at(home, [org, project, '_git', name]);
  }
  const sub = /^(?!vs-ssh\.)([^.]+)\.visualstudio\.com$/.exec(host)?.[1];
  const org = sub ?? (host === 'vs-ssh.visualstudio.com' ? (ssh?.user ?? '') : (segments.shift() ?? ''));
  const mark = segments.findIndex((segment) => segment === '_git' || segment === '_ssh');
  const name = mark < 0 ? undefined : segments[mark + 1];
  if (org === '' || name === undefined)
    return no('names no repository of Azure DevOps: expected https://dev.azure.com/organisation/project/_git/name');
  return at(home, [org, segments[mark - 1] ?? name, '_git', name]);
}

/** Azure DevOps Server: whatever stands before `_git` is the collection and the project; what follows the name is a page. */
function onAzureServer(host: string, segments: string[]): HostPath {
  const mark = segments.indexOf('_git');
  return segments[mark + 1] === undefined ? no('names no repository') : at(host, segments.slice(0, mark + 2));
}

/** Pages are `/projects/KEY/repos/NAME/…` and `/users/NAME/repos/NAME/…`, perhaps below a prefix; clones are `/scm/KEY/NAME.git`. */
function onBitbucketServer(host: string, segments: string[]): HostPath | null {
  const mark = segments.findIndex(
    (segment, index) => (segment === 'projects' || segment === 'users') && segments[index + 2] === 'repos',
  );
  const owner = segments[mark + 1];
  const name = segments[mark + 3];
  if (mark < 0 || owner === undefined) return null;
  if (name === undefined) return no('names a project, not a repository');
  const key = segments[mark] === 'users' && !owner.startsWith('~') ? `~${owner}` : owner;
  return at(host, [...segments.slice(0, mark), 'scm', key, name.endsWith('.git') ? name : `${name}.git`]);
}

/** Gerrit's pages: `/c/NAME/+/123`, `/admin/repos/NAME`, and Gitiles' `/NAME/+/refs/…`. */
function onGerrit(host: string, segments: string[]): HostPath | null {
  if (segments[0] === 'admin' && segments[1] === 'repos' && segments.length > 2) {
    const name = segments.slice(2).join('/').replace(/,.*$/, '');
    return at(host, name.split('/'));
  }
  const plus = segments.indexOf('+');
  if (plus < 1) return null;
  const start = segments[0] === 'c' ? 1 : segments[0] === 'plugins' && segments[1] === 'gitiles' ? 2 : 0;
  return plus > start ? at(host, segments.slice(start, plus)) : null;
}
