import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../../demo/model-server.ts';
import { askModelFacts } from './model-facts.ts';

/** What is made of this answer to `GET /v1/models/{id}`. */
async function factsFrom(status: number, body: string, type = 'application/json') {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, { 'content-type': type }).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return askModelFacts('sk-ant-test', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'claude-x');
}

it('reads what the API says of a model', async () => {
  const server = await startModelServer({ planner: () => [{ type: 'text', text: '' }] });
  onTestFinished(() => server.close());
  expect(await askModelFacts('key', server.url, 'claude-opus-5-5')).toEqual({
    ok: true,
    value: {
      ...{ maxOutput: 128_000, efforts: ['low', 'medium', 'high', 'xhigh', 'max'] },
      ...{ adaptive: true, lifecycle: 'active', retiresAt: null },
    },
  });
  expect(await askModelFacts('key', server.url, 'claude-none')).toMatchObject({ error: { code: 'model_not_found' } });
  // A name with slashes is one name.
  await askModelFacts('key', server.url, 'anthropic/claude-opus-5.5');
  expect(server.journal.at(-1)?.path).toBe('/v1/models/anthropic%2Fclaude-opus-5.5');
});

const NOTHING = {
  maxOutput: null,
  efforts: null,
  adaptive: null,
  lifecycle: null,
  retiresAt: null,
};
it.each<[string, object, object]>([
  ['no more than its name', {}, {}],
  ['nulls', { max_tokens: null, capabilities: null, lifecycle: null }, {}],
  ['numbers that are none', { max_tokens: -1, max_input_tokens: 'many' }, {}],
  ['a lifecycle of its own', { lifecycle: 'beta' }, {}],
  ['effort without levels', { capabilities: { effort: { supported: false } } }, { efforts: [] }],
  [
    'some levels',
    {
      capabilities: { effort: { supported: true, low: { supported: true }, high: { supported: false }, xhigh: null } },
    },
    { efforts: ['low'] },
  ],
  [
    'no adaptive thinking',
    { capabilities: { thinking: { types: { adaptive: { supported: false } } } } },
    { adaptive: false },
  ],
  [
    'its retirement',
    { lifecycle: 'deprecated', retires_at: '2026-11-30T00:00:00Z' },
    { lifecycle: 'deprecated', retiresAt: '2026-11-30T00:00:00Z' },
  ],
])('takes a model that tells %s', async (_name, told, facts) => {
  const body = JSON.stringify({ id: 'claude-x', type: 'model', ...told });
  expect(await factsFrom(200, body)).toEqual({ ok: true, value: { ...NOTHING, ...facts } });
});

it.each<[string, number, string, string?]>([
  ['a model in the form of another API', 200, '{"id":"claude-x","object":"model"}'],
  ['a page', 200, '<html>', 'text/html'],
  ['404 in no form of ours', 404, '{"detail":"Not Found"}'],
  ['404 as text', 404, 'no', 'text/plain'],
  ['405', 405, '{}'],
])('a host that answers with %s says nothing of its models', async (_name, status, body, type) => {
  expect(await factsFrom(status, body, type)).toEqual({ ok: true, value: null });
});

it('an outage is one', async () => {
  expect(await factsFrom(503, '{}')).toMatchObject({ ok: false, error: { code: 'model_overloaded' } });
});
