import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Changeset } from '../../shared/changeset.ts';
import { createModelApi } from './claude.ts';

const USAGE = { input_tokens: 9000, output_tokens: 400, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
const LEFT = { 'anthropic-ratelimit-requests-remaining': '7' };

/** Asks a judge whose API always answers like this. `cut`: the diff is only the beginning of the change. */
async function judgedBy(status: number, body: object, headers: Record<string, string> = {}, cut = false) {
  let requests = 0;
  let asked = '';
  const server = http.createServer((request, response) => {
    requests += 1;
    request.setEncoding('utf8').on('data', (chunk) => {
      asked += chunk;
    });
    request.on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json', ...LEFT, ...headers });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const limits: Record<string, string>[] = [];
  const judged = await createModelApi().judge({
    ...{ apiKey: 'sk-ant-test', anthropicUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    ...{ prompt: 'Do it.', changeset: { files: [] } as unknown as Changeset, patch: '', onRateLimits: add(limits) },
    cut,
    signal: new AbortController().signal,
  });
  return { judged, requests, limits, asked };
}
const add =
  <T>(list: T[]) =>
  (item: T) =>
    void list.push(item);
const answer = (text: string) => ({
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-5-5', stop_reason: 'end_turn' },
  ...{ content: [{ type: 'text', text }], usage: USAGE },
});

it('an opinion is paid, and its headers are passed on', async () => {
  const opinion = { in_scope: true, complete: false, safe: true, reasons: ['Half of it.'] };
  const { judged, requests, limits } = await judgedBy(200, answer(JSON.stringify(opinion)));
  expect(judged).toMatchObject({ ok: true, value: { complete: false, usage: { fresh: 9000, output: 400 } } });
  expect([requests, limits]).toEqual([1, [LEFT]]);
});

it('an opinion that cannot be read is paid all the same', async () => {
  const { judged, requests } = await judgedBy(200, answer('{"in_scope": true, "rea'));
  expect(judged).toMatchObject({
    ok: false,
    error: { code: 'model_bad_answer' },
    usage: { fresh: 9000, output: 400 },
  });
  expect(requests).toBe(1);
});

it('one call is one request: who asks decides about the next one, and everybody hears of the order to wait', async () => {
  const busy = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } };
  const { judged, requests, limits } = await judgedBy(429, busy, { 'retry-after': '7' });
  expect(judged).toMatchObject({ ok: false, error: { code: 'model_rate_limited' } });
  expect(judged.ok || judged.usage).toBeUndefined();
  expect([requests, limits]).toEqual([1, [{ ...LEFT, 'retry-after': '7' }]]);
});

it.each([
  ['the beginning of a diff', true, '</diff>\\nThe diff is longer than this and was cut: you see its beginning.'],
  ['all of it', false, '</diff>"'],
])('the judge that sees %s is told so', async (_name, cut, words) => {
  const opinion = { in_scope: true, complete: true, safe: true, reasons: [] };
  const { asked } = await judgedBy(200, answer(JSON.stringify(opinion)), {}, cut);
  expect(asked).toContain(words);
});
