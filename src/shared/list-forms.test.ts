import { describe, expect, test } from 'vitest';
import { repoKey } from './repo.ts';
import { parseRepoList } from './repo-list.ts';

const ONE = ['github.com/acme/one'];
const BOTH = ['github.com/acme/one', 'github.com/acme/two'];
const parse = (text: string, defaultHost = 'github.com') => parseRepoList(text, { defaultHost });
const keys = (text: string, defaultHost?: string) => parse(text, defaultHost).accepted.map(({ repo }) => repoKey(repo));

describe('a table names one repository a row', () => {
  test.each([
    ['a heading with a slash', 'Repo/Service,Team\nacme/one,Platform', ONE],
    ['a heading of owner and name', 'owner/repo;team\nacme/one;x', ONE],
    ['teams like repositories, no heading', 'acme/one,Platform/Infra\nacme/two,Platform/Web', BOTH],
    ['paths, no heading', 'acme/one,src/app\nacme/two,src/web', BOTH],
    ['dates, no heading', 'acme/one,2024/05\nacme/two,2024/06', BOTH],
    ['choices, no heading', 'acme/one,and/or\nacme/two,n/a', BOTH],
    ['the team first, no heading', 'Platform/Infra,acme/one\nPlatform/Infra,acme/two', BOTH],
    ['numbers first, no heading', '1;acme/one;x\n2;acme/two;y', BOTH],
    ['a clone address', 'Project,Repository,Clone URL (HTTPS)\nAcme,one,https://github.com/acme/one.git', ONE],
    [
      'ssh and https addresses',
      'Repo,SSH URL,HTTPS URL\none,git@github.com:acme/one.git,https://github.com/acme/one.git',
      ONE,
    ],
    ['a ticket beside the name', 'repo,link\nacme/one,https://jira.corp/browse/ABC-1', ONE],
    ['a ticket, no heading', 'acme/one,https://jira.corp/browse/ABC-1\nacme/two,https://jira.corp/browse/ABC-2', BOTH],
    ['another page beside the name', 'Repository,URL\nacme/one,https://ci.corp/job/one\n', ONE],
    ['a link that fits and tells the host', 'repo,url\nacme/one,https://git.corp/acme/one', ['git.corp/acme/one']],
    [
      'the same without a heading',
      'acme/one,https://git.corp/acme/one\nacme/two,https://git.corp/acme/two',
      ['git.corp/acme/one', 'git.corp/acme/two'],
    ],
    ['a display name and a link', 'Service,Repo URL,Owner\nPayments,https://github.com/acme/one,Team A', ONE],
    ['a person as the owner', 'Name,Owner,URL\none,Platform,https://github.com/acme/one', ONE],
    ['two URLs, one of a page', 'repo,wiki\nhttps://github.com/acme/one,https://wiki.corp/x/y', ONE],
    ['the line of Excel', 'sep=;\nrepo;team\nacme/one;x\nacme/two;y', BOTH],
    ['the line of Excel, no heading', 'sep=;\nacme/one;x\nacme/two;y', BOTH],
    ['a title above the heading', 'Exported 2024-05-01\n\nrepo,team\nacme/one,x', ONE],
    [
      'two titles and a comment',
      'Report,,\nBy ann@corp.test,,\n# all of them\nRepository,Team,Stars\nacme/one,x,3',
      ONE,
    ],
    ['a heading once more', 'repo,team\nacme/one,x\nrepo,team\nacme/two,y', BOTH],
    ['a bar', 'repo|team\nacme/one|x', ONE],
    [
      'a table of Markdown',
      '| Repo | Team |\n| --- | :---: |\n| [one](https://github.com/acme/one) | x |\n| `acme/two` | y |',
      BOTH,
    ],
    ['a table of a database', '+------+---+\n| repo | n |\n+------+---+\n| acme/one | 1 |\n+------+---+', ONE],
    ['quotes, line breaks in a cell', '"Repo","Note"\n"acme/one","two\nlines, ""x"""\n"acme/two",y', BOTH],
    ['quotes that are wrong', 'repo,note\n"acme/one",an "odd" one\nacme/two,"no end', BOTH],
    [
      'columns lined up',
      'NAME      DESCRIPTION  INFO\nacme/one  The one      public\nacme/two               private',
      BOTH,
    ],
    [
      'gh repo list in a terminal',
      '\nShowing 2 of 2 repositories in @acme\n\nNAME      DESCRIPTION  INFO     UPDATED\nacme/one  The one      public   about 1 day ago\nacme/two               private  about 2 days ago\n',
      BOTH,
    ],
    [
      'gh repo list in a pipe',
      'acme/one\tand/or more\tpublic\t2024-05-01T00:00:00Z\nacme/two\t\tprivate\t2024-05-01T00:00:00Z',
      BOTH,
    ],
    ['git remote -v', 'origin\tgit@github.com:acme/one.git (fetch)\norigin\tgit@github.com:acme/one.git (push)', ONE],
    ['a plainer heading', 'Repository to migrate,Team\nacme/one,x', ONE],
    ['an id before the repository', 'Repo ID,Repo,Team\n123,acme/one,x', ONE],
    ['about another repository', 'repo,template repo,fork of\nacme/one,acme/template,acme/upstream', ONE],
    ['blank links', 'repo,clone url\nacme/one,\nacme/two,n/a', BOTH],
  ])('%s', (_name, text, expected) => {
    expect(keys(text)).toEqual(expected);
  });

  test('each row that names none says why, with its line', () => {
    const list = parse('Exported today\nrepo,link\nacme/one,x\n,\n,https://jira.corp/browse/A-1\nnothing,\n');
    expect(list.accepted.map(({ line }) => line)).toEqual([3]);
    expect(list.rejected.map(({ line }) => line)).toEqual([5, 6]);
  });

  test('a name means the default host, whatever stands beside it', () => {
    expect(keys('repo,link\nacme/one,https://jira.corp/browse/A-1', 'git.corp')).toEqual(['git.corp/acme/one']);
  });

  test('repositories in another column are not run, and that is said once', () => {
    const list = parse('acme/one,acme/a\nacme/two,acme/b');
    expect(list.accepted.map(({ repo }) => repoKey(repo))).toEqual(BOTH);
    expect(list.rejected).toEqual([{ line: 1, text: 'acme/a', reason: expect.stringContaining('one repository') }]);
  });
});

describe('lines', () => {
  test.each([
    ['a team behind the name', 'acme/one,Platform/Infra', ONE],
    ['a ticket behind the name', 'acme/one https://jira.corp/browse/ABC-1', ONE],
    [
      'HTML',
      '<ul>\n<li><a href="https://github.com/acme/one">one</a></li>\n<li><a class="x" href="https://github.com/acme/two?a=1&amp;b=2">two</a>\n</ul>',
      BOTH,
    ],
    ['quotes of all kinds', '“acme/one”,\n„acme/two“', BOTH],
    ['a cell of a spreadsheet', '"acme/one\nacme/two"', BOTH],
    ['trailing commas', "'acme/one',\n'acme/two',", BOTH],
    ['a list of JavaScript', "module.exports = {\n  repositories: [\n    'acme/one',\n    'acme/two',\n  ],\n};", BOTH],
    ['the same in a line', "const x = 1;\nrepositories = ['acme/one', 'acme/two']", BOTH],
    ['check boxes', '- [ ] acme/one\n- [x] acme/two', BOTH],
    ['quoted mail', '> acme/one\n>> https://github.com/acme/two', BOTH],
    [
      'commands',
      '$ git clone https://github.com/acme/one.git\ngit clone --depth 1 git@github.com:acme/two.git two',
      BOTH,
    ],
    ['an address in a sentence', 'Please see https://github.com/acme/one for the rest.', ONE],
    ['a name and its address', 'one: https://github.com/acme/one\n* two - https://github.com/acme/two', BOTH],
    ['Markdown references', '[one]: https://github.com/acme/one\n[two]: <https://github.com/acme/two> "x"', BOTH],
    ['submodules', '[submodule "one"]\n\tpath = libs/one\n\turl = https://github.com/acme/one.git', ONE],
    ['arrows', 'acme/one -> Platform/Infra', ONE],
    ['old line ends', 'acme/one\racme/two\r', BOTH],
  ])('%s', (_name, text, expected) => {
    expect(keys(text)).toEqual(expected);
  });

  test.each([
    '2024/05/01',
    'n/a',
    '@acme/platform',
    'Repositories',
    'https://jira.corp/browse/ABC-1',
    'https://acme.atlassian.net/wiki/x/y',
  ])('%j is no repository', (line) => {
    const { accepted, rejected } = parse(line);
    expect([accepted, rejected.length]).toEqual([[], 1]);
  });

  test('a second repository of somebody else in a line is named', () => {
    const { accepted, rejected } = parse('facebook/react, vuejs/core');
    expect(accepted.map(({ repo }) => repoKey(repo))).toEqual(['github.com/facebook/react']);
    expect(rejected).toEqual([{ line: 1, text: 'vuejs/core', reason: expect.stringContaining('a line of its own') }]);
  });
});
