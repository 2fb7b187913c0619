import { expect, test } from 'vitest';
import { repoKey } from './repo.ts';
import { parseRepoList } from './repo-list.ts';

const ONE = ['github.com/acme/one'];
const BOTH = ['github.com/acme/one', 'github.com/acme/two'];
const parse = (text: string) => parseRepoList(text, { defaultHost: 'github.com' });

const gitlab = {
  name: 'One',
  name_with_namespace: 'Group / Sub / One',
  path: 'one',
  path_with_namespace: 'group/sub/one',
  ssh_url_to_repo: 'git@altssh.gitlab.corp:group/sub/one.git',
  http_url_to_repo: 'https://gitlab.corp/group/sub/one.git',
  forked_from_project: { path_with_namespace: 'other/one', http_url_to_repo: 'https://gitlab.corp/other/one.git' },
};
const cloud = {
  full_name: 'acme/one',
  links: {
    clone: [
      { name: 'ssh', href: 'git@bitbucket.org:acme/one.git' },
      { name: 'https', href: 'https://ann@bitbucket.org/acme/one.git' },
    ],
    html: { href: 'https://bitbucket.org/acme/one' },
  },
  parent: { full_name: 'other/one' },
};
const azure = {
  id: 'x',
  name: 'one',
  url: 'https://dev.azure.com/acme/_apis/git/repositories/x',
  project: { name: 'proj' },
  remoteUrl: 'https://acme@dev.azure.com/acme/proj/_git/one',
  sshUrl: 'git@ssh.dev.azure.com:v3/acme/proj/one',
};
const rest = (name: string) => ({
  name,
  full_name: `acme/${name}`,
  owner: { login: 'acme', url: 'https://api.github.com/users/acme', html_url: 'https://github.com/acme' },
  html_url: `https://github.com/acme/${name}`,
  url: `https://api.github.com/repos/acme/${name}`,
  git_refs_url: `https://api.github.com/repos/acme/${name}/git/refs{/sha}`,
  clone_url: `https://github.com/acme/${name}.git`,
  mirror_url: 'git://git.corp/mirror/x',
  homepage: 'https://github.com/acme/homepage',
  parent: { full_name: 'up/stream', clone_url: 'https://github.com/up/stream.git' },
  template_repository: { full_name: 'acme/template' },
});
const json = JSON.stringify;
test.each<[string, string, string[]]>([
  ['pages of gh api', '[{"full_name":"acme/one"}][{"full_name":"acme/two"}]', BOTH],
  ['pages in lines', '[{"full_name":"acme/one"}]\n\n[{"full_name":"acme/two"}]\n', BOTH],
  ['one array a line', '["acme/one"]\n["acme/two"]', BOTH],
  ['one object a line', '{"full_name":"acme/one"}\n{"full_name":"acme/two"}\n', BOTH],
  ['objects over several lines', '{\n"full_name": "acme/one"\n}\n{\n"full_name": "acme/two"\n}', BOTH],
  ['objects of the API', json([rest('one'), rest('two')]), BOTH],
  [
    'GraphQL',
    json({
      data: {
        organization: {
          name: 'Acme',
          url: 'https://github.com/acme',
          repositories: {
            totalCount: 2,
            pageInfo: { endCursor: 'a/b' },
            nodes: [
              { nameWithOwner: 'acme/one', parent: { nameWithOwner: 'up/x' } },
              { nameWithOwner: 'acme/two', languages: { nodes: [{ name: 'a/b' }] } },
            ],
          },
        },
      },
    }),
    BOTH,
  ],
  [
    'GraphQL with edges',
    json({
      data: {
        search: {
          edges: [
            { cursor: 'x', node: { nameWithOwner: 'acme/one' } },
            { node: { url: 'https://github.com/acme/two' } },
          ],
        },
      },
    }),
    BOTH,
  ],
  [
    'GraphQL with names of one’s own',
    json({ data: { a: { nameWithOwner: 'acme/one' }, b: { nameWithOwner: 'acme/two' } } }),
    BOTH,
  ],
  [
    'gh repo list',
    json([
      {
        nameWithOwner: 'acme/one',
        sshUrl: 'git@github.com:acme/one.git',
        templateRepository: { name: 't', owner: { login: 'x' } },
      },
    ]),
    ONE,
  ],
  [
    'gh search code',
    json([
      {
        path: 'src/app',
        repository: { nameWithOwner: 'acme/one' },
        url: 'https://github.com/acme/one/blob/x/src/app',
      },
    ]),
    ONE,
  ],
  [
    'the search of code',
    json({
      items: [
        {
          name: 'package.json',
          path: 'web/package.json',
          repository: { full_name: 'acme/one', owner: { login: 'acme' } },
        },
      ],
    }),
    ONE,
  ],
  [
    'issues',
    json([
      { html_url: 'https://github.com/acme/one/issues/3', repository_url: 'https://api.github.com/repos/acme/one' },
    ]),
    ONE,
  ],
  ['GitLab', json([gitlab]), ['gitlab.corp/group/sub/one']],
  ['Bitbucket', json({ pagelen: 10, values: [cloud] }), ['bitbucket.org/acme/one']],
  [
    'Bitbucket Server',
    json({
      values: [
        {
          slug: 'one',
          name: 'One',
          project: { key: 'PROJ' },
          links: {
            clone: [
              { name: 'ssh', href: 'ssh://git@git.corp:7999/proj/one.git' },
              { name: 'http', href: 'https://git.corp/scm/proj/one.git' },
            ],
            self: [{ href: 'https://git.corp/projects/PROJ/repos/one/browse' }],
          },
        },
      ],
    }),
    ['git.corp/scm/proj/one'],
  ],
  ['Azure DevOps', json({ value: [azure], count: 1 }), ['dev.azure.com/acme/proj/one']],
  [
    'Azure DevOps, one field',
    '{"value":[{"remoteUrl":"https://dev.azure.com/acme/proj/_git/one"}]}',
    ['dev.azure.com/acme/proj/one'],
  ],
  [
    'package.json',
    json({
      name: '@acme/pkg',
      homepage: 'https://github.com/acme/site',
      repository: { type: 'git', url: 'git+https://github.com/acme/one.git' },
      dependencies: { x: 'github:a/b' },
    }),
    ONE,
  ],
  ['package.json, short', json({ name: 'one', repository: 'github:acme/one' }), ONE],
  ['meta', json({ projects: { 'libs/one': 'git@github.com:acme/one.git', two: 'https://github.com/acme/two' } }), BOTH],
  [
    'Renovate',
    '{\n  // all of them\n  "repositories": ["acme/one", "acme/two",],\n  "packageRules": [{"matchRepositories": ["x/y"]}],\n}',
    BOTH,
  ],
  ['multi-gitter', 'repo:\n  - acme/one\n  - acme/two\nbranch: x/y\n', BOTH],
  [
    'mani',
    'projects:\n  one:\n    path: libs/one\n    url: git@github.com:acme/one.git\n  two:\n    url: https://github.com/acme/two\n',
    BOTH,
  ],
  [
    'vcstool',
    'repositories:\n  src/one:\n    type: git\n    url: https://github.com/acme/one.git\n    version: main\n',
    ONE,
  ],
  [
    'a catalogue',
    'apiVersion: v1\nmetadata:\n  name: one\n  annotations:\n    github.com/project-slug: acme/one\n---\nmetadata:\n  name: two\n  annotations:\n    github.com/project-slug: acme/two\n',
    BOTH,
  ],
  ['YAML objects', '- name: one\n  owner: acme\n- name: two\n  owner: acme\n', BOTH],
  ['a heading and bullets', 'Repositories:\n- acme/one\n- acme/two', BOTH],
  ['a description in objects', json([{ name: 'one', owner: { login: 'acme' }, description: 'see a/b' }]), ONE],
])('%s', (_name, text, expected) => {
  const list = parse(text);
  expect(list.accepted.map(({ repo }) => repoKey(repo))).toEqual(expected);
  expect(list.rejected).toEqual([]);
});

test('what names nothing is told with its line or place', () => {
  const lines = parse('{"full_name":"acme/one"}\n{"stars":3}\n');
  expect([lines.unit, lines.rejected.map(({ line }) => line)]).toEqual(['line', [2]]);
  const pages = parse('["acme/one","acme/two"]\n["acme/three",{"parent":{"full_name":"up/stream"}}]');
  expect([pages.unit, pages.rejected.map(({ line }) => line)]).toEqual(['entry', [4]]);
});

test('what was cut off is told, and what came before it is taken', () => {
  const { accepted, rejected } = parse('[{"full_name":"acme/one"}]\n[{"full_name":"acme/t');
  expect(accepted.map(({ repo }) => repoKey(repo))).toEqual(ONE);
  expect(rejected.map(({ reason }) => reason)).toEqual([expect.stringContaining('from line 2 on')]);
});

test('names of every object are no fields', () => {
  expect(parse('constructor,repo\nx,acme/one').accepted).toHaveLength(1);
  expect(parse('{"constructor":"a/b","toString":"c/d"}').accepted).toEqual([]);
});

/** Nine times the line before it, each: a million times the first. */
const doubling = (first: string) => [
  first,
  ...'bcdefg'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[at]}`).join(', ')}]`),
];

test.each([
  ['aliases that grow without end', doubling('a: &a [acme/one]').join('\n')],
  ['an alias of what it stands in', 'repos: &a\n  - *a\n  - acme/one\n'],
  ['the same in a merge', 'repos: &a\n  <<: *a\n  url: https://github.com/acme/one\n'],
  ['the same in what is almost JSON', '{"repos": &a [*a, "acme/one"],}'],
  ['aliases that grow, in what is almost JSON', `{${doubling('a: &a [acme/one]').join(',\n')}}`],
  ['brackets without end', `repos: ${'['.repeat(100_000)}`],
  ['objects without end', `repos: ${'{a: '.repeat(100_000)}`],
  ['marks of keys without end', `repos:\n  ${'? '.repeat(5_000)}acme/one`],
  ['marks of keys without end in brackets', `repos: [${'? '.repeat(5_000)}acme/one]`],
  ['marks of entries without end', `repos:\n  ${'- '.repeat(20_000)}acme/one`],
  ['values that are no JSON', 'at: 2024-05-01\nrepos:\n  ? [a, b]\n  : !!binary aGk=\n'],
])('hostile YAML is a list that is refused: %s', (_name, text) => {
  const list = parse(text);
  expect(list.accepted.length + list.rejectedCount).toBeLessThan(100);
});

test('tens of thousands of keys are read in a time that grows with their number', () => {
  const text = Array.from({ length: 30_000 }, (_, at) => `k${at}: |\n  x\n`).join('');
  expect(parse(`${text}repos:\n  - repo: acme/one\n`).accepted).toHaveLength(1);
});

test('a key that stands twice loses no list: the text is not read as a tree', () => {
  expect(parse('repos:\n  - repo: acme/one\nrepos:\n  - repo: acme/two\n').unit).toBe('line');
});

test('indentation that no list has is not read as a tree', () => {
  const nested = (levels: number) =>
    `${Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}items:\n`).join('')}${' '.repeat(levels)}repo: acme/one`;
  expect([parse(nested(20)).unit, parse(nested(1_200)).unit]).toEqual(['entry', 'line']);
});
