import { expect, test } from 'vitest';
import { defaultHostOf, isLoopbackHost, webHostOfApi } from './hosts.ts';

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

test.each([
  ['https://api.github.com', 'github.com'],
  ['https://API.GitHub.com/', 'github.com'],
  ['https://github.acme.test/api/v3', 'github.acme.test'],
  ['https://github.acme.test:443/api/v3', 'github.acme.test'],
  ['http://127.0.0.1:4100', '127.0.0.1:4100'],
])('with GitHub at %s, owner/name means %s', (githubUrl, host) => {
  expect(defaultHostOf({ githubUrl })).toBe(host);
});
