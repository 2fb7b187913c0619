import { expect, test } from 'vitest';
import { json, PULL, REQUEST, startScripted, withPulls } from './testing/scripted.ts';

const HOSTILE_PAGES = [
  'javascript:alert(document.domain)',
  'https://evil.example/acme/one/pull/7',
  'ORIGIN/acme/other/pull/7',
  'ORIGIN/acme/one/pull/8',
  'ORIGIN/acme/one/pull/7/files',
  'ORIGIN/acme/one/pull/7?x=1',
  'ORIGIN/acme/one/pull/7#\u001b[2J',
  'ORIGIN@evil.example/acme/one/pull/7',
  'http://user:pass@HOST/acme/one/pull/7',
  'ORIGIN/acme/one/pull/../../../evil',
  '/acme/one/pull/7',
  '',
];
test.each(HOSTILE_PAGES)('the page of a pull request is the one that it must be, not %j', async (said) => {
  const made = await withPulls((_pulls, response) =>
    json(response, 201, {
      ...PULL,
      html_url: said.replace('ORIGIN', made.url).replace('HOST', new URL(made.url).host),
      head: { ...PULL.head, ref: 'main' },
      base: { ref: 'release' },
      title: 'a\u202Eb\u001b[2J',
    }),
  );
  const opened = await made.room.openPullRequest(REQUEST);
  expect(opened).toMatchObject({
    ok: true,
    value: {
      url: `${made.url}/acme/one/pull/7`,
      branch: 'cody/x',
      base: 'main',
      title: 'a⟦U+202E⟧b⟦U+001B⟧[2J',
    },
  });
});

test('the words of a pull request that was there before are one short line of plain signs', async () => {
  const hostile = `\u2066\u202E<img src=x onerror=alert(1)> **[a](javascript:1)**\n# \u001b]52;c;cm0=\u0007\u0000${'x'.repeat(1_000_000)}`;
  const labels = [{ name: hostile, color: hostile }];
  const { room, url } = await startScripted((_request, response) =>
    json(response, 200, [{ ...PULL, title: hostile, body: hostile, labels, state: hostile, user: { login: hostile } }]),
  );
  const found = await room.findPullRequest('acme', 'one', REQUEST.branch);
  if (!found.ok || found.value === null) throw new Error('it was not found');
  expect(found.value).toMatchObject({ state: 'closed', url: `${url}/acme/one/pull/7` });
  expect(found.value.title.length).toBeLessThanOrEqual(300);
  expect(found.value.title).toMatch(
    /^⟦U\+2066⟧⟦U\+202E⟧<img src=x onerror=alert\(1\)> \*\*\[a\]\(javascript:1\)\*\* # ⟦U\+001B⟧/,
  );
  // Nothing else of its words is kept.
  expect(JSON.stringify(found.value)).not.toMatch(/[\p{Cc}\p{Cf}]|x{400}/u);
});

const REPOSITORY = { name: 'one', owner: { login: 'acme' }, clone_url: 'https://github.test/acme/one.git' };
test.each([
  { clone_url: '/acme/one.git' },
  { clone_url: 'not a url' },
  { clone_url: '' },
  { clone_url: 'http://github.test/acme/one.git' },
  { clone_url: 'ssh://git@github.test/acme/one.git' },
  { clone_url: 'ext::sh -c id' },
  { clone_url: 'file:///etc' },
  { clone_url: 'https://user:pass@github.test/acme/one.git' },
  { name: '../two' },
  { name: '..' },
  { owner: { login: 'acme\u001b[2J' } },
  { owner: { login: '-x y' } },
  { default_branch: '--upload-pack=id' },
  { default_branch: 'a\nb' },
])('a repository described as %j is refused', async (odd) => {
  const { room } = await startScripted((_request, response) => json(response, 200, { ...REPOSITORY, ...odd }));
  expect(await room.repository('acme', 'one')).toMatchObject({ ok: false, error: { code: 'github_rejected' } });
});

test.each(['dev\n', 'dev <root@x>', '', 'dev\u202E'])('nobody is called %j', async (login) => {
  const { room } = await startScripted((_request, response) => json(response, 200, { id: 1, login }));
  expect(await room.me()).toMatchObject({ ok: false, error: { code: 'github_rejected' } });
});
