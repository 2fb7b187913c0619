import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createModelApi } from './claude.ts';

/** A Messages API that gives one answer. */
async function serve(status: number, headers: Record<string, string>, body: object): Promise<string> {
  const server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false', ...headers });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const opinion = JSON.stringify({ in_scope: true, complete: true, safe: true, reasons: [] });
const message = {
  ...{ id: 'm', type: 'message', role: 'assistant', model: 'claude-haiku-5-5', stop_reason: 'end_turn' },
  content: [{ type: 'text', text: opinion }],
  usage: { input_tokens: 10, output_tokens: 10 },
};

it.each([
  ['a good answer', 200, { 'anthropic-ratelimit-requests-remaining': '7' }, message],
  ['a refusal', 429, { 'retry-after': '60' }, { type: 'error', error: { type: 'rate_limit_error', message: 'slow' } }],
])('the judge tells what %s says of the rate limits', async (_name, status, headers, body) => {
  const anthropicUrl = await serve(status, headers, body);
  const heard: Record<string, string>[] = [];
  const asked = await createModelApi().judge({
    ...{ apiKey: 'k', anthropicUrl, prompt: 'p', patch: 'x', signal: new AbortController().signal },
    changeset: { files: [] } as never,
    onRateLimits: (found) => heard.push(found),
  });
  expect([asked.ok, heard]).toEqual([status === 200, [headers]]);
});
