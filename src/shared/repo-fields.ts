import { parseRepoReference, type RepoReference, type SshHosts } from './repo-reference.ts';

/** What a text alone doesn't tell. */
export interface ListOptions {
  /** Host of `owner/name`, such as `github.com` or `127.0.0.1:4100`. */
  defaultHost: string;
  /** The hosts behind the names of the person's ssh configuration. */
  sshHosts?: SshHosts;
}

/** What a column or property says of a repository. A clone address is one by its name; a link may lead anywhere. */
export type FieldRole = 'clone' | 'repo' | 'owner' | 'name' | 'link';

/** One column of a row, or one property of an object. */
export interface Field {
  role: FieldRole;
  value: string;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const REPO = words('repo repos repository repositories repositorium repositorio depot dépôt');
const ADDRESS = words('url uri link address href web');
const PROTOCOL = words('clone git http https ssh remote scm vcs origin github gitlab bitbucket');
const OWNER = words('owner org organization organisation account namespace user login group workspace');
const WEAK_NAME = words(
  'name project service component application app module dienst projekt projet servicio path slug',
);
/** Words that may stand beside those above in the name of a column: "Full name of the repository", "GitHub repo". */
const FILLING = words('full name with of the target code source to and default html slug path in is');
/** Columns about a repository or about another one. */
const ABOUT = words(
  'count size id type kind visibility language languages created updated pushed description status state topics topic team teams owner owners contact mail email maintainer branch default license stars forks date template parent fork forked upstream mirror original homepage home docs documentation wiki ticket issue issues jira ci build pipeline avatar api svn',
);

/** `Full Name`, `full_name` and `fullName` are one: full, name. */
const splitWords = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');

const EXACT: ReadonlyMap<string, FieldRole> = new Map([
  ['full name', 'repo'],
  ['fullname', 'repo'],
  ['name with owner', 'repo'],
  ['nwo', 'repo'],
  ['path with namespace', 'repo'],
  ['github com project slug', 'repo'],
  ['clone url http', 'clone'],
  ['clone url ssh', 'clone'],
  ['httpurl', 'clone'],
  ['cloneurl', 'clone'],
  ['clone http', 'clone'],
  ['clone ssh', 'clone'],
  ['clone', 'clone'],
  ['source code', 'link'],
  ['source', 'link'],
  ['html url', 'link'],
  ['web url', 'link'],
  ['htmlurl', 'link'],
  ['weburl', 'link'],
]);

/**
 * What a column or property of this name says of a repository; null: nothing, or something about another one (a template,
 * a mirror, a homepage).
 */
export function roleOf(name: string): FieldRole | null {
  const all = splitWords(name);
  const exact = EXACT.get(all.join(' '));
  if (exact) return exact;
  if (all.length === 0 || all.length > 8) return null;
  const within = (...sets: ReadonlySet<string>[]) => all.every((word) => sets.some((set) => set.has(word)));
  const some = (set: ReadonlySet<string>) => all.some((word) => set.has(word));
  if (within(ADDRESS)) return 'link';
  if (within(PROTOCOL, FILLING) && some(PROTOCOL)) return 'link';
  if (within(ADDRESS, PROTOCOL, REPO, FILLING) && some(ADDRESS) && (some(PROTOCOL) || some(REPO))) return 'clone';
  if (within(OWNER, REPO, FILLING, PROTOCOL) && some(OWNER)) {
    // "Owner/Repo" is both.
    return /[/\\]/.test(name) && (some(REPO) || all.includes('name')) ? 'repo' : 'owner';
  }
  if (within(REPO, WEAK_NAME, FILLING, PROTOCOL) && some(REPO)) return 'repo';
  return within(WEAK_NAME, FILLING) && some(WEAK_NAME) ? 'name' : null;
}

/** Does a heading of a table speak of repositories, if less plainly: "Repository to migrate"? */
export function isAboutRepositories(heading: string): boolean {
  const all = splitWords(heading);
  return all.some((word) => REPO.has(word)) && !all.some((word) => ABOUT.has(word));
}

const parse = (value: string, options: ListOptions): RepoReference =>
  parseRepoReference(value, options.defaultHost, options.sshHosts);

/**
 * The one repository that the fields of a row or object name. A clone address is believed; a link only where it fits the
 * name, for it may lead to a ticket; a name is completed by its owner. Null when no field names one.
 */
export function referenceOf(fields: readonly Field[], options: ListOptions): RepoReference | null {
  const filled = (role: FieldRole) =>
    fields.flatMap((field) => (field.role === role && !isBlank(field.value.trim()) ? [field.value.trim()] : []));
  const clones = filled('clone').filter((value) => /[/:]/.test(value));
  // An ssh address may be at another host or port than the web.
  const read = [...clones.filter(isHttp), ...clones.filter((value) => !isHttp(value))].map((value) =>
    parse(value, options),
  );
  const clone = read.find((reference) => reference.ok);
  if (clone) return clone;

  const links = filled('link').map((value) => parse(value, options));
  const repos = filled('repo');
  const weak = filled('name');
  const whole = repos.find(isWhole);
  const name = repos[0] ?? weak[0];
  const owner = filled('owner')[0];
  const named = whole ?? (owner !== undefined && name !== undefined && !isWhole(name) ? `${owner}/${name}` : null);
  const fits = links.find((link) => [named, name].some((wanted) => wanted && leadsTo(link, wanted)));
  if (fits) return fits;
  if (read[0]) return read[0];
  if (named !== null) return parse(named, options);
  const sure = links.find((link) => link.ok && (name === undefined || isGitAddress(link)));
  if (sure) return sure;
  const weakWhole = weak.find(isWhole);
  if (weakWhole !== undefined) return parse(weakWhole, options);
  if (name === undefined) return links[0] ?? null;
  return links.length > 0
    ? { ok: false, reason: 'the link does not fit the name, and the name alone has no owner: write owner/name' }
    : parse(name, options);
}

const isHttp = (address: string): boolean => /^https?:/i.test(address);
/** Says more than a bare name. */
const isWhole = (value: string): boolean => /[/\\:]/.test(value) && !/\s/.test(value);

/** What people write into a cell that they leave empty. */
const isBlank = (value: string): boolean => /^(?:|[-–—?]+|n\/?a|null|none|tbd|unknown)$/i.test(value);

/** Does a link lead to the repository of this name? */
export function leadsTo(link: RepoReference, name: string): boolean {
  if (!link.ok || link.repo.kind !== 'remote') return false;
  const tail = name
    .toLowerCase()
    .replace(/\.git$/, '')
    .replace(/^.*:\/\/[^/]+\//, '')
    .replace(/^\/+|\/+$/g, '');
  return `/${link.repo.owner}/${link.repo.name}`.toLowerCase().endsWith(`/${tail}`);
}

/** Hosts that hold nothing but repositories. */
const isGitAddress = (reference: RepoReference): boolean =>
  reference.ok &&
  reference.repo.kind === 'remote' &&
  (/^(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|dev\.azure\.com|.*\.ghe\.com)$/.test(
    reference.repo.host,
  ) ||
    /^(?:git|github|gitlab|bitbucket|gitea|code|scm|stash|gerrit)[.-]/.test(reference.repo.host) ||
    reference.repo.url.endsWith('.git'));
