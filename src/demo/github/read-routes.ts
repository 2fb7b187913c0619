import {
  type Account,
  type ApiAnswer,
  answer,
  inaccessible,
  isApp,
  notFound,
  page,
  type RepositorySeed,
  refusal,
} from './answers.ts';
import type { GitHubWorld } from './github-world.ts';
import { accountPayload, userPayload } from './payloads.ts';

/** One request to the REST API: parts of its path, its query and body, and who asks. */
export interface ApiRequest {
  method: string;
  params: string[];
  query: URLSearchParams;
  body: unknown;
  viewer: Account | null;
  /** The address without its query; for Link headers. */
  url: string;
}
export type Route = [method: string, path: RegExp, handle: (request: ApiRequest) => Promise<ApiAnswer>];

/** Hands a handler the repository of the first two path parts; a former name leads to its new one, another to a 404. */
export const withRepository =
  (
    world: GitHubWorld,
    handle: (seed: RepositorySeed, request: ApiRequest, rest: string[]) => Promise<ApiAnswer> | ApiAnswer,
  ) =>
  async (request: ApiRequest): Promise<ApiAnswer> => {
    const [owner = '', name = '', ...rest] = request.params;
    const seed = world.find(owner, name, request.viewer);
    if (seed) return handle(seed, request, rest);
    const moved = world.findFormer(owner, name, request.viewer);
    return moved
      ? movedTo(request, request.url.replace(`/${owner}/${name}`, `/${moved.owner}/${moved.name}`))
      : notFound();
  };

const movedTo = ({ method, query }: ApiRequest, url: string): ApiAnswer => {
  const location = query.size > 0 ? `${url}?${query}` : url;
  const isRead = method === 'GET';
  const { body } = refusal(isRead ? 301 : 307, isRead ? 'Moved Permanently' : 'Temporary Redirect');
  return { status: isRead ? 301 : 307, body, headers: { location } };
};

const needsAccount =
  (handle: (viewer: Account, request: ApiRequest) => Promise<ApiAnswer>) =>
  async (request: ApiRequest): Promise<ApiAnswer> =>
    request.viewer ? handle(request.viewer, request) : refusal(401, 'Requires authentication');

/** `topic:x org:y words`: every part must fit. */
function matches(seed: RepositorySeed, q: string): boolean {
  return q
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => {
      const [key, value = ''] = part.split(':');
      if (key === 'topic') return seed.topics.includes(value);
      if (key === 'org' || key === 'user') return seed.owner.toLowerCase() === value;
      if (part.includes(':')) return true;
      return `${seed.name} ${seed.description}`.toLowerCase().includes(part);
    });
}

/** Everything that only reads: accounts, repositories, branches, files, checks. */
export function readRoutes(world: GitHubWorld): Route[] {
  const visible = (viewer: Account | null) =>
    world.repositories.filter((seed) => world.find(seed.owner, seed.name, viewer) !== null);
  const payloads = (seeds: readonly RepositorySeed[], viewer: Account | null) =>
    Promise.all(seeds.map((seed) => world.repository(seed, viewer)));
  const of = (owner: string, viewer: Account | null) =>
    visible(viewer).filter((seed) => seed.owner.toLowerCase() === owner.toLowerCase());
  const noCommit = () => refusal(409, 'Git Repository is empty.');

  return [
    [
      'GET',
      /^\/$/,
      async () => answer({ current_user_url: `${world.at.api}/user`, rate_limit_url: `${world.at.api}/rate_limit` }),
    ],
    ['GET', /^\/meta$/, async () => answer({ verifiable_password_authentication: false, installed_version: '3.17.0' })],
    [
      'GET',
      /^\/user$/,
      needsAccount(async (viewer) =>
        isApp(viewer)
          ? inaccessible(viewer)
          : answer(accountPayload(world.at, viewer, of(viewer.login, viewer).length)),
      ),
    ],
    [
      'GET',
      /^\/user\/repos$/,
      needsAccount(async (viewer, { query, url }) =>
        page(
          await payloads(
            visible(viewer).filter((seed) => world.canPush(seed, viewer)),
            viewer,
          ),
          query,
          url,
        ),
      ),
    ],
    ['GET', /^\/user\/orgs$/, needsAccount(async (_, { query, url }) => page([], query, url))],
    [
      'GET',
      /^\/users\/([^/]+)$/,
      async ({ params: [login = ''], viewer }) => {
        const account = world.accounts.find((one) => one.login.toLowerCase() === login.toLowerCase());
        if (account) return answer(accountPayload(world.at, account, of(account.login, viewer).length));
        const owner = of(login, viewer)[0]?.owner;
        return owner ? answer(userPayload(world.at, owner, world.accounts)) : notFound();
      },
    ],
    [
      'GET',
      /^\/orgs\/([^/]+)$/,
      async ({ params: [login = ''], viewer }) => {
        const owner = of(login, viewer)[0]?.owner;
        return owner ? answer(userPayload(world.at, owner, world.accounts)) : notFound();
      },
    ],
    [
      'GET',
      /^\/(?:orgs|users)\/([^/]+)\/repos$/,
      async ({ params: [login = ''], viewer, query, url }) => {
        const seeds = of(login, viewer);
        return seeds.length > 0 ? page(await payloads(seeds, viewer), query, url) : notFound();
      },
    ],
    [
      'GET',
      /^\/search\/repositories$/,
      async ({ query, viewer, url }) => {
        const seeds = visible(viewer).filter((seed) => matches(seed, query.get('q') ?? ''));
        return page(await payloads(seeds, viewer), query, url, 'items');
      },
    ],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)$/,
      withRepository(world, async (seed, { viewer }) => answer(await world.repository(seed, viewer))),
    ],
    ['GET', /^\/repos\/([^/]+)\/([^/]+)\/topics$/, withRepository(world, (seed) => answer({ names: seed.topics }))],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/branches$/,
      withRepository(world, async (seed, { query, url }) => {
        const branches = await world.git(seed).branches();
        const api = `${world.at.api}/repos/${seed.owner}/${seed.name}/commits`;
        const row = ({ name, commit }: { name: string; commit: string }) => ({
          name,
          commit: { sha: commit, url: `${api}/${commit}` },
          protected: false,
        });
        return page(branches.map(row), query, url);
      }),
    ],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/branches\/(.+)$/,
      withRepository(world, async (seed, _, [name = '']) => {
        const commit = await world.git(seed).branch(name);
        return commit ? answer({ name, commit: { sha: commit }, protected: false }) : refusal(404, 'Branch not found');
      }),
    ],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/git\/ref\/heads\/(.+)$/,
      withRepository(world, async (seed, _, [name = '']) => {
        const sha = await world.git(seed).branch(name);
        return sha
          ? answer({ ref: `refs/heads/${name}`, node_id: sha, url: '', object: { type: 'commit', sha, url: '' } })
          : notFound();
      }),
    ],
    [
      'DELETE',
      /^\/repos\/([^/]+)\/([^/]+)\/git\/refs\/heads\/(.+)$/,
      withRepository(world, async (seed, { viewer }, [name = '']) => {
        if (!world.canPush(seed, viewer)) return refusal(403, 'Must have push access to the repository.');
        if ((await world.git(seed).branch(name)) === null) return refusal(422, 'Reference does not exist');
        await world.git(seed).deleteBranch(name);
        return { status: 204, body: null };
      }),
    ],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/commits\/[^/]+\/(check-runs|status)$/,
      // Nothing builds in the demo: no check has run, none is waited for.
      withRepository(world, (seed, { params }) =>
        answer(
          params[2] === 'check-runs'
            ? { total_count: 0, check_runs: [] }
            : {
                state: 'pending',
                statuses: [],
                total_count: 0,
                sha: '',
                repository: { full_name: `${seed.owner}/${seed.name}` },
              },
        ),
      ),
    ],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/contents(?:\/(.*))?$/,
      withRepository(world, async (seed, { query }, [path = '']) => {
        const ref = query.get('ref')?.replace(/^refs\/heads\//, '') ?? seed.defaultBranch;
        const commit = await world.git(seed).branch(ref);
        if (!commit)
          return ref === seed.defaultBranch ? noCommit() : refusal(404, `No commit found for the ref ${ref}`);
        const found = await world.git(seed).contents(commit, path.replace(/\/$/, ''));
        if (!found) return notFound();
        const at = `${world.at.api}/repos/${seed.owner}/${seed.name}/contents`;
        const entry = (type: string, sha: string, where: string) => ({
          type,
          name: where.split('/').at(-1) ?? where,
          path: where,
          sha,
          size: 0,
          url: `${at}/${where}?ref=${ref}`,
          git_url: null,
          html_url: null,
          download_url: null,
          _links: { self: `${at}/${where}?ref=${ref}`, git: null, html: null },
        });
        if (found.kind === 'folder') {
          return answer(found.entries.map((one) => entry(one.type === 'tree' ? 'dir' : 'file', one.sha, one.path)));
        }
        const size = Buffer.from(found.base64, 'base64').length;
        return answer({ ...entry('file', found.sha, path), size, encoding: 'base64', content: found.base64 });
      }),
    ],
  ];
}
