import { expect, it } from 'vitest';
import { createKnownSecrets, redactError } from './known-secrets.ts';

it('takes out what it was told, from then on, and keeps an earlier key secret when it is replaced', () => {
  const secrets = createKnownSecrets();
  expect(secrets.redact('plain-gateway-1 plain-gateway-2')).toBe('plain-gateway-1 plain-gateway-2');
  secrets.remember('plain-gateway-1');
  secrets.remember(null);
  expect(secrets.redact('plain-gateway-1 plain-gateway-2')).toBe('[redacted] plain-gateway-2');
  secrets.remember('plain-gateway-2');
  expect(secrets.redact('plain-gateway-1 plain-gateway-2 ghp_A1b2C3d4E5f6G7h8I9j0')).toBe(
    '[redacted] [redacted] [redacted]',
  );
});

it('redacts the words of an error and nothing else', () => {
  const secrets = createKnownSecrets();
  secrets.remember('plain-gateway-1');
  const words = 'not plain-gateway-1!';
  expect(
    redactError(
      { code: 'model_auth', message: words, why: words, next: words, path: words, status: 401 },
      secrets.redact,
    ),
  ).toEqual({
    code: 'model_auth',
    message: 'not [redacted]!',
    why: 'not [redacted]!',
    next: 'not [redacted]!',
    path: 'not [redacted]!',
    status: 401,
  });
  expect(redactError({ code: 'model_auth', message: 'No.' }, secrets.redact)).toEqual({
    code: 'model_auth',
    message: 'No.',
  });
});
