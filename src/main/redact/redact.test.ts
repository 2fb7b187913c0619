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
const hex = '0123456789abcdef'.repeat(4);
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
  [`sk_${'live'}_${body}`, REDACTED],
  [`rk_${'test'}_${body}`, REDACTED],
  [`sk-${body}${body}`, REDACTED],
  [`sk-svcacct-${body}_-${body}`, REDACTED],
  [`hf_${body}`, REDACTED],
  [`SG.${body.slice(0, 22)}.${body}-_x`, REDACTED],
  [`shpat_${hex.slice(0, 32)}`, REDACTED],
  [`pypi-AgEIcHlwaS5vcmc${body}`, REDACTED],
  [`xapp-1-A0123456789-${body}`, REDACTED],
  [`https://hooks.slack.com/services/T00000000/B00000000/${body}`, `https://hooks.slack.com/services/${REDACTED}`],
  [`https://discord.com/api/webhooks/123456789/${body}`, `https://discord.com/api/webhooks/123456789/${REDACTED}`],
  [`AWS_SECRET_ACCESS_KEY=${body}/+A1`, `AWS_SECRET_ACCESS_KEY=${REDACTED}`],
  [`"SecretAccessKey": "${body}/+A1"`, `"SecretAccessKey": "${REDACTED}"`],
  [`npmAuthToken: "${hex.slice(0, 8)}-1234-4321-abcd-${hex.slice(0, 12)}"`, `npmAuthToken: "${REDACTED}"`],
  [`ya29.${body}`, REDACTED],
  [`GOCSPX-${body.slice(0, 28)}`, REDACTED],
  [`ATATT3xFfGF0${body}=1A2B3C4D`, REDACTED],
  [`dckr_pat_${body}`, REDACTED],
  [`dop_v1_${hex}`, REDACTED],
  [`glcbt-64_${body}`, REDACTED],
  [`gldt-${body}`, REDACTED],
  [
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${body}${body}==;EndpointSuffix=x`,
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${REDACTED};EndpointSuffix=x`,
  ],
  [`SK${hex.slice(0, 32)}`, REDACTED],
  [`123456789:AA${body.slice(0, 33)}`, `123456789:${REDACTED}`],
  [`hvs.CAESI${body}`, REDACTED],
  [`lin_api_${body}abcd`, REDACTED],
  [`rubygems_${hex.slice(0, 48)}`, REDACTED],
  [`dapi${hex.slice(0, 32)}-2`, REDACTED],
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
  `commit ${hex.slice(0, 40)}, tree ${hex}`,
  'id 3f2504e0-4f89-41d3-9a0c-0305e82c3301, task-3f2504e04f8941d39a0c0305e82c3301',
  `url(data:image/png;base64,iVBORw0KGgo${body}${body}/AIza+SK==)`,
  '"integrity": "sha512-gho+/hf/npm/AKIA+zX4fMHVrVcGBJ1ioGNVrHeTQRcWkRxzLqE0C1bX0QPEzQd0zmE9LfVGh3x1Q=="',
  'this._authToken = options.authToken2; const _password = readPassword(1);',
  '_auth = get_auth_of(request1)',
  '//registry.npmjs.org/:_authToken=$' + '{NPM_TOKEN_2}',
  '.sk-circle12, .sk-fading-circle, desk-0123456789, sk_live_key, whsec_test',
  'secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? settings.secretAccessKey',
  'secret_access_key = lookup_in_the_vault_by_name',
  'chp:AAAA, 12:AA, Docker dckr_pat_ and glpat-x, ya29.x, SG.a.b, dapi2 and hvs.short',
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
    const breaks = '\n'.repeat(pem.trim().split('\n').length - 1);
    expect(redact(`a\n${pem}b`)).toBe(`a\n${REDACTED}${breaks}\nb`);
    expect(redact(JSON.stringify({ pem }))).toBe(`{"pem":"${REDACTED}\\n"}`);
    expect(redact(numbered)).toBe(`9\t${REDACTED}${breaks}`);
    const cut = pem.slice(0, pem.length - 40);
    expect(redact(`${cut} … cut`)).not.toContain(cut.slice(-20));
  }
});

test('takes out a private key of PGP and a line of .npmrc', () => {
  const lines = [`${body}${body.slice(0, 28)}`, `${body}${body.slice(0, 28)}`, 'A1b2', '=Zx1+'];
  const pgp = [
    '-----BEGIN PGP PRIVATE KEY BLOCK-----',
    'Version: GnuPG v2.0 (Darwin)',
    '',
    ...lines,
    '-----END PGP PRIVATE KEY BLOCK-----',
  ].join('\n');
  expect(redact(`${pgp}\nafter`)).toBe(`${REDACTED}${'\n'.repeat(8)}after`);
  const token = `${hex.slice(0, 8)}-1234-4321-abcd-${hex.slice(0, 12)}`;
  expect(redact(`a=1\n//r.example/:_authToken=${token}\n_password = "${body}"\n`)).toBe(
    `a=1\n//r.example/:_authToken=${REDACTED}\n_password = "${REDACTED}"\n`,
  );
});

test.each([60, 64, 76])('takes out a known value in base64 that is wrapped at %d columns', (columns) => {
  const long = 'kn0wn-secret-of-a-gateway/'.repeat(8);
  const take = createRedactor([long, planted]);
  for (const value of [long, planted])
    for (let before = 0; before < 80; before += 1) {
      const text = Buffer.from('x'.repeat(before) + value + 'y'.repeat(40)).toString('base64');
      const lines = text.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
      for (const end of ['\n', '\r\n', '\n    ', '\\n']) {
        const clean = take(lines.join(end));
        expect(clean).toContain(REDACTED);
        const left = clean.split(REDACTED).map((part) => part.replace(/\\n|\s/g, ''));
        for (const part of left)
          expect(Buffer.from(part, 'base64').toString('latin1')).not.toContain(value.slice(3, 9));
      }
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
