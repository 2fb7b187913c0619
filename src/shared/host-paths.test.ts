import { expect, test } from 'vitest';
import { parseRepoReference } from './repo-reference.ts';
import { sshHostsIn } from './ssh-names.ts';

const SSH = {
  'github.com-work': 'github.com',
  gh: 'ssh.github.com',
  corp: 'git.corp.test',
  'gl.alias': 'altssh.gitlab.com',
};
const read = (text: string, sshHosts = {}) => {
  const reference = parseRepoReference(text, 'github.com', sshHosts);
  if (!reference.ok) return reference.reason;
  return reference.repo.kind === 'remote' ? reference.repo.url : reference.repo.path;
};

test.each([
  ['git@github.com-work:acme/one.git', 'https://github.com/acme/one.git'],
  ['ssh://git@github.com-work/acme/one.git', 'https://github.com/acme/one.git'],
  ['git@gh:acme/one', 'https://github.com/acme/one.git'],
  ['gh:acme/one', 'https://github.com/acme/one.git'],
  ['ann@corp:team/one.git', 'https://git.corp.test/team/one.git'],
  ['git@gl.alias:group/sub/one.git', 'https://gitlab.com/group/sub/one.git'],
])('%s means what the ssh configuration says: %s', (text, url) => {
  expect(read(text, SSH)).toBe(url);
});

test.each([
  ['git@github.com-work:acme/one.git', 'https://github.com/acme/one'],
  ['ssh://git@github.com_deploy/acme/one', 'https://github.com/acme/one'],
  ['git@gh:acme/one', 'https://github.com/acme/one'],
  ['git@work:acme/one', 'https://github.com/acme/one'],
  ['git@constructor:acme/one', 'https://github.com/acme/one'],
  ['git@gitlab.com-2:a/b/c', 'https://gitlab.com/owner/name'],
])('without one %s is refused, and what to write is said', (text, example) => {
  expect(read(text)).toMatch(/is not a host but a name for ssh.*write the https address/);
  expect(read(text)).toContain(example);
});

test.each([
  // Doors for ssh.
  ['ssh://git@ssh.github.com:443/acme/one.git', 'https://github.com/acme/one.git'],
  ['git@ssh.github.com:acme/one.git', 'https://github.com/acme/one.git'],
  ['ssh://git@altssh.gitlab.com:443/group/sub/one.git', 'https://gitlab.com/group/sub/one.git'],
  ['ssh://git@altssh.bitbucket.org:443/acme/one.git', 'https://bitbucket.org/acme/one.git'],
  // Azure DevOps.
  ['git@ssh.dev.azure.com:v3/org/proj/one', 'https://dev.azure.com/org/proj/_git/one'],
  ['ssh://git@ssh.dev.azure.com:22/v3/org/proj/one', 'https://dev.azure.com/org/proj/_git/one'],
  ['org@vs-ssh.visualstudio.com:v3/org/proj/one', 'https://dev.azure.com/org/proj/_git/one'],
  ['ssh://org@vs-ssh.visualstudio.com:22/DefaultCollection/proj/_ssh/one', 'https://dev.azure.com/org/proj/_git/one'],
  ['https://org@dev.azure.com/org/proj/_git/one', 'https://dev.azure.com/org/proj/_git/one'],
  [
    'https://dev.azure.com/org/My%20Project/_git/one?path=/a&version=GBmain',
    'https://dev.azure.com/org/My%20Project/_git/one',
  ],
  ['https://dev.azure.com/org/proj/_git/one/pullrequest/7', 'https://dev.azure.com/org/proj/_git/one'],
  ['https://dev.azure.com/org/_git/one', 'https://dev.azure.com/org/one/_git/one'],
  ['https://org.visualstudio.com/DefaultCollection/proj/_git/one', 'https://dev.azure.com/org/proj/_git/one'],
  ['https://tfs.corp/tfs/Main/proj/_git/one/commits', 'https://tfs.corp/tfs/Main/proj/_git/one'],
  ['https://dev.azure.com/org/proj', /names no repository of Azure DevOps/],
  ['https://dev.azure.com/org/proj/_build?definitionId=3', /names no repository/],
  ['https://user:pw@dev.azure.com/org/proj/_git/one', /password or token/],
  ['https://abcdefghij0123456789klmnop@dev.azure.com/org/proj/_git/one', /password or token/],
  // Bitbucket.
  ['https://ann@bitbucket.org/acme/one.git', 'https://bitbucket.org/acme/one.git'],
  ['https://bitbucket.org/acme/one/src/main/', 'https://bitbucket.org/acme/one.git'],
  ['https://x-token-auth:abc@bitbucket.org/acme/one.git', /password or token/],
  ['https://ATBBabc@bitbucket.org/acme/one.git', /password or token/],
  ['https://git.corp/projects/PROJ/repos/one/browse', 'https://git.corp/scm/PROJ/one.git'],
  ['https://git.corp/stash/projects/PROJ/repos/one/browse/src?at=x', 'https://git.corp/stash/scm/PROJ/one.git'],
  ['https://git.corp/users/ann/repos/one', 'https://git.corp/scm/~ann/one.git'],
  ['https://git.corp/projects/PROJ', 'https://git.corp/projects/PROJ'],
  ['https://ann@git.corp/scm/proj/one.git', 'https://git.corp/scm/proj/one.git'],
  ['ssh://git@git.corp:7999/PROJ/one.git', 'https://git.corp/scm/PROJ/one.git'],
  ['git@git.corp:7999/PROJ/one.git', 'https://git.corp/scm/PROJ/one.git'],
  ['ssh://git@git.corp:7999/~ann/one.git', 'https://git.corp/scm/~ann/one.git'],
  // GitLab, Gitea, sourcehut.
  ['https://gitlab.com/group/sub/one/-/merge_requests/3', 'https://gitlab.com/group/sub/one.git'],
  ['https://gitlab.corp/groups/acme/-/epics', /names a group/],
  ['https://gitlab.com/api/v4/projects/7', /an address of an API/],
  ['https://codeberg.org/acme/one/issues', 'https://codeberg.org/acme/one.git'],
  ['https://git.sr.ht/~ann/one/tree', 'https://git.sr.ht/~ann/one.git'],
  // Gerrit and Gitiles.
  ['https://review.corp/c/team/one/+/12', 'https://review.corp/team/one'],
  ['https://review.corp/admin/repos/team/one,branches', 'https://review.corp/team/one'],
  [
    'https://chromium.googlesource.com/chromium/src/+/refs/heads/main',
    'https://chromium.googlesource.com/chromium/src',
  ],
  // AWS.
  [
    'ssh://APKA0123@git-codecommit.eu-west-1.amazonaws.com/v1/repos/one',
    'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/one',
  ],
  ['codecommit::eu-west-1://one', /needs a helper of AWS/],
  ['codecommit://profile@one', /needs a helper of AWS/],
  // Package managers and Terraform.
  ['github:acme/one', 'https://github.com/acme/one.git'],
  ['gitlab:acme/one', 'https://gitlab.com/acme/one'],
  ['git+https://github.com/acme/one.git@v1.2#egg=one', 'https://github.com/acme/one.git'],
  ['git::https://github.com/acme/one.git//modules/x?ref=v1', 'https://github.com/acme/one.git'],
  ['https://github.com/acme/one/network/dependencies', 'https://github.com/acme/one.git'],
  // Other tools.
  ['https://jira.corp/browse/ABC-12', /holds no repositories/],
  ['https://acme.atlassian.net/browse/ABC-12', /holds no repositories/],
  ['https://tracker.corp/browse/ABC-12', /holds no repositories/],
  ['https://www.npmjs.com/package/one', /holds no repositories/],
])('%s is %s', (text, expected) => {
  if (typeof expected === 'string') expect(read(text)).toBe(expected);
  else expect(read(text)).toMatch(expected);
});

test('the names that an ssh configuration may explain are found in any list', () => {
  const text =
    'git@github.com-work:a/b\nssh://git@gh:22/a/b,x\n"ann@corp:x.git"\ngh2:a/b\nurl: https://x.y/z\nC:\\code\nann@mail.test, 12:30 a/b\ngit@github.com:a/b';
  expect(sshHostsIn(text).sort()).toEqual(['corp', 'gh', 'gh2', 'github.com-work']);
  expect(sshHostsIn(Array.from({ length: 99 }, (_, n) => `git@h${n}:a/b`).join('\n'))).toHaveLength(30);
  expect(sshHostsIn(`${'a.'.repeat(100_000)}@${'b'.repeat(100_000)}`)).toEqual([]);
});
