import { expect, test } from 'vitest';
import { isLoopbackHost, webHostOfApi } from './hosts.ts';

test.each([
  ['localhost', true],
  ['LOCALHOST:80', true],
  ['demo.localhost:1', true],
  ['127.1.2.3:4100', true],
  ['[::1]:4100', true],
  ['localhost.example', false],
  ['127.0.0.1.example', false],
  ['10.0.0.1', false],
  ['[::2]', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});

test.each([
  ['api.github.com', 'github.com'],
  ['api.acme.ghe.com', 'acme.ghe.com'],
  ['github.acme.test:8443', 'github.acme.test:8443'],
  ['api.acme.test', 'api.acme.test'],
  ['api.github.com.evil.test', 'api.github.com.evil.test'],
  ['127.0.0.1:4100', '127.0.0.1:4100'],
])('the API on %s serves %s', (apiHost, host) => {
  expect(webHostOfApi(apiHost)).toBe(host);
});
