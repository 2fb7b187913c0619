import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gitEnvironment } from './git-environment.ts';
import { close, listen } from './http.ts';

/** What a request wants from a repository. */
export interface GitAccess {
  /** `owner/name`, without `.git`. */
  repository: string;
  service: 'read' | 'write';
  /** The password or token of the Authorization header; null when there is none. */
  token: string | null;
}
export type GitVerdict = 'allow' | 'unauthorised' | 'forbidden' | 'not_found';

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
  access: (request: GitAccess) => GitVerdict | Promise<GitVerdict>;
  /** Called after a push was taken. */
  onPush?: (repository: string) => void;
}

const JOURNAL_LENGTH = 20_000;
const PATH = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.+)$/;
const STATUS: Record<Exclude<GitVerdict, 'allow'>, [status: number, words: string]> = {
  unauthorised: [401, 'Invalid username or token.'],
  forbidden: [403, 'Permission to this repository denied.'],
  not_found: [404, 'Repository not found.'],
};

/** The token of a Basic (any user) or Bearer header. */
export function tokenOf(header: string | undefined): string | null {
  if (!header) return null;
  const [scheme = '', value = ''] = header.split(' ');
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':');
  return /^(bearer|token)$/i.test(scheme) ? value : '';
}

/**
 * A request handler that serves Git's smart HTTP protocol by `git http-backend`. It answers false for a path that is not
 * Git's, and leaves that request alone.
 */
export function createGitHttp({ root, access, onPush }: GitHttpOptions) {
  const journal: GitRequestRecord[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const match = PATH.exec(decodeURIComponent(url.pathname));
    if (!match) return false;
    const [, repository = '', endpoint = ''] = match;
    const isWrite = endpoint === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
    const service = isWrite ? 'write' : 'read';
    const token = tokenOf(request.headers.authorization);
    const verdict = await access({ repository, service, token });
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
      response.writeHead(status, headers).end(`${words}\n`);
      request.resume();
      return true;
    }
    record.status = await backend(request, response, {
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${repository}.git/${endpoint}`,
      QUERY_STRING: url.searchParams.toString(),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: token ? 'x-access-token' : '',
      REMOTE_ADDR: '127.0.0.1',
    });
    if (endpoint === 'git-receive-pack' && record.status === 200) onPush?.(repository);
    return true;
  }

  return { handle, journal: journal as readonly GitRequestRecord[] };
}

/** Runs one CGI request; resolves with its HTTP status when the answer is complete. */
function backend(request: IncomingMessage, response: ServerResponse, cgi: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['http-backend'], { env: gitEnvironment(cgi), stdio: ['pipe', 'pipe', 'ignore'] });
    let head = Buffer.alloc(0);
    let status = 0;
    child.once('error', reject);
    response.once('close', () => {
      if (child.exitCode === null) child.kill();
    });
    // A client that goes away, or a backend that refuses early, breaks the pipe: the exit says the rest.
    child.stdin.on('error', () => undefined);
    request.pipe(child.stdin);
    child.stdout.on('data', (chunk: Buffer) => {
      if (status !== 0) {
        response.write(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      status = 200;
      for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
        const colon = line.indexOf(':');
        const name = line.slice(0, colon);
        const value = line.slice(colon + 1).trim();
        if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
        else response.setHeader(name, value);
      }
      response.writeHead(status);
      response.write(head.subarray(end + 4));
    });
    child.once('close', () => {
      if (status === 0) {
        status = 500;
        if (!response.headersSent) response.writeHead(500);
      }
      response.end();
      resolve(status);
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
