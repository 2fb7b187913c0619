import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { AppError } from '../../../shared/errors.ts';
import { createGitHub } from '../create-github.ts';

export const TOKEN = 'ghp_secret0123456789abcdef';
export const REQUEST = {
  owner: 'acme',
  name: 'one',
  branch: 'cody/x',
  base: 'main',
  title: 'Change it',
  body: '',
  draft: false,
  headCommit: 'c'.repeat(40),
};

export const PULL = {
  number: 7,
  html_url: 'https://github.test/acme/one/pull/7',
  title: 'Change it',
  state: 'open',
  draft: false,
  created_at: '2026-01-02T03:04:05Z',
  head: { ref: 'cody/x', sha: REQUEST.headCommit, label: 'acme:cody/x' },
  base: { ref: 'main' },
};

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** A server that answers as told and writes down what it was asked. */
export async function startScripted(handler: Handler) {
  const asked: string[] = [];
  const limits: AppError[] = [];
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${new URL(request.url ?? '', 'http://x').pathname}`);
    let body = '';
    for await (const chunk of request) body += chunk;
    handler(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const room = createGitHub({ apiUrl: url, token: () => TOKEN, onRateLimited: (error) => limits.push(error) });
  return { room, asked, limits, url };
}

/** A GitHub with one repository's pull requests; `onCreate` decides what becomes of a POST. */
export function withPulls(onCreate: (pulls: unknown[], response: ServerResponse, body: string) => void) {
  const pulls: unknown[] = [];
  return startScripted((request, response, body) => {
    if (request.method === 'POST') onCreate(pulls, response, body);
    else json(response, 200, pulls);
  });
}
