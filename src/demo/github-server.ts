import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { createGitHttp, type GitAccess, type GitRequestRecord, type GitVerdict, tokenOf } from './git-http.ts';
import {
  type Account,
  type ApiAnswer,
  answer as answerWith,
  hasPermissions,
  mayWrite,
  notFound,
  type RepositorySeed,
  refusal,
  scopesOf,
  workflowRefusal,
} from './github/answers.ts';
import { createWorld } from './github/github-world.ts';
import { webPage } from './github/pages.ts';
import { pullRoutes } from './github/pull-routes.ts';
import { type Route, readRoutes } from './github/read-routes.ts';
import { openGitHubStore, type PullRecord } from './github/store.ts';
import { close, listen, readBody } from './http.ts';

export interface GitHubServerOptions {
  /** Holds `repositories/<owner>/<name>.git` and `github.json`; both outlive the server. */
  folder: string;
  /** 0 or left out: any free port. */
  port?: number;
  accounts: readonly Account[];
  repositories: readonly RepositorySeed[];
  /** Requests per hour and account; GitHub's own by default. */
  hourlyLimit?: number;
  now?: () => Date;
}

/** One REST request as the server saw it. Never holds a token. */
export interface ApiRequestRecord {
  at: number;
  method: string;
  path: string;
  status: number;
  account: string | null;
}

export interface GitHubServer {
  /** Pages and git. */
  webUrl: string;
  /** The REST API, in the place where GitHub Enterprise has it. */
  apiUrl: string;
  port: number;
  journal: readonly ApiRequestRecord[];
  gitJournal: readonly GitRequestRecord[];
  pulls: readonly PullRecord[];
  close(): Promise<void>;
}

const API = '/api/v3';
const JOURNAL_LENGTH = 20_000;
const MAX_BODY = 4 * 1024 * 1024;

/**
 * A loopback server shaped like GitHub Enterprise: REST API, Git over HTTP and pages on one port, over real bare
 * repositories. It refuses what GitHub refuses.
 */
export async function startGitHubServer(options: GitHubServerOptions): Promise<GitHubServer> {
  const now = options.now ?? (() => new Date());
  const root = path.join(options.folder, 'repositories');
  const store = await openGitHubStore(path.join(options.folder, 'github.json'));
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const webUrl = `http://127.0.0.1:${port}`;
  const apiUrl = `${webUrl}${API}`;
  const { accounts, repositories } = options;
  const world = createWorld({ root, at: { web: webUrl, api: apiUrl }, accounts, repositories, store, now });
  const routes: Route[] = [...readRoutes(world), ...pullRoutes(world)];
  const journal: ApiRequestRecord[] = [];
  const used = new Map<string, number>();
  const limit = options.hourlyLimit ?? 5000;
  const accountOf = (token: string | null) =>
    token ? (accounts.find((account) => account.token === token) ?? null) : null;

  function gitAccess({ repository, service, token }: GitAccess): GitVerdict | { movedTo: string } {
    const account = accountOf(token);
    if (token !== null && !account) return 'unauthorised';
    const [owner = '', name = ''] = repository.split('/');
    const seed = world.find(owner, name, account);
    // As on GitHub: who is not signed in is asked to, before it is told whether there is anything.
    if (!seed) {
      const moved = world.findFormer(owner, name, account);
      return moved ? { movedTo: `${moved.owner}/${moved.name}` } : account ? 'not_found' : 'unauthorised';
    }
    if (service === 'read') return 'allow';
    if (!account) return 'unauthorised';
    const may = world.canPush(seed, account) && mayWrite(account, 'contents', seed.private === true);
    return may ? 'allow' : 'forbidden';
  }
  const refusesPush = (token: string | null) => {
    const account = accountOf(token);
    const isLooked = account && workflowRefusal(account, ['.github/workflows/any']) !== null;
    return isLooked ? (files: readonly string[]) => workflowRefusal(account, files) : null;
  };
  const git = createGitHttp({ root, access: gitAccess, refusesPush });

  function quotaOf(account: string) {
    const hour = Math.floor(now().getTime() / 3_600_000);
    const key = `${account} ${hour}`;
    if (!used.has(key)) used.clear();
    const count = () => used.get(key) ?? 0;
    return {
      isUsedUp: () => count() >= limit,
      spend: () => used.set(key, count() + 1),
      reset: (hour + 1) * 3600,
      headers: () => ({
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - count())),
        'x-ratelimit-used': String(Math.min(limit, count())),
        'x-ratelimit-reset': String((hour + 1) * 3600),
        'x-ratelimit-resource': 'core',
      }),
    };
  }

  async function api(request: IncomingMessage, url: URL, record: ApiRequestRecord): Promise<ApiAnswer> {
    const token = tokenOf(request.headers.authorization);
    const viewer = accountOf(token);
    record.account = viewer?.login ?? null;
    if (token !== null && !viewer) return refusal(401, 'Bad credentials');
    const quota = quotaOf(viewer?.login ?? '');
    if (record.path === '/rate_limit') {
      const core = { limit, remaining: Number(quota.headers()['x-ratelimit-remaining']), reset: quota.reset };
      return { status: 200, body: { resources: { core }, rate: core }, headers: quota.headers() };
    }
    const answer = quota.isUsedUp()
      ? refusal(403, `API rate limit exceeded for user ID ${viewer?.id ?? 0}.`)
      : await dispatch(request, url, record.path, viewer);
    const etag = etagOf(answer.body, token);
    const isUnchanged = request.method === 'GET' && answer.status === 200 && request.headers['if-none-match'] === etag;
    // As GitHub says: a 304 is free for whoever is signed in.
    if (!isUnchanged || viewer === null) quota.spend();
    const isScoped = viewer !== null && !hasPermissions(viewer);
    const scopes = isScoped ? { 'x-oauth-scopes': scopesOf(viewer).join(', '), 'x-accepted-oauth-scopes': '' } : {};
    const headers = { ...quota.headers(), ...scopes, ...answer.headers, etag };
    return isUnchanged ? { status: 304, body: null, headers } : { ...answer, headers };
  }

  async function dispatch(request: IncomingMessage, url: URL, at: string, viewer: Account | null): Promise<ApiAnswer> {
    for (const [method, pattern, handle] of routes) {
      const match = method === request.method ? pattern.exec(at) : null;
      if (!match) continue;
      const raw = method === 'GET' ? '' : (await readBody(request, MAX_BODY)).toString('utf8');
      let body: unknown;
      try {
        body = raw === '' ? undefined : JSON.parse(raw);
      } catch {
        return refusal(400, 'Problems parsing JSON');
      }
      const params = match.slice(1).map((part) => part ?? '');
      return handle({ method, params, query: url.searchParams, body, viewer, url: `${apiUrl}${at}` });
    }
    return notFound();
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', webUrl);
    const at = decodeURIComponent(url.pathname);
    if (at === '/api/graphql' && request.method === 'POST') {
      // Only who asks can be asked for.
      const viewer = accountOf(tokenOf(request.headers.authorization));
      const body = (await readBody(request, MAX_BODY)).toString('utf8');
      const known = viewer !== null && /\bviewer\b/.test(body);
      const { status, body: said } = known
        ? answerWith({ data: { viewer: { login: viewer.login, databaseId: viewer.id } } })
        : refusal(viewer ? 400 : 401, viewer ? 'A query attribute must be specified' : 'Bad credentials');
      sendJson(response, status, said, {});
      return;
    }
    if (at === API || at.startsWith(`${API}/`)) {
      const record: ApiRequestRecord = {
        at: now().getTime(),
        method: request.method ?? '',
        path: at.slice(API.length) || '/',
        status: 0,
        account: null,
      };
      journal.push(record);
      if (journal.length > JOURNAL_LENGTH) journal.shift();
      const { status, body, headers } = await api(request, url, record);
      record.status = status;
      sendJson(response, status, body, headers ?? {});
      return;
    }
    if (await git.handle(request, response)) return;
    const html = await webPage(world, at);
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    };
    response
      .writeHead(html === null ? 404 : 200, headers)
      .end(html ?? '<!doctype html><title>Not found</title><p>Not found.</p>');
  }

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { message: `Server Error: ${String(error)}` }, {});
    });
  });
  server.keepAliveTimeout = 60_000;
  return { webUrl, apiUrl, port, journal, gitJournal: git.journal, pulls: store.pulls, close: () => close(server) };
}

/** Another token has another ETag for the same answer, as on GitHub. */
const etagOf = (body: unknown, token: string | null): string =>
  `W/"${createHash('sha256')
    .update(JSON.stringify([body, token]))
    .digest('hex')}"`;

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string>): void {
  const common = { ...headers, 'x-github-request-id': randomUUID(), 'x-github-enterprise-version': '3.17.0' };
  if (body === null) response.writeHead(status, common).end();
  else
    response
      .writeHead(status, { ...common, 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body));
}
