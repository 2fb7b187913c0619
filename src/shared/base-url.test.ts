import { expect, it } from 'vitest';
import { repairedClaudeUrl } from './base-url.ts';
import { DEFAULT_SETTINGS, Settings } from './settings.ts';

const HOST = 'https://gateway.example.com';
it.each([
  ['https://api.anthropic.com', 'https://api.anthropic.com'],
  ['https://api.anthropic.com/', 'https://api.anthropic.com'],
  ['http://api.anthropic.com', 'https://api.anthropic.com'],
  ['api.anthropic.com', 'https://api.anthropic.com'],
  ['HTTPS://API.Anthropic.com/V1/', 'https://api.anthropic.com'],
  [`${HOST}/v1`, HOST],
  [`${HOST}/v1/`, HOST],
  [`${HOST}/v1//`, HOST],
  [`${HOST}/v1/messages`, HOST],
  [`${HOST}/v1/messages?beta=true`, HOST],
  [`${HOST}/v1/messages/count_tokens`, HOST],
  [`${HOST}/v1/v1/messages`, HOST],
  [`${HOST}/v1/chat/completions`, HOST],
  [`${HOST}/anthropic/v1/models`, `${HOST}/anthropic`],
  [`${HOST}/api/v1`, `${HOST}/api`],
  [`${HOST}//anthropic///`, `${HOST}/anthropic`],
  [`  ${HOST}/v1 \n`, HOST],
  [`\u200B${HOST}\uFEFF`, HOST],
  [`"${HOST}"`, HOST],
  [`<${HOST}/v1>`, HOST],
  [`${HOST}#top`, HOST],
  ['gateway.example.com/v1', HOST],
  ['gateway.example.com:8443', `${HOST}:8443`],
  ['//gateway.example.com', HOST],
  ['localhost:4000/v1', 'http://localhost:4000'],
  ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['192.168.1.5', 'http://192.168.1.5'],
  ['[::1]:9', 'http://[::1]:9'],
  ['http://gateway.internal', 'http://gateway.internal'],
  // Not an end of ours: the path belongs to the gateway.
  [`${HOST}/v1beta`, `${HOST}/v1beta`],
  [`${HOST}/openv1`, `${HOST}/openv1`],
])('%j is %s', (text, url) => {
  expect(repairedClaudeUrl(text)).toBe(url);
  // Once repaired it stays.
  expect(repairedClaudeUrl(url)).toBe(url);
});

it.each([
  '',
  '  ',
  'https://',
  'ftp://host',
  'file:///etc/passwd',
  'https://a b.com',
  'https://me:pass@host',
  'https://key@host/v1',
  'javascript:alert(1)',
])('%j is no address', (text) => expect(repairedClaudeUrl(text)).toBeNull());

it('settings keep a repaired address, also one that an earlier version stored, and refuse what is none', () => {
  const parse = (anthropicUrl: string) => Settings.safeParse({ ...DEFAULT_SETTINGS, anthropicUrl });
  expect(parse(' gateway.example.com/v1/ ').data?.anthropicUrl).toBe(HOST);
  expect(parse(`${HOST}/v1/messages`).data?.anthropicUrl).toBe(HOST);
  expect(parse('ftp://host').success).toBe(false);
});
