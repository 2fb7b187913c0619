import { expect, test } from 'vitest';
import { isRetryable } from '../../shared/errors.ts';
import type { GitContext } from './error-rule.ts';
import { fromGit } from './git-error.ts';

const CONTEXT: GitContext = { doing: 'push to', what: 'github.com/acme/one', host: 'github.com', signedIn: true };
const exit = (stderr: string) => ({ kind: 'exit' as const, exitCode: 1, stdout: '', stderr });
const FAILED = "error: failed to push some refs to 'https://github.com/acme/one.git'";
const RPC = (status: number) =>
  `error: RPC failed; HTTP ${status} curl 22 The requested URL returned error: ${status}\nsend-pack: unexpected disconnect while reading sideband packet\nfatal: the remote end hung up unexpectedly\nEverything up-to-date`;
const rejected = (why: string) => ` ! [remote rejected] ab12 -> cody-batch/change (${why})\n${FAILED}`;

test.each<[string, string, RegExp, RegExp]>([
  ['a request too large', RPC(413), /larger than github\.com takes/, /413/],
  [
    'the same before anything was sent',
    "fatal: unable to access 'https://h/': The requested URL returned error: 413",
    /larger/,
    /413/,
  ],
  ['a proxy without chunks', RPC(411), /takes no push in pieces/, /411/],
  ['a request that was not understood', RPC(400), /did not take the push/, /400/],
  ['another status', RPC(422), /did not take the push/, /422/],
  [
    'a large file',
    `remote: error: Trace: 5b1\nremote: error: See https://gh.io/lfs for more information.\nremote: error: File big.bin is 123.00 MB; this exceeds GitHub's file size limit of 100.00 MB\nremote: error: GH001: Large files detected. You may want to try Git Large File Storage.\n${rejected('pre-receive hook declined')}`,
    /file that is too large/,
    /big\.bin is 123\.00 MB/,
  ],
  [
    'unknown LFS objects',
    `remote: error: GH008: Your push referenced at least 1 unknown Git LFS object:\nremote:     3f2504e0\nremote: Try to push them with 'git lfs push --all'.\n${rejected('pre-receive hook declined')}`,
    /Git LFS objects/,
    /3f2504e0/,
  ],
  [
    'push protection',
    `remote: error: GH013: Repository rule violations found for refs/heads/cody-batch/change.\nremote: \nremote: - GITHUB PUSH PROTECTION\nremote:   —————————————————————————————————————————\nremote:     Resolve the following violations before pushing again\nremote: \nremote:     - Push cannot contain secrets\nremote: \nremote:       —— GitHub Personal Access Token ——————\nremote:        locations:\nremote:          - commit: ab12\nremote:            path: leak.txt:1\n${rejected('push declined due to repository rule violations')}`,
    /takes no push that holds a secret/,
    /leak\.txt:1/,
  ],
  [
    'a private address',
    `remote: error: GH007: Your push would publish a private email address.\n${rejected('push declined due to email privacy restrictions')}`,
    /address of this account private/,
    /private email/,
  ],
  [
    'a protected branch',
    `remote: error: GH006: Protected branch update failed for refs/heads/main.\nremote: error: Required status check "ci" is expected.\n${rejected('protected branch hook declined')}`,
    /branch is protected/,
    /Required status check "ci"/,
  ],
  [
    'a ruleset',
    `remote: error: GH013: Repository rule violations found for refs/heads/x.\nremote: Review all repository rules at https://github.com/acme/one/rules\nremote: - Commits must have verified signatures.\n${rejected('push declined due to repository rule violations')}`,
    /rules of github\.com\/acme\/one refuse/,
    /verified signatures/,
  ],
  [
    'workflow files, a classic token',
    rejected(
      'refusing to allow a Personal Access Token to create or update workflow `.github/workflows/a.yml` without `workflow` scope',
    ),
    /change workflow files/,
    /a\.yml/,
  ],
  [
    'workflow files, an app',
    rejected(
      'refusing to allow a GitHub App to create or update workflow `.github/workflows/a.yml` without `workflows` permission',
    ),
    /change workflow files/,
    /GitHub App/,
  ],
  [
    'an archived repository',
    "remote: This repository was archived so it is read-only.\nfatal: unable to access 'https://github.com/acme/one/': The requested URL returned error: 403",
    /archived or read-only/,
    /archived so it is/,
  ],
  [
    'a list of allowed addresses',
    "remote: The 'acme' organization has an IP allow list enabled, and your IP address is not permitted to access this resource.\nfatal: unable to access 'https://github.com/acme/one/': The requested URL returned error: 403",
    /does not let this network in/,
    /IP allow list/,
  ],
  [
    'a list of allowed addresses that a hook keeps',
    "remote: The 'acme' organization has an IP allow list enabled, and your IP address is not permitted to access this resource.\n ! [remote rejected] x -> x (pre-receive hook declined)",
    /does not let this network in/,
    /IP allow list/,
  ],
  [
    'single sign-on',
    "remote: The 'acme' organization has enabled or enforced SAML SSO.\nremote: To access this repository, you must use the HTTPS remote with a personal access token.\nfatal: unable to access 'x': The requested URL returned error: 403",
    /single sign-on/,
    /SAML SSO/,
  ],
  [
    'a token without the right',
    "remote: Permission to acme/one.git denied to cody.\nfatal: unable to access 'x': The requested URL returned error: 403",
    /does not allow this account to push to/,
    /denied to cody/,
  ],
  [
    'a hook',
    `remote: \u001b[31mNo commits on a Friday.\u001b[0m \u202Egnp\n${rejected('pre-receive hook declined')}`,
    /A hook of github\.com\/acme\/one refused/,
    /No commits on a Friday/,
  ],
  ['a host that says little', rejected('funny refname'), /refused the push/, /^funny refname$/],
  [
    'a push while another one runs',
    ' ! [rejected] x -> x (stale info)',
    /changed since it was last read/,
    /Somebody else/,
  ],
])('%s is named once, by what the host says', (_name, stderr, message, why) => {
  const error = fromGit(exit(stderr), CONTEXT);
  expect(error.message).toMatch(message);
  expect(error.why).toMatch(why);
  expect(error.next).toBeTruthy();
  expect(isRetryable(error)).toBe(false);
  expect([error.message, error.why].join('\n')).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}|remote:/u);
});

test.each([RPC(502), RPC(503), "fatal: unable to access 'x': Could not resolve host: github.com", RPC(408)])(
  'what passes by itself is tried again: %j',
  (stderr) => {
    expect(fromGit(exit(stderr), CONTEXT).code).toBe('git_unreachable');
  },
);
