import { expect, test } from 'vitest';
import { repoKey, repoLabel } from './repo.ts';
import { parseRepoList } from './repo-list.ts';
import { parseRepoReference } from './repo-reference.ts';

const parse = (text: string, defaultHost = 'github.com') => parseRepoList(text, { defaultHost });
const github = (owner: string, name: string) => ({
  kind: 'remote' as const,
  host: 'github.com',
  owner,
  name,
  url: `https://github.com/${owner}/${name}.git`,
});
const other = (host: string, owner: string, name: string, url: string) => ({
  kind: 'remote' as const,
  host,
  owner,
  name,
  url,
});
const folder = (path: string, name: string) => ({ kind: 'local' as const, path, name });

const octo = github('octo', 'cat');
test.each([
  ['octo/cat', octo],
  ['octo/cat.git', octo],
  ['octo/cat/', octo],
  ['octo/cat/tree/main', octo],
  ['octo/.github', github('octo', '.github')],
  ['acme_corp/under_score', github('acme_corp', 'under_score')],
  ['github.com/octo/cat', octo],
  ['www.github.com/octo/cat', octo],
  ['GitHub.com/octo/cat', octo],
  ['https://github.com/octo/cat', octo],
  ['https://github.com/octo/cat.git', octo],
  ['https://github.com/octo/cat/', octo],
  ['https://github.com:443/octo/cat', octo],
  ['HTTPS://GITHUB.COM/octo/cat', octo],
  ['https://www.github.com/octo/cat?tab=readme-ov-file#install', octo],
  ['https://github.com/octo/cat/tree/feature/x@2', octo],
  ['https://github.com/octo/cat/pull/12/files', octo],
  ['https://github.com/octo/cat/blob/main/a%20b.md#L3', octo],
  ['https://github.com/octo/cat/actions/runs/1', octo],
  ['https://api.github.com/repos/octo/cat', octo],
  ['git@github.com:octo/cat.git', octo],
  ['git@github.com:/octo/cat.git', octo],
  ['github.com:octo/cat', octo],
  ['ssh://git@github.com/octo/cat.git', octo],
  ['ssh://git@github.com:22/octo/cat', octo],
  [
    'ssh://git@ssh.github.example:443/octo/cat',
    other('ssh.github.example', 'octo', 'cat', 'https://ssh.github.example/octo/cat'),
  ],
  ['git+ssh://git@github.com/octo/cat.git', octo],
  ['git+https://github.com/octo/cat.git', octo],
  ['git://github.com/octo/cat.git', octo],
  ['https://acme.ghe.com/octo/cat/pulls', other('acme.ghe.com', 'octo', 'cat', 'https://acme.ghe.com/octo/cat.git')],
  ['https://gitlab.com/group/sub/cat', other('gitlab.com', 'group/sub', 'cat', 'https://gitlab.com/group/sub/cat')],
  [
    'https://gitlab.com/group/sub/cat/-/tree/main',
    other('gitlab.com', 'group/sub', 'cat', 'https://gitlab.com/group/sub/cat.git'),
  ],
  ['https://gitlab.com/group/sub/src', other('gitlab.com', 'group/sub', 'src', 'https://gitlab.com/group/sub/src')],
  [
    'https://codeberg.org/octo/cat/src/branch/main',
    other('codeberg.org', 'octo', 'cat', 'https://codeberg.org/octo/cat.git'),
  ],
  [
    'https://git.example.com:8443/octo/cat.git/info/refs',
    other('git.example.com:8443', 'octo', 'cat', 'https://git.example.com:8443/octo/cat.git'),
  ],
  [
    'https://git.example.com/wire-tools',
    other('git.example.com', '', 'wire-tools', 'https://git.example.com/wire-tools'),
  ],
  ['https://git.example.com/~ann/cat', other('git.example.com', '~ann', 'cat', 'https://git.example.com/~ann/cat')],
  ['git.example.com/octo/cat', other('git.example.com', 'octo', 'cat', 'https://git.example.com/octo/cat')],
  [
    'git@git.example.com:group/sub/cat.git',
    other('git.example.com', 'group/sub', 'cat', 'https://git.example.com/group/sub/cat.git'),
  ],
  ['http://127.0.0.1:4100/octo/cat.git', other('127.0.0.1:4100', 'octo', 'cat', 'http://127.0.0.1:4100/octo/cat.git')],
  ['http://localhost:4100/octo/cat', other('localhost:4100', 'octo', 'cat', 'http://localhost:4100/octo/cat')],
  ['http://[::1]:4100/octo/cat', other('[::1]:4100', 'octo', 'cat', 'http://[::1]:4100/octo/cat')],
  ['localhost:4100/octo/cat', other('localhost:4100', 'octo', 'cat', 'http://localhost:4100/octo/cat')],
  ['/home/ann/code/cat', folder('/home/ann/code/cat', 'cat')],
  ['/home/ann/my, odd; folder - copy/', folder('/home/ann/my, odd; folder - copy', 'my, odd; folder - copy')],
  ['/srv/git/cat.git', folder('/srv/git/cat.git', 'cat')],
  ['~/code/cat', folder('~/code/cat', 'cat')],
  ['C:\\code\\cat', folder('C:\\code\\cat', 'cat')],
  ['c:/code/cat/', folder('c:/code/cat', 'cat')],
  ['\\\\server\\share\\cat', folder('\\\\server\\share\\cat', 'cat')],
  ['file:///home/ann/my%20cat', folder('/home/ann/my cat', 'my cat')],
  ['file://localhost/home/ann/cat', folder('/home/ann/cat', 'cat')],
  ['file:///C:/code/cat', folder('C:/code/cat', 'cat')],
])('accepts %s', (line, repo) => {
  expect(parse(line)).toEqual({
    accepted: [{ line: 1, repo }],
    rejected: [],
    rejectedCount: 0,
    merged: [],
    unit: 'line',
  });
});

test.each([
  ['octo', 'not a repository'],
  ['hello world', 'not a repository'],
  ['read this/that please', 'not a repository'],
  ['octo/', 'names the account octo'],
  ['https://github.com/octo', 'names the account octo'],
  ['https://github.com', 'names a host'],
  ['https://github.com/', 'names a host'],
  ['https://github.com/orgs/octo/repositories', 'a page of github.com'],
  ['https://github.com/topics/travis', 'a page of github.com'],
  ['https://gist.github.com/octo/123', 'a gist'],
  ['https://raw.githubusercontent.com/octo/cat/main/a', 'a gist or a single file'],
  ['octo/cat/unknown', 'more parts'],
  ['-octo/cat', 'not a name that GitHub allows'],
  ['oc.to/cat', 'names a host and one part only'],
  ['octo/ca$t', 'not one that GitHub allows'],
  ['octo/..', 'not one that GitHub allows'],
  [`octo/${'x'.repeat(101)}`, 'not one that GitHub allows'],
  [`${'x'.repeat(40)}/cat`, 'not a name that GitHub allows'],
  ['../cat', 'a relative folder'],
  ['./cat', 'a relative folder'],
  ['/', 'a whole disk'],
  ['~', 'a whole disk or home folder'],
  ['C:\\', 'a whole disk'],
  ['/home/ann/../bob/cat', 'with .. in it'],
  ['file://server/share/cat', 'another machine'],
  ['http://github.com/octo/cat', 'http:// is not encrypted'],
  ['http://127.0.0.1.evil.example/octo/cat', 'http:// is not encrypted'],
  ['http://localhost.evil.example/octo/cat', 'http:// is not encrypted'],
  ['ftp://example.com/octo/cat', 'ftp:// addresses are not supported'],
  ['ext::sh -c touch', 'not a repository'],
  ['javascript:alert(1)', 'not a repository'],
  ['https://gіthub.com/octo/cat', 'host name'],
  ['https://exa mple.com/octo/cat', 'host name'],
  ['https://example.com:99999/octo/cat', 'host name'],
  ['https:///octo/cat', 'host name'],
  ['https://example.com/--upload-pack=x/cat', 'characters that do not belong'],
  ['https://example.com/a/%2e%2e/b', '. or ..'],
  ['https://example.com/a/%00', 'cannot be read'],
  ['https://example.com/a/%zz', 'cannot be read'],
  ['git@-oProxyCommand=x:octo/cat', 'host name'],
])('rejects %s', (line, reason) => {
  const list = parse(line);
  expect(list.accepted).toEqual([]);
  expect(list.rejected).toHaveLength(1);
  expect(list.rejected[0]?.reason).toContain(reason);
  expect(list.rejected[0]?.line).toBe(1);
});

test.each(['team', 'security', 'apps', 'search', 'events', 'enterprise'])(
  '%s is an organisation on Enterprise',
  (name) => {
    const { accepted } = parse(`git@github.acme.test:${name}/service.git\n${name}/app`, 'github.acme.test');
    expect(accepted.map(({ repo }) => repoKey(repo))).toEqual([
      `github.acme.test/${name}/service`,
      `github.acme.test/${name}/app`,
    ]);
  },
);

test('a repository without an owner has a key and a label without a gap', () => {
  const reference = parseRepoReference('https://git.example.com/Tools.git', 'github.com');
  if (!reference.ok) throw new Error(reference.reason);
  expect(repoKey(reference.repo)).toBe('git.example.com/tools');
  expect(repoLabel(reference.repo)).toBe('git.example.com/Tools');
});
