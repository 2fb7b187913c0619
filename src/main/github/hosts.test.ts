import { expect, test } from 'vitest';
import { isLoopback, noreplyEmail, webHostOf } from './hosts.ts';

test.each([
  ['https://api.github.com', 'github.com', '1+me@users.noreply.github.com', false],
  ['https://github.acme.test/api/v3', 'github.acme.test', '1+me@users.noreply.github.acme.test', false],
  ['https://github.acme.test:8443/api/v3', 'github.acme.test:8443', '1+me@users.noreply.github.acme.test', false],
  ['https://api.acme.ghe.com', 'acme.ghe.com', '1+me@users.noreply.acme.ghe.com', false],
  ['https://api.acme.test', 'api.acme.test', '1+me@users.noreply.api.acme.test', false],
  [
    'https://api.github.com.evil.test',
    'api.github.com.evil.test',
    '1+me@users.noreply.api.github.com.evil.test',
    false,
  ],
  ['http://127.0.0.1:4100/api/v3', '127.0.0.1:4100', '1+me@users.noreply.127.0.0.1', true],
  ['http://localhost:4100', 'localhost:4100', '1+me@users.noreply.localhost', true],
])('%s serves %s', (apiUrl, host, email, loopback) => {
  expect([webHostOf(apiUrl), noreplyEmail(apiUrl, 1, 'me'), isLoopback(apiUrl)]).toEqual([host, email, loopback]);
});
