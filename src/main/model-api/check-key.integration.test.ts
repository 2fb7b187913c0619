import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../../demo/model-server.ts';
import { checkClaudeKey } from './check-key.ts';
import { createModelApi } from './claude.ts';

const KEY = 'sk-ant-api03-test';
const JSON_TYPE = { 'content-type': 'application/json' };
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const refusal = (type: string, message = 'no') => JSON.stringify({ type: 'error', error: { type, message } });

type Reply = [status: number, body: string, headers?: Record<string, string>];

/** A host that answers an empty message and a list of models like this. Without a list: 404. */
async function host(message: Reply, models: Reply = [404, 'not found']) {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => {
      const [status, body, headers = JSON_TYPE] = request.method === 'POST' ? message : models;
      response.writeHead(status, headers).end(body);
    });
  });
  return { asked, url: await listening(server) };
}

async function listening(server: http.Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('a gateway that takes messages and nothing else proves itself and the key, for nothing', async () => {
  const { url, asked } = await host([400, refusal('invalid_request_error', 'model: Field required')]);
  expect(await checkClaudeKey(KEY, url)).toEqual({ ok: true, value: null });
  expect(asked).toEqual(['POST /v1/messages']);
});

it('the demo takes its own key only', async () => {
  const server = await startModelServer({ planner: () => [{ type: 'text', text: '' }], apiKey: KEY });
  onTestFinished(() => server.close());
  expect(await checkClaudeKey(KEY, server.url)).toMatchObject({ ok: true });
  expect(await checkClaudeKey('sk-ant-api03-other', server.url)).toMatchObject({ error: { code: 'model_auth' } });
});

const LIST = JSON.stringify({ object: 'list', data: [{ id: 'claude-opus-5-5', object: 'model' }] });
it.each<[string, Reply, Reply | undefined]>([
  ['says in its own form what is missing, and lists models', [400, '{"error":{"message":"no model"}}'], [200, LIST]],
  ['fails on an empty message, and lists models', [500, '{"detail":"model"}'], [200, LIST]],
  ['answers anything', [200, JSON.stringify({ type: 'message', content: [] })], undefined],
])('a gateway that %s is one', async (_name, message, models) => {
  const { url } = await host(message, models);
  expect(await checkClaudeKey(KEY, url)).toEqual({ ok: true, value: null });
});

it.each<[string, string, Reply, Reply?]>([
  ['There is no Claude API at this address', 'nothing', [404, 'not found', { 'content-type': 'text/plain' }]],
  ['There is no Claude API at this address', 'a refusal that looks like the API', [404, refusal('not_found_error')]],
  ['There is no Claude API at this address', 'another API', [404, '{"error":{"message":"Invalid URL"}}'], [200, LIST]],
  ['There is no Claude API at this address', 'only reading', [405, '{}'], [200, LIST]],
  ['There is no Claude API at this address', 'an answer to everything', [200, '{"ok":true}'], [200, '{"ok":true}']],
  ['There is no Claude API at this address', 'an unknown form', [400, '{"error":"bad"}']],
  ['There is no Claude API at this address', 'no JSON', [200, 'hello', { 'content-type': 'text/plain' }]],
  [
    'A web page answered, not the Claude API',
    'a page',
    [200, '<!doctype html><p>Sign in', HTML],
    [200, '<html>', HTML],
  ],
  ['A web page answered, not the Claude API', 'a page for 404', [404, '<html>', HTML]],
  ['A web page answered, not the Claude API', 'a page for 403', [403, '<html>blocked', HTML]],
  ['A web page answered, not the Claude API', 'a page without its type', [400, '\n<!DOCTYPE html>', {}]],
  [
    'The address sends requests on to another one',
    'a redirect',
    [302, '', { location: 'https://login.example.com/x' }],
  ],
  ['The address sends requests on to another one', 'a redirect of everything', [308, '', { location: '//elsewhere' }]],
])('%s: %s', async (message, _name, reply, models) => {
  const { url } = await host(reply, models);
  const checked = await checkClaudeKey(KEY, url);
  expect(checked).toMatchObject({ ok: false, error: { code: 'model_rejected', message } });
  expect(JSON.stringify(checked)).not.toMatch(/<html|Sign in|blocked|not found/);
});

it.each<[string, Reply, Reply?]>([
  ['401', [401, refusal('authentication_error', 'invalid x-api-key')]],
  ['401 in another form', [401, '{"error":{"message":"Invalid API key"}}']],
  ['403', [403, refusal('permission_error')]],
  ['401 only for the list', [400, '{"error":"no model"}'], [401, '{"error":"no key"}']],
])('a wrong key is one: %s', async (_name, message, models) => {
  const { url } = await host(message, models);
  expect(await checkClaudeKey(KEY, url)).toMatchObject({ ok: false, error: { code: 'model_auth' } });
});

it('a redirect is not followed: the key stays with the host that was named', async () => {
  const other = await host([400, refusal('invalid_request_error')]);
  const { url } = await host([307, '', { location: `${other.url}/v1/messages` }]);
  expect(await checkClaudeKey(KEY, url)).toMatchObject({ ok: false, error: { why: `It sends on to ${other.url}.` } });
  expect(other.asked).toEqual([]);
});

it('an answer without end is not read to its end', async () => {
  let written = 0;
  const server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200, JSON_TYPE);
    const chunk = Buffer.alloc(1_000_000, 0x20);
    const more = () => {
      while (!response.destroyed && written < 500) {
        written += 1;
        if (!response.write(chunk)) return void response.once('drain', more);
      }
    };
    more();
  });
  const checked = await checkClaudeKey(KEY, await listening(server));
  expect(checked).toMatchObject({ ok: false, error: { code: 'model_bad_answer', why: 'It was larger than 2 MB.' } });
  expect(written).toBeLessThan(100);
});

it.each(['headers', 'body'])('a host that is silent before its %s is given up', async (before) => {
  const server = http.createServer((request, response) => {
    request.resume();
    if (before === 'body') response.writeHead(200, JSON_TYPE).write('{');
  });
  const checked = await checkClaudeKey(KEY, await listening(server), 200);
  expect(checked).toMatchObject({ ok: false, error: { code: 'model_stalled' } });
});

it.each(['sk-ant-oat01-abc', 'sk-ant-ort01-abc', 'sk-ant-sid01-abc', 'sk-ant-admin01-abc'])(
  '%s is told as what it is, without asking',
  async (key) => {
    const { url, asked } = await host([400, refusal('invalid_request_error')]);
    const checked = await checkClaudeKey(key, url);
    expect(checked).toMatchObject({
      ok: false,
      error: { code: 'model_auth', message: expect.stringMatching(/not an API key$/) },
    });
    expect(asked).toEqual([]);
  },
);

it('headers of the environment are not sent', async () => {
  process.env.ANTHROPIC_CUSTOM_HEADERS = 'x-planted: yes';
  onTestFinished(() => void delete process.env.ANTHROPIC_CUSTOM_HEADERS);
  let seen: http.IncomingHttpHeaders = {};
  const server = http.createServer((request, response) => {
    seen = request.headers;
    request.resume().on('end', () => response.writeHead(400, JSON_TYPE).end(refusal('invalid_request_error')));
  });
  expect(await createModelApi().checkKey(KEY, await listening(server))).toMatchObject({ ok: true });
  // Some gateways read one, some the other.
  expect(seen).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-api-key': KEY });
  expect(seen).not.toHaveProperty('x-planted');
});
