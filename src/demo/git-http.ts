import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { gitEnvironment } from './git-environment.ts';
import { close, listen } from './http.ts';
import { filesOfPush, readPush, refusalOfPush } from './refused-push.ts';

/** What a request wants from a repository. */
export interface GitAccess {
  /** `owner/name`, without `.git`. */
  repository: string;
  service: 'read' | 'write';
  /** The password or token of the Authorization header; null when there is none. */
  token: string | null;
}
export type GitVerdict = 'allow' | 'unauthorised' | 'forbidden' | 'not_found' | 'moved';
type Access = GitVerdict | { movedTo: string };

/** One request as the server saw it. Never holds a token. */
export interface GitRequestRecord {
  at: number;
  repository: string;
  service: 'read' | 'write';
  /** `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  endpoint: string;
  signedIn: boolean;
  verdict: GitVerdict;
  status: number;
}

export interface GitHttpOptions {
  /** Holds `<owner>/<name>.git` folders. */
  root: string;
  /** `movedTo`: where a former name leads to. */
  access: (request: GitAccess) => Access | Promise<Access>;
  /** For a token whose pushes are looked at: why one that changes these files is refused, or null. */
  refusesPush?: (token: string | null) => ((files: readonly string[]) => string | null) | null;
  /** Called after a push was taken. */
  onPush?: (repository: string) => void;
}

const JOURNAL_LENGTH = 20_000;
const PATH = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;
const STATUS: Record<Exclude<GitVerdict, 'allow'>, [status: number, words: string]> = {
  unauthorised: [401, 'Invalid username or token.'],
  forbidden: [403, 'Permission to this repository denied.'],
  not_found: [404, 'Repository not found.'],
  moved: [301, 'Moved Permanently'],
};

/** The token of a Basic (any user) or Bearer header. */
export function tokenOf(header: string | undefined): string | null {
  if (!header) return null;
  const [scheme = '', value = ''] = header.split(' ');
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':');
  return /^(bearer|token)$/i.test(scheme) ? value : '';
}

/**
 * A request handler that serves Git's smart HTTP protocol. It answers false for a path that is not Git's, and leaves that
 * request alone.
 */
export function createGitHttp({ root, access, refusesPush, onPush }: GitHttpOptions) {
  const journal: GitRequestRecord[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const match = PATH.exec(decodeURIComponent(url.pathname));
    if (!match) return false;
    const [, repository = '', endpoint = ''] = match;
    const isWrite = endpoint === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
    const service = isWrite ? 'write' : 'read';
    const token = tokenOf(request.headers.authorization);
    const given = await access({ repository, service, token });
    const verdict = typeof given === 'string' ? given : 'moved';
    const record: GitRequestRecord = {
      at: Date.now(),
      repository,
      service,
      endpoint,
      signedIn: token !== null,
      verdict,
      status: verdict === 'allow' ? 0 : STATUS[verdict][0],
    };
    journal.push(record);
    if (journal.length > JOURNAL_LENGTH) journal.shift();
    if (verdict !== 'allow') {
      const [status, words] = STATUS[verdict];
      const headers: Record<string, string> = { 'content-type': 'text/plain' };
      if (status === 401) headers['www-authenticate'] = 'Basic realm="GitHub"';
      if (typeof given !== 'string') headers.location = `/${given.movedTo}.git/${endpoint}${url.search}`;
      response.writeHead(status, headers).end(`${words}\n`);
      request.resume();
      return true;
    }
    const unfit = unfitFor(request, url, endpoint);
    if (unfit !== null) {
      record.status = unfit;
      response.writeHead(unfit).end();
      request.resume();
      return true;
    }
    const folder = path.join(root, `${repository}.git`);
    const program = isWrite ? 'receive-pack' : 'upload-pack';
    const refuses = endpoint === 'git-receive-pack' ? (refusesPush?.(token) ?? null) : null;
    const body = refuses === null ? request : await readAll(request);
    const push = refuses === null || !Buffer.isBuffer(body) ? null : readPush(body);
    const reason = push === null ? null : (refuses?.(await filesOfPush(folder, push)) ?? null);
    if (push !== null && reason !== null) {
      record.status = 200;
      response.writeHead(200, { 'content-type': 'application/x-git-receive-pack-result' });
      response.end(refusalOfPush(push, reason));
      return true;
    }
    record.status = await serve(request, body, response, folder, program, endpoint === 'info/refs');
    if (endpoint === 'git-receive-pack' && record.status === 200) onPush?.(repository);
    return true;
  }

  return { handle, journal: journal as readonly GitRequestRecord[] };
}

/** Why git's own server would not even look for the repository: another method, service or type of content. */
function unfitFor({ method, headers }: IncomingMessage, url: URL, endpoint: string): number | null {
  const service = url.searchParams.get('service') ?? '';
  if (endpoint !== 'info/refs') {
    if (method !== 'POST') return 405;
    return headers['content-type'] === `application/x-${endpoint}-request` ? null : 415;
  }
  if (method !== 'GET') return 405;
  return /^git-(?:upload|receive)-pack$/.test(service) ? null : 403;
}

const unzipped = (request: IncomingMessage): Readable =>
  request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of unzipped(request)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** How a list of refs begins before version 2 of the protocol. */
const firstLines = (program: string): string => {
  const line = `# service=git-${program}\n`;
  return `${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`;
};

/**
 * Lets git answer one request; resolves with the HTTP status when the answer is complete. `git http-backend` would do the
 * same in three processes for each request.
 */
function serve(
  request: IncomingMessage,
  /** The request itself, or what was read of it. */
  given: IncomingMessage | Buffer,
  response: ServerResponse,
  folder: string,
  program: 'upload-pack' | 'receive-pack',
  listsRefs: boolean,
): Promise<number> {
  return new Promise((resolve, reject) => {
    if (!existsSync(path.join(folder, 'HEAD'))) {
      response.writeHead(404).end();
      request.resume();
      resolve(404);
      return;
    }
    const protocol = String(request.headers['git-protocol'] ?? '');
    const child = spawn('git', [program, listsRefs ? '--advertise-refs' : '--stateless-rpc', '.'], {
      cwd: folder,
      env: gitEnvironment(protocol === '' ? {} : { GIT_PROTOCOL: protocol }),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.once('error', reject);
    response.once('close', () => {
      if (child.exitCode === null) child.kill();
    });
    // A client that goes away, or a git that refuses early, breaks the pipe: the answer says the rest.
    child.stdin.on('error', () => undefined);
    if (Buffer.isBuffer(given)) child.stdin.end(given);
    else {
      const body = unzipped(given);
      body.on('error', () => child.stdin.destroy());
      body.pipe(child.stdin);
    }
    response.writeHead(200, {
      'content-type': `application/x-git-${program}-${listsRefs ? 'advertisement' : 'result'}`,
      'cache-control': 'no-cache, max-age=0, must-revalidate',
    });
    if (listsRefs && !/\bversion=2\b/.test(protocol)) response.write(firstLines(program));
    child.stdout.pipe(response, { end: false });
    child.once('close', () => {
      response.end();
      resolve(200);
    });
  });
}

/** A Git server of its own, for when no GitHub is wanted around it. */
export async function startGitServer(options: GitHttpOptions & { port?: number }) {
  const { handle, journal } = createGitHttp(options);
  const server = createServer((request, response) => {
    handle(request, response).then(
      (handled) => {
        if (!handled) response.writeHead(404).end();
      },
      () => response.destroy(),
    );
  });
  const port = await listen(server, options.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, port, journal, close: () => close(server) };
}
