import { expect, test } from 'vitest';
import { repoLabel } from './repo.ts';
import { MAX_REJECTIONS, MAX_REPOS, parseRepoList } from './repo-list.ts';

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
  'https://ann:s3cret-value@github.com/octo/cat',
  'https://s3cret-value@github.com/octo/cat',
  'https://ann:s3cret-value/with/slash@github.com/octo/cat',
  'https://ann:s3cret-value#with-hash@github.com/octo/cat',
  'https://x-access-token:ghs_s3cret-value@github.com/octo/cat',
  'http://ann:s3cret-value@127.0.0.1:4100/octo/cat',
  'ssh://git:s3cret-value@github.com/octo/cat',
  'ann:s3cret-value@github.com/octo/cat',
  's3cret-value@github.com/octo/cat',
  'https://ann:s3cret-value@@github.com/octo/cat, octo/dog',
  'token ghp_s3cret-value0123456789',
  'ANTHROPIC_API_KEY=sk-ant-s3cret-value',
  '- [x](https://ann:s3cret-value@github.com/octo/cat)',
  'git clone https://ann:s3cret-value@github.com/octo/cat',
  'https:/ann:s3cret-value@@github.com',
  'https:/ann:s3cret-value@github.com/octo/cat',
  'https:/s3cret-value@github.com/octo/cat',
  'https:\\\\ann:s3cret-value@github.com\\octo\\cat',
  'https//ann:s3cret-value@github.com/octo/cat',
  'https:ann:s3cret-value@github.com/octo/cat',
  'url: https:/ann:s3cret-value@github.com/octo/cat',
  '["//ann:s3cret-value@github.com/octo/cat"]',
  '/ann:s3cret-value@github.com/octo/cat',
  'htps://ann:s3cret-value@github.com/octo/cat',
  'https://ann%3As3cret-value%40github.com/octo/cat',
  '["https://git.example.com/octo/cat;private_token=s3cret-value"]',
  'https://git.example.com/octo/token=s3cret-value/cat',
  'https://github.com/octo?access_token=s3cret-value',
  'https://github.com/octo#s3cret-value',
  'https://github.com/octo/ghp_s3cret-value0123456789',
  'https://github.com/ghp_s3cret-value0123456789',
  '/srv/ghp_s3cret-value0123456789/cat',
  'nothing "password": "s3cret-value"',
  '{"stars": 3, "access_token": "s3cret-value"}',
])('refuses user information without repeating it: %s', (line) => {
  const list = parse(line);
  expect(list.accepted).toEqual([]);
  expect(list.rejected).toHaveLength(1);
  expect(JSON.stringify(list)).not.toContain('s3cret-value');
});

test.each([
  'https://github.com/octo/cat?access_token=s3cret-value',
  'https://github.com/octo/cat#access_token=s3cret-value',
  'https://github.com/octo/cat#s3cret-value',
  'https://github.com/octo/cat;private_token=s3cret-value',
  'ssh://s3cret-value@github.com/octo/cat',
])('keeps nothing of an accepted line but the repository: %s', (line) => {
  const list = parse(`${line}\n${line}`);
  expect(list.accepted).toEqual([{ line: 1, repo: octo }]);
  expect(JSON.stringify(list)).not.toContain('s3cret-value');
});

test('a token at the end of what is read of a long line is not shown in part', () => {
  const [shown] = parse(`x x:${'y'.repeat(483)}@z ghp_s3cret-value0123456789abcdefghij x`).rejected;
  expect(shown?.text).not.toContain('ghp_');
});

test.each(['https:/github.com/octo/cat', 'https//github.com/octo/cat', '["//github.com/octo/cat"]', 'git:/octo/cat'])(
  'a damaged address is no folder and no host of its own: %s',
  (line) => {
    const list = parse(line);
    expect(list.accepted).toEqual([]);
    expect(list.rejected[0]?.reason).toContain('a damaged address');
  },
);

test.each([
  ['a comment', '# octo/cat\n   # more', []],
  ['a comment behind', 'octo/cat # ours', [octo]],
  [
    'bullets',
    '- octo/cat\n* octo/dog\n+ octo/cow\n1. octo/hen\n2) octo/pig\n• octo/owl',
    ['cat', 'dog', 'cow', 'hen', 'pig', 'owl'],
  ],
  ['check boxes', '- [ ] octo/cat\n- [x] octo/dog', ['cat', 'dog']],
  ['quotes', '"octo/cat",\n\'octo/dog\';\n`octo/cow`', ['cat', 'dog', 'cow']],
  ['angle brackets', '<https://github.com/octo/cat>', ['cat']],
  ['bold', '**octo/cat**', ['cat']],
  [
    'markdown links',
    '[the cat](https://github.com/octo/cat "title") - a cat\n- [dog](<https://github.com/octo/dog>)',
    ['cat', 'dog'],
  ],
  [
    'a description',
    'octo/cat - the cat\nocto/dog — the dog\nocto/cow: the cow\nocto/hen (old)',
    ['cat', 'dog', 'cow', 'hen'],
  ],
  ['several on a line', 'octo/cat, octo/dog,octo/cow\nocto/hen octo/pig', ['cat', 'dog', 'cow', 'hen', 'pig']],
  ['a byte order mark and CRLF', '\uFEFFocto/cat\r\nocto/dog\r\n\r\n', ['cat', 'dog']],
  ['tabs as gh prints them', 'octo/cat\tA cat, and more\tpublic\t2026-01-01', ['cat']],
  ['csv without a header', 'octo/cat,main,yes\nocto/dog;main;no', ['cat', 'dog']],
  ['a name and its URL in a row', 'octo/cat,https://github.com/octo/cat', ['cat']],
  ['csv: url', 'id,url\n1,https://github.com/octo/cat\n2,"https://github.com/octo/dog"', ['cat', 'dog']],
  ['csv: owner and name', 'Owner;Name;Stars\nocto;cat;1\n"octo";"dog";2', ['cat', 'dog']],
  ['csv: org and repo', 'org,repo\nocto,cat', ['cat']],
  [
    'csv: full name with text around',
    'description,full_name\n"a ""fat"", old\ncat, really",octo/cat\n,octo/dog',
    ['cat', 'dog'],
  ],
  ['csv: Full Name', 'Full Name\tPrivate\nocto/cat\tfalse', ['cat']],
  ['csv: one column', 'repository\nocto/cat\nocto/dog', ['cat', 'dog']],
  ['csv: url before full name', 'full_name,html_url\nocto/cat,https://github.com/octo/cat', ['cat']],
  ['JSON texts', '["octo/cat", "https://github.com/octo/dog"]', ['cat', 'dog']],
  [
    'JSON objects',
    '[{"nameWithOwner":"octo/cat"},{"url":"https://github.com/octo/dog"},{"full_name":"octo/cow"}]',
    ['cat', 'dog', 'cow'],
  ],
  ['JSON of gh', '[{"name":"cat","owner":{"id":"x","login":"octo"}}]', ['cat']],
  [
    'JSON of the GitHub API',
    '{"total_count":1,"items":[{"name":"cat","full_name":"octo/cat","html_url":"https://github.com/octo/cat","url":"https://api.github.com/repos/octo/cat","owner":{"login":"octo"}}]}',
    ['cat'],
  ],
  ['JSON: repositories', '{"repositories":["octo/cat"]}', ['cat']],
  ['JSON: one object', '{"owner":"octo","name":"cat"}', ['cat']],
  ['JSON lines', '{"full_name":"octo/cat"}\n{"full_name":"octo/dog"}', ['cat', 'dog']],
])('reads %s', (_name, text, expected) => {
  const list = parse(text);
  const repos = list.accepted.map((entry) => entry.repo);
  expect(repos).toEqual(expected.map((item) => (typeof item === 'string' ? github('octo', item) : item)));
  expect(list.rejected).toEqual([]);
});

test('names the line of each entry, keeps the first of two and says where it stands', () => {
  expect(parse('octo/cat\n\nnonsense\ngit@github.com:Octo/Cat.git\n/srv/cat\n/srv/cat/\nocto/dog')).toEqual({
    accepted: [
      { line: 1, repo: octo },
      { line: 5, repo: folder('/srv/cat', 'cat') },
      { line: 7, repo: github('octo', 'dog') },
    ],
    rejected: [
      {
        line: 3,
        text: 'nonsense',
        reason: 'not a repository: expected owner/name, an https or ssh URL, or the path of a folder',
      },
    ],
    rejectedCount: 1,
    merged: [
      { line: 4, sameAs: 1 },
      { line: 6, sameAs: 5 },
    ],
    unit: 'line',
  });
});

test('counts lines through quoted line breaks of csv, and names rows without a repository', () => {
  const list = parse('note,repo\n"two\nlines",octo/cat\n"x",\n"not closed,octo/dog\n');
  expect(list.accepted.map(({ line, repo }) => [line, repoLabel(repo)])).toEqual([
    [2, 'octo/cat'],
    [5, 'octo/dog'],
  ]);
  expect(list.rejected).toEqual([{ line: 4, text: '"x",', reason: 'the columns that name the repository are empty' }]);
});

test('counts entries in JSON, and rejects what names nothing', () => {
  const list = parse('["octo/cat", 7, {"stars": 3}, null, "octo/dog"]');
  expect(list.unit).toBe('entry');
  expect(list.accepted.map(({ line }) => line)).toEqual([1, 5]);
  expect(list.rejected.map(({ line, text }) => [line, text])).toEqual([
    [2, '7'],
    [3, '{"stars":3}'],
    [4, 'null'],
  ]);
});

test('says once that broken JSON is broken', () => {
  const list = parse('[\n  "octo/cat",\n  "octo/dog",,\n]');
  expect(list.rejected.map(({ reason }) => reason)).toEqual([
    'begins like JSON but cannot be read as JSON: a bracket, quote or comma is missing or too many',
  ]);
});

test('an empty list is empty', () => {
  const empty = { accepted: [], rejected: [], rejectedCount: 0, merged: [] };
  expect(parse('')).toEqual({ ...empty, unit: 'line' });
  expect(parse(' \r\n\t\n# nothing\n')).toEqual({ ...empty, unit: 'line' });
  expect(parse('[]')).toEqual({ ...empty, unit: 'entry' });
});

test('owner/name means the default host, unencrypted only on loopback', () => {
  const url = (defaultHost: string) => parse('octo/cat', defaultHost).accepted.map(({ repo }) => repo);
  expect(url('127.0.0.1:4100')).toEqual([other('127.0.0.1:4100', 'octo', 'cat', 'http://127.0.0.1:4100/octo/cat.git')]);
  expect(url('github.example.com')).toEqual([
    other('github.example.com', 'octo', 'cat', 'https://github.example.com/octo/cat.git'),
  ]);
});

test('takes 500 lines, and no more than a job can hold', () => {
  const lines = Array.from({ length: 500 }, (_, index) => `octo/cat-${index}`).join('\n');
  expect(parse(lines).accepted).toHaveLength(500);
  const many = parse(Array.from({ length: MAX_REPOS + 5 }, (_, index) => `octo/cat-${index}`).join('\n'));
  expect(many.accepted).toHaveLength(MAX_REPOS);
  expect(many.rejectedCount).toBe(5);
});

const MEGABYTES = 10 * 1024 * 1024;
const fill = (piece: string) => piece.repeat(Math.ceil(MEGABYTES / piece.length));
test.each([
  ['one endless line', 'x'.repeat(MEGABYTES)],
  ['short lines', fill('x\n')],
  ['empty lines', '\n'.repeat(MEGABYTES)],
  ['blanks', ' '.repeat(MEGABYTES)],
  ['long lines full of blanks', fill(`a/b${' '.repeat(1900)}x\n`)],
  ['commas', fill(`${'a,'.repeat(900)}\n`)],
  ['binary', fill('\u0000\u0001\ufffd/\u0007:@\n[')],
  ['almost addresses', fill('https://a:b@c/d/e:f@g ')],
  ['colons and ats', fill(`${'a:'.repeat(700)}@\n`)],
  ['brackets', `[${fill('[')}`],
  ['csv rows without separators', `url,name\n${fill('x\n')}`],
  ['one csv row', `url,name\n${fill('x,')}`],
  ['unclosed csv quotes', `url,name\n${fill('"x,')}`],
  ['doubled csv quotes', `url,name\n${fill('""')}`],
])('10 MB of garbage ends: %s', (_name, text) => {
  const list = parse(text);
  expect(list.accepted).toEqual([]);
  expect(list.rejected.length).toBeLessThanOrEqual(MAX_REJECTIONS);
  expect(list.rejected.length).toBe(Math.min(list.rejectedCount, MAX_REJECTIONS));
  for (const { text: shown } of list.rejected) expect(shown.length).toBeLessThanOrEqual(160);
});

test('what is shown of a line holds no control or direction characters', () => {
  expect(parse('no\u202Esuch\u0000thing\u200B').rejected[0]?.text).toBe('no such thing');
});
