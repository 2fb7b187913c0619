import { expect, test } from 'vitest';
import { isRetryable } from '../../shared/errors.ts';
import type { GitContext } from './error-rule.ts';
import { fromGit } from './git-error.ts';

const ON_HOST: GitContext = { doing: 'clone', what: 'git.corp/acme/one', host: 'git.corp', signedIn: true };
const FOLDER: GitContext = { doing: 'read', what: '/home/ann/one', host: null, signedIn: false };
const ADDRESS = 'https://git.corp/acme/one.git/';
const unable = (words: string) => `fatal: unable to access '${ADDRESS}': ${words}`;
const status = (code: number, ...remote: string[]) =>
  [...remote.map((line) => `remote: ${line}`), unable(`The requested URL returned error: ${code}`)].join('\n');
const failure = (stderr: string) => ({ kind: 'exit' as const, exitCode: 128, stdout: '', stderr });

// What git 2.39, curl and the hosts really say.
test.each<[name: string, stderr: string, code: string, words: RegExp, retried?: 'retried']>([
  ['too large, by the address', status(413), 'git_rejected', /refuses requests of this size.*413/],
  [
    'too large, while fetching',
    'error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413\nfatal: expected flush after ref listing',
    'git_rejected',
    /413/,
  ],
  ...[400, 402, 405, 406, 409, 411, 414, 422, 423, 501].map((code): [string, string, string, RegExp] => [
    `status ${code}`,
    status(code),
    'git_rejected',
    new RegExp(`does not take the request.*error: ${code}`),
  ]),
  ['too slow', status(408), 'git_unreachable', /did not answer in time/, 'retried'],
  ...[500, 502, 503, 504].map((code): [string, string, string, RegExp, 'retried'] => [
    `status ${code}`,
    status(code),
    'git_unreachable',
    /Could not reach/,
    'retried',
  ]),
  ['too many requests', status(429), 'git_unreachable', /asks to slow down/, 'retried'],
  ['moved', status(301), 'repo_not_found', /moved to another address/],
  ['gone', status(410), 'repo_not_found', /no repository at/],
  ['blocked by law', status(451), 'git_rejected', /blocked on its host/],
  ['no right', status(403), 'git_auth', /no right to this repository/],
  [
    'no right, with the reason',
    status(403, 'You are not a member of the project.'),
    'git_auth',
    /not a member of the project/,
  ],
  [
    'an IP allow list',
    status(
      403,
      'The repository owner has an IP allow list enabled, and 1.2.3.4 is not permitted to access this repository.',
    ),
    'git_auth',
    /does not let this network in.*1\.2\.3\.4/,
  ],
  [
    'single sign-on',
    status(
      403,
      "The 'acme' organization has enabled or enforced SAML SSO.",
      'To access this repository, you must use the HTTPS remote with a personal access token',
    ),
    'git_auth',
    /single sign-on.*'acme'/,
  ],
  [
    'disabled',
    status(403, "Repository 'acme/one' is disabled.", 'Please ask the owner to check their account.'),
    'git_rejected',
    /blocked.*check their account/,
  ],
  [
    'taken down',
    status(403, 'Access to this repository has been disabled by GitHub staff due to excessive resource use.'),
    'git_rejected',
    /excessive resource use/,
  ],
  [
    'a suspended account',
    status(403, 'Your account is suspended. Please visit https://support.github.com'),
    'git_rejected',
    /account is suspended/,
  ],
  ['archived', status(403, 'This repository was archived so it is read-only.'), 'git_rejected', /is archived/],
  [
    'two factors',
    'remote: HTTP Basic: Access denied. The provided password or token is incorrect or your account has 2FA enabled\nfatal: Authentication failed for …',
    'git_auth',
    /did not accept the token/,
  ],
  ['a captcha', 'fatal: remote error: CAPTCHA required', 'git_auth', /you are a person/],
  [
    'not exported',
    'fatal: remote error: access denied or repository not exported: /acme/one',
    'repo_not_found',
    /access denied or repository not exported/,
  ],
  ['not found, by the protocol', 'fatal: remote error: Repository not found', 'repo_not_found', /no repository at/],
  ['the proxy’s sign-in', unable('CONNECT tunnel failed, response 407'), 'git_failed', /proxy.*asks for a sign-in/],
  ['the proxy’s sign-in, plain', status(407), 'git_failed', /proxy.*asks for a sign-in/],
  ['the proxy’s no', unable('CONNECT tunnel failed, response 403'), 'git_failed', /lets nobody through/],
  [
    'the proxy’s trouble',
    unable('CONNECT tunnel failed, response 502'),
    'git_unreachable',
    /Could not reach/,
    'retried',
  ],
  ['a page', `fatal: ${ADDRESS}info/refs not valid: is this a git repository?`, 'git_failed', /A page came instead/],
  ['no name', unable('Could not resolve host: git.corp'), 'git_unreachable', /Could not reach/, 'retried'],
  [
    'nobody there',
    unable("Failed to connect to git.corp port 443 after 3 ms: Couldn't connect to server"),
    'git_unreachable',
    /Could not reach/,
    'retried',
  ],
  ['no answer', unable('Empty reply from server'), 'git_unreachable', /Could not reach/, 'retried'],
  [
    'cut off',
    'error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly: CANCEL (err 8)\nfatal: early EOF',
    'git_unreachable',
    /Could not reach/,
    'retried',
  ],
  [
    'its own certificate',
    unable('SSL certificate problem: self-signed certificate in certificate chain'),
    'git_failed',
    /is not trusted.*sslCAInfo/,
  ],
  [
    'no certificates',
    unable('server certificate verification failed. CAfile: none CRLfile: none'),
    'git_failed',
    /is not trusted/,
  ],
  ['expired', unable('SSL certificate problem: certificate has expired'), 'git_failed', /has expired/],
  [
    'another name',
    unable("SSL: no alternative certificate subject name matches target host name 'git.corp'"),
    'git_failed',
    /is for another host/,
  ],
  ['no encryption', unable('error:0A00010B:SSL routines::wrong version number'), 'git_failed', /no common encryption/],
  [
    'an odd address',
    unable('URL using bad/illegal format or missing URL'),
    'git_rejected',
    /not one that can be reached/,
  ],
  [
    'an old server',
    'fatal: dumb http transport does not support shallow capabilities',
    'git_failed',
    /old form of git/,
  ],
  [
    'a force push meanwhile',
    'fatal: remote error: upload-pack: not our ref 1234\nfatal: the remote end hung up unexpectedly',
    'git_unreachable',
    /changed while it was read/,
    'retried',
  ],
  [
    'damaged at its host',
    'remote: aborting due to possible repository corruption on the remote side.\nfatal: early EOF',
    'git_rejected',
    /is damaged/,
  ],
  [
    'a full disk, whatever follows',
    'fatal: write error: No space left on device\nfatal: possible repository corruption',
    'store_full',
    /disk is full/,
  ],
])('on a host: %s', (_name, stderr, code, words, retried) => {
  const error = fromGit(failure(stderr), ON_HOST);
  expect(error.code).toBe(code);
  expect([error.message, error.why, error.next].join(' ').replaceAll('\n', ' ')).toMatch(words);
  expect(error.next).toBeTruthy();
  expect(isRetryable(error)).toBe(retried === 'retried');
});

test.each([
  [
    'a partial clone',
    'remote: warning: lazy fetching disabled; some objects may not be available\nremote: fatal: could not fetch 8b13 from promisor remote\nremote: aborting due to possible repository corruption on the remote side.\nfatal: protocol error: bad pack header',
    /is a partial clone/,
  ],
  [
    'a partial clone of an older git',
    "fatal: 'origin' does not appear to be a git repository\nfatal: could not fetch 8b13 from promisor remote",
    /is a partial clone/,
  ],
  [
    'borrowed objects',
    'error: unable to normalize alternate object path: /gone/objects\nfatal: remote error: upload-pack: not our ref c1d0\nfatal: git upload-pack: not our ref c1d0',
    /borrows objects/,
  ],
  [
    'missing objects',
    'error: object file .git/objects/4b/82 is empty\nfatal: git upload-pack: aborting due to possible repository corruption on the remote side.',
    /is damaged/,
  ],
  [
    'another owner',
    "fatal: detected dubious ownership in repository at '/home/ann/one/.git'",
    /belongs to another user/,
  ],
  [
    'no right to read',
    "fatal: could not open '/home/ann/one/.git/HEAD' for reading: Permission denied",
    /may not be read by this account/,
  ],
  [
    'no repository',
    "fatal: '/home/ann/one' does not appear to be a git repository",
    /folder is missing or is not the top/,
  ],
])('a folder: %s', (_name, stderr, words) => {
  const error = fromGit(failure(stderr), FOLDER);
  expect([error.message, error.why].join(' ')).toMatch(words);
  expect(error.next).toBeTruthy();
  expect(isRetryable(error)).toBe(false);
});

test('git that was killed has no exit code, and is tried again', () => {
  const error = fromGit({ kind: 'killed', exitCode: -1, stdout: '', stderr: '' }, ON_HOST);
  expect(error).toEqual({
    code: 'git_interrupted',
    message: expect.stringContaining('ended from outside'),
    why: expect.any(String),
    next: expect.any(String),
    host: 'git.corp',
  });
  expect(isRetryable(error)).toBe(true);
});
