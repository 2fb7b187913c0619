import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { aChangeset } from '../../shared/testing/builders.ts';
import { Usage } from '../../shared/usage.ts';
import { createModelApi } from './claude.ts';

const USAGE = { input_tokens: 9000, output_tokens: 400, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
const LEFT = { 'anthropic-ratelimit-requests-remaining': '7' };

type Reply = (asked: { body: Record<string, unknown>; nth: number }) => { status?: number; body: unknown };
const REQUEST = {
  ...{ apiKey: 'sk-ant-test', model: 'claude-haiku-5-5', maxTokens: 4000, inputTokens: 9500 },
  ...{ prompt: 'Do it.', changeset: aChangeset({ files: [] }), patch: '', cut: false },
};

/** Asks a judge whose API answers like this. */
async function judgedBy(reply: Reply, headers: Record<string, string> = {}, more: Partial<typeof REQUEST> = {}) {
  const bodies: Record<string, unknown>[] = [];
  const server = http.createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      bodies.push(body);
      const { status = 200, body: answered } = reply({ body, nth: bodies.length });
      response.writeHead(status, { 'content-type': 'application/json', ...LEFT, ...headers });
      response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const limits: Record<string, string>[] = [];
  const judged = await createModelApi().judge({
    ...{ ...REQUEST, ...more, onRateLimits: add(limits), signal: new AbortController().signal },
    anthropicUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  return { judged, requests: bodies.length, limits, bodies, asked: JSON.stringify(bodies) };
}
const add =
  <T>(list: T[]) =>
  (item: T) =>
    void list.push(item);
const answer = (text: string, more: object = {}) => ({
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-5-5', stop_reason: 'end_turn' },
  ...{ content: [{ type: 'text', text }], usage: USAGE },
  ...more,
});
const OPINION = JSON.stringify({ in_scope: true, complete: false, safe: true, reasons: ['Half of it.'] });
const says = (text: string, more: object = {}) => judgedBy(() => ({ body: answer(text, more) }));

it('an opinion is paid, and its headers are passed on', async () => {
  const { judged, requests, limits, bodies } = await says(OPINION);
  expect(judged).toMatchObject({ ok: true, value: { complete: false, usage: { fresh: 9000, output: 400 } } });
  expect([requests, limits]).toEqual([1, [LEFT]]);
  expect(bodies[0]).toMatchObject({ model: 'claude-haiku-5-5', max_tokens: 4000, output_config: { effort: 'medium' } });
});

it('an opinion that cannot be read is paid all the same', async () => {
  const { judged, requests } = await says('{"in_scope": true, "rea');
  expect(judged).toMatchObject({ ok: false, error: { code: 'model_bad_answer' }, usage: { fresh: 9000, output: 400 } });
  expect(!judged.ok && judged.isCut).toBe(false);
  expect(requests).toBe(1);
});

it('an opinion that was cut off says so, and is paid', async () => {
  const { judged, requests } = await says('{"in_scope": true, "rea', { stop_reason: 'max_tokens' });
  expect(judged).toMatchObject({
    ok: false,
    isCut: true,
    error: { message: 'The answer of the judge was cut off' },
    usage: { output: 400 },
  });
  expect(requests).toBe(1);
});

it.each([
  [{ category: 'cyber', explanation: 'Not this.' }, 'Not this.'],
  [{ category: 'cyber' }, 'It named the category "cyber".'],
  [null, 'It gave no reason.'],
  ['text', 'It gave no reason.'],
])('a judge that declines has declined: %j', async (stop_details, why) => {
  const { judged } = await says('', { content: [], stop_reason: 'refusal', stop_details });
  expect(judged).toMatchObject({
    ok: false,
    error: { code: 'model_refused', message: 'The judge declined to look at this change', why },
  });
});

it('one call is one request: who asks decides about the next one, and everybody hears of the order to wait', async () => {
  const busy = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } };
  const { judged, requests, limits } = await judgedBy(() => ({ status: 429, body: busy }), { 'retry-after': '7' });
  expect(judged).toMatchObject({ ok: false, error: { code: 'model_rate_limited' } });
  expect(judged.ok || judged.usage).toBeUndefined();
  expect([requests, limits]).toEqual([1, [{ ...LEFT, 'retry-after': '7' }]]);
});

it.each([
  ['the beginning of a diff', true, '</diff>\\nThe diff is longer than this and was cut: you see its beginning.'],
  ['all of it', false, '</diff>"'],
])('the judge that sees %s is told so', async (_name, cut, words) => {
  const { asked } = await judgedBy(() => ({ body: answer(OPINION) }), {}, { cut });
  expect(asked).toContain(words);
});

it.each([
  ['the field', 'output_config: Extra inputs are not permitted'],
  ['the schema', 'output_config.format: structured outputs are not supported'],
])('a gateway that refuses %s is asked in plain words, and remembered', async (_name, message) => {
  const refused = { status: 400, body: { type: 'error', error: { type: 'invalid_request_error', message } } };
  const plain = answer(`Here it is:\n\`\`\`json\n${OPINION}\n\`\`\``);
  const { judged, bodies } = await judgedBy(({ body }) => ('output_config' in body ? refused : { body: plain }));
  expect(judged).toMatchObject({ ok: true, value: { complete: false, costUsd: expect.any(Number) } });
  expect(bodies.map((body) => 'output_config' in body)).toEqual([true, false]);
  expect(JSON.stringify(bodies[1])).toContain('Answer with one JSON object and nothing else');
});

it('a host that refuses everything is asked twice, and no more', async () => {
  const refused = { type: 'error', error: { type: 'invalid_request_error', message: 'no' } };
  const { judged, requests } = await judgedBy(() => ({ status: 400, body: refused }));
  expect(judged).toMatchObject({ ok: false, error: { code: 'model_rejected' } });
  expect(requests).toBe(2);
});

const ESTIMATED = { cacheWrite5m: 9500, output: Math.ceil(OPINION.length / 3) };
const COUNTED = { fresh: 9000, output: 400 };
it.each<[string, object, object]>([
  ['no usage', { usage: undefined }, ESTIMATED],
  ['null', { usage: null }, ESTIMATED],
  ['an empty usage', { usage: {} }, ESTIMATED],
  ['zeros', { usage: { input_tokens: 0, output_tokens: 0 } }, ESTIMATED],
  ['texts', { usage: { input_tokens: '9000', output_tokens: 'many' } }, ESTIMATED],
  ['negative numbers', { usage: { input_tokens: -1, output_tokens: -4 } }, ESTIMATED],
  ['fractions', { usage: { input_tokens: 1.5, output_tokens: 0.5 } }, ESTIMATED],
  ['half of it', { usage: { input_tokens: 9000 } }, { fresh: 9000, output: ESTIMATED.output }],
  ['no model', { model: undefined }, COUNTED],
  ['null for the stop reason', { stop_reason: null }, COUNTED],
  ['blocks of unknown kinds', { content: [null, { type: 'x' }, { type: 'text', text: OPINION }] }, COUNTED],
])('an opinion with %s counts, and is paid', async (_name, more, usage) => {
  const { judged } = await says(OPINION, more);
  expect(judged).toMatchObject({ ok: true, value: { complete: false, model: 'claude-haiku-5-5' } });
  if (!judged.ok) throw new Error('unreachable');
  expect(judged.value.usage).toMatchObject(usage);
  expect(Usage.safeParse(judged.value.usage).success).toBe(true);
  expect(judged.value.costUsd).toBeGreaterThan(0);
  expect(judged.value.estimated ?? false).toBe(usage !== COUNTED);
});

it.each([['{}'], ['[]'], ['null'], ['"text"'], ['not json'], ['']])(
  'an answer that is %j throws nothing',
  async (body) => {
    const { judged } = await judgedBy(() => ({ body }));
    expect(judged).toMatchObject({ ok: false });
  },
);
