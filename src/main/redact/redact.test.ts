import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createRedactor, REDACTED } from './redact.ts';

const planted = 'pl4nted+secret/value="1"';
const redact = createRedactor([planted, 'second-secret-99', 'tiny', '']);

test.each([
  ['as it is', `key ${planted} end`, `key ${REDACTED} end`],
  ['twice', `${planted}${planted}`, `${REDACTED}${REDACTED}`],
  ['URL-encoded', `https://x/?q=${encodeURIComponent(planted)}&r=1`, `https://x/?q=${REDACTED}&r=1`],
  ['in JSON', JSON.stringify({ key: planted }), `{"key":"${REDACTED}"}`],
  ['another one', 'a second-secret-99 b', `a ${REDACTED} b`],
  ['a value too short to be one', 'a tiny thing', 'a tiny thing'],
])('takes out a known value: %s', (_name, text, expected) => {
  expect(redact(text)).toBe(expected);
});

test.each(['', 'u', 'us', 'user:', 'x-access-token:'])('takes out a known value in base64 behind "%s"', (prefix) => {
  for (const encoding of ['base64', 'base64url'] as const) {
    const text = Buffer.from(`${prefix}${planted}suffix`).toString(encoding);
    const clean = redact(`data ${text} end`);
    expect(clean).toContain(REDACTED);
    // What is left around the mark may hold the neighbours' bytes, but no three bytes of the value in a row.
    for (const rest of clean.slice(5, -4).split(REDACTED)) {
      expect(Buffer.from(rest, encoding).toString('latin1')).not.toContain(planted.slice(0, 8));
      expect(Buffer.from(rest, encoding).toString('latin1')).not.toContain(planted.slice(-8));
    }
  }
});

const body = 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8';
test.each([
  ['sk-ant-api03-abc_DEF-123', REDACTED],
  [`ghp_${body}`, REDACTED],
  [`gho_${body}`, REDACTED],
  [`ghu_${body}`, REDACTED],
  [`ghs_${body}`, REDACTED],
  [`ghr_${body}`, REDACTED],
  [`github_pat_11AAAAAAA0_${body}`, REDACTED],
  [`glpat-${body}`, REDACTED],
  ['AKIAIOSFODNN7EXAMPLE', REDACTED],
  ['xoxb-1234567890-abcdef', REDACTED],
  [`npm_${body}`, REDACTED],
  [`AIza${body.slice(0, 35)}`, REDACTED],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.s5ignature_x', REDACTED],
  [`Authorization: Bearer ${body}`, `Authorization: Bearer ${REDACTED}`],
  ['authorization: basic eC1hY2Nlc3MtdG9rZW46Z2g=', `authorization: basic ${REDACTED}`],
  [`"x-api-key": "${body}"`, `"x-api-key": "${REDACTED}"`],
  ['https://x-access-token:abc@github.com/a/b', `https://${REDACTED}@github.com/a/b`],
  ['postgres://admin:hunter2@db/app', `postgres://${REDACTED}@db/app`],
  ['https://:abc@h/', `https://${REDACTED}@h/`],
  [`https://h/p?token=${body}&x=1`, `https://h/p?token=${REDACTED}&x=1`],
])('takes out what looks like a secret: %s', (text, expected) => {
  expect(redact(`before ${text} after`)).toBe(`before ${expected} after`);
  expect(redact(text)).toBe(expected);
});

test.each([
  'Basic internationalization of the bearer authentication guide',
  'the xox game, ghp_short, sk-ant, npm_config_cache, AKIA',
  'https://github.com/octo/cat/pull/1#issuecomment-2',
  'git@github.com:octo/cat.git',
  'https://$' + '{USER}:$' + '{TOKEN}@github.com/octo/cat',
  'https://<user>:<token>@github.com',
  'throw new Error("-----BEGIN PRIVATE KEY----- expected")',
  'time 12:30@noon, a:b@c',
  'token=abc password=xyz',
  `sha512-${body}==`,
])('leaves ordinary text alone: %s', (text) => {
  expect(redact(text)).toBe(text);
});

test('takes out private keys in every dress', () => {
  const { privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const rsa = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' },
  }).privateKey;
  for (const pem of [privateKey, rsa]) {
    const numbered = pem
      .trim()
      .split('\n')
      .map((line, index) => `${index + 9}\t${line}`)
      .join('\n');
    expect(redact(`a\n${pem}b`)).toBe(`a\n${REDACTED}\nb`);
    expect(redact(JSON.stringify({ pem }))).toBe(`{"pem":"${REDACTED}\\n"}`);
    expect(redact(numbered)).toBe(`9\t${REDACTED}`);
    const cut = pem.slice(0, pem.length - 40);
    expect(redact(`${cut} … cut`)).not.toContain(cut.slice(-20));
  }
});

test.each([
  ['source', 'const value = compute(input, { retries: 3 }); // plain code\n'],
  ['base64', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg'],
  ['almost keys', '-----BEGIN RSA PRIVATE KEY-----\n'],
  ['almost URLs', '://a:'],
  ['almost tokens', 'ghp_ eyJ sk-ant- Bearer Basic '],
  ['blanks', ' '],
  ['letters', 'eyJaaaaaaaa'],
])('1 MB of %s takes time in proportion, or this would run out of it', (_name, piece) => {
  const text = piece.repeat(Math.ceil(1024 ** 2 / piece.length));
  expect(redact(text).length).toBeGreaterThan(0);
});
