import { AnthropicError, APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk/core/error';
import { describe, expect, it } from 'vitest';
import { fromModel } from './from-model.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const body = (type: string, message: string, details?: object) => ({
  type: 'error',
  error: { type, message, details },
});
const api = (status: number, type: string, message = 'words', headers: Record<string, string> = {}, details?: object) =>
  APIError.generate(status, body(type, message, details), message, new Headers(headers));
const connection = (code: string) =>
  new APIConnectionError({
    cause: new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) }),
  });
const broken = (message: string, cause?: Error) => new AnthropicError(message, { cause });
/** An error event in mid-stream: no status, only a type. */
const event = (type: string) =>
  new APIError(undefined, body(type, 'words'), undefined, new Headers(), type as 'api_error');

describe('fromModel', () => {
  it.each([
    { name: '400', error: api(400, 'invalid_request_error'), code: 'model_rejected' },
    {
      name: '400 without credit',
      error: api(400, 'invalid_request_error', 'Your credit balance is too low'),
      code: 'model_credit',
    },
    {
      name: '400 at an own spend limit',
      error: api(400, 'invalid_request_error', 'You have reached your specified API usage limits'),
      code: 'model_credit',
    },
    {
      name: '400 too long',
      error: api(400, 'invalid_request_error', 'prompt is too long: 1000001 tokens'),
      code: 'model_context_full',
    },
    { name: '401', error: api(401, 'authentication_error'), code: 'model_auth' },
    { name: '402', error: api(402, 'billing_error'), code: 'model_credit' },
    { name: '403', error: api(403, 'permission_error'), code: 'model_auth' },
    { name: '404', error: api(404, 'not_found_error'), code: 'model_not_found' },
    { name: '408', error: api(408, 'timeout_error'), code: 'model_unreachable' },
    { name: '409', error: api(409, 'conflict_error'), code: 'model_overloaded' },
    { name: '413', error: api(413, 'invalid_request_error'), code: 'model_context_full' },
    { name: '429', error: api(429, 'rate_limit_error'), code: 'model_rate_limited' },
    {
      name: '429 at the spend limit of the tier',
      error: api(429, 'rate_limit_error', 'words', {}, { error_code: 'enforced_spend_limit_reached' }),
      code: 'model_credit',
    },
    {
      name: '429 while ramping up',
      error: api(429, 'rate_limit_error', 'words', {}, { error_code: 'ramp_limit_exceeded' }),
      code: 'model_rate_limited',
    },
    { name: '500', error: api(500, 'api_error'), code: 'model_overloaded' },
    {
      name: '502 of a proxy, in HTML',
      error: APIError.generate(502, undefined, '<html>', new Headers()),
      code: 'model_overloaded',
    },
    { name: '529', error: api(529, 'overloaded_error'), code: 'model_overloaded' },
    { name: 'event overloaded_error', error: event('overloaded_error'), code: 'model_overloaded' },
    { name: 'event api_error', error: event('api_error'), code: 'model_overloaded' },
    { name: 'event rate_limit_error', error: event('rate_limit_error'), code: 'model_rate_limited' },
    { name: 'event invalid_request_error', error: event('invalid_request_error'), code: 'model_rejected' },
    { name: 'ECONNREFUSED', error: connection('ECONNREFUSED'), code: 'model_unreachable' },
    { name: 'ECONNRESET', error: connection('ECONNRESET'), code: 'model_unreachable' },
    { name: 'ENOTFOUND', error: connection('ENOTFOUND'), code: 'network_offline' },
    { name: 'EAI_AGAIN', error: connection('EAI_AGAIN'), code: 'network_offline' },
    { name: 'no headers in time', error: new APIConnectionTimeoutError(), code: 'model_stalled' },
    { name: 'early end', error: broken('stream ended without producing a Message'), code: 'model_unreachable' },
    {
      name: 'body dropped',
      error: broken('terminated', new TypeError('other side closed')),
      code: 'model_unreachable',
    },
    {
      name: 'not JSON',
      error: broken('Unexpected token', new SyntaxError('Unexpected token')),
      code: 'model_bad_answer',
    },
    { name: 'anything else', error: new RangeError('defect'), code: 'unexpected' },
  ])('$name is $code', ({ error, code }) => {
    expect(fromModel(error, NOW).code).toBe(code);
  });

  it.each([
    { headers: { 'retry-after': '3' }, at: NOW + 3000 },
    { headers: { 'retry-after': '3', 'retry-after-ms': '250' }, at: NOW + 250 },
    { headers: { 'retry-after': 'Sun, 22 Nov 2026 10:00:09 GMT' }, at: NOW + 9000 },
    { headers: { 'retry-after': 'soon' }, at: undefined },
    { headers: {}, at: undefined },
  ])('reads $headers', ({ headers, at }) => {
    expect(fromModel(api(429, 'rate_limit_error', 'words', headers), NOW).retryAt).toBe(at);
  });

  it.each([
    [400, 'true', true],
    [500, 'false', false],
    [500, 'perhaps', undefined],
    [500, '', undefined],
  ])('a %d with x-should-retry %j', (status, said, retryable) => {
    const error = api(status, 'api_error', 'words', said === '' ? {} : { 'x-should-retry': said });
    expect(fromModel(error, NOW).retryable).toBe(retryable);
  });

  it('says what helps an organisation whose data retention a model needs', () => {
    const words = 'This model is not available for organizations with zero data retention.';
    expect(fromModel(api(400, 'invalid_request_error', words), NOW).next).toContain('Choose another model');
  });

  it('keeps what support asks for', () => {
    expect(fromModel(api(401, 'authentication_error', 'invalid key', { 'request-id': 'req_1' }), NOW)).toEqual({
      code: 'model_auth',
      message: 'The Claude API key was not accepted',
      why: 'invalid key',
      next: 'Enter a valid key in Settings.',
      status: 401,
      requestId: 'req_1',
    });
  });
});
