import { expect, test } from 'vitest';
import type { GitContext } from './error-rule.ts';
import { fromDisk, fromGit } from './git-error.ts';

const CONTEXT: GitContext = { doing: 'push to', what: 'github.com/acme/one', host: 'github.com', signedIn: true };
const exit = (stderr: string) => ({ kind: 'exit' as const, exitCode: 128, stdout: '', stderr });

test.each([
  ['fatal: unable to access: The requested URL returned error: 403', 'git_auth'],
  ['remote: Permission to acme/one.git denied to cody.', 'git_auth'],
  ['remote: The `acme` organization has enabled SAML SSO.\nfatal: The requested URL returned error: 403', 'git_auth'],
  ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'git_auth'],
  ["fatal: Authentication failed for 'https://github.com/acme/one/'", 'git_auth'],
  ['remote: Repository not found.\nfatal: repository not found', 'repo_not_found'],
  ["fatal: repository 'https://github.com/acme/one/' not found", 'repo_not_found'],
  ['fatal: unable to access: Could not resolve host: github.com', 'git_unreachable'],
  ['fatal: unable to access: The requested URL returned error: 503', 'git_unreachable'],
  ['fatal: unable to access: The requested URL returned error: 429', 'git_unreachable'],
  ['fatal: unable to access: Could not resolve proxy: proxy.acme.test', 'git_unreachable'],
  ['error: RPC failed; curl 18 transfer closed\nfatal: early EOF', 'git_unreachable'],
  ['fatal: unable to access: SSL certificate problem: unable to get local issuer certificate', 'git_failed'],
  [
    ' ! [remote rejected] x -> x (refusing to allow an OAuth App to create or update workflow `.github/workflows/a.yml` without `workflow` scope)',
    'git_rejected',
  ],
  [
    'remote: error: GH013: Repository rule violations found\n ! [remote rejected] x -> x (push declined)',
    'git_rejected',
  ],
  [' ! [rejected] x -> x (stale info)', 'git_rejected'],
  ['fatal: write error: No space left on device', 'store_full'],
  ["error: cannot update ref 'refs/cody/0d6e': couldn't write '/data/mirrors/78b9/refs/cody/0d6e.lock'", 'store_full'],
  ["error: cannot update ref 'refs/x': couldn't write '/data/x.lock': Permission denied", 'git_failed'],
  ["fatal: transport 'ext' not allowed", 'git_rejected'],
  ['fatal: something that nobody has seen before', 'git_failed'],
])('%j is %s', (stderr, code) => {
  expect(fromGit(exit(stderr), CONTEXT)).toEqual(expect.objectContaining({ code, host: 'github.com', status: 128 }));
});

test('the reason keeps what the remote said, without progress, hints and terminal sequences', () => {
  const stderr =
    'Receiving objects:  45% (9/20)\rhint: try again\nremote: \u001b[31mno \u0007way\u001b[0m\nfatal: odd\n';
  const { why } = fromGit(exit(stderr), CONTEXT);
  expect(why).toBe('remote: [31mno way[0m\nfatal: odd');
});

test('a file operation that failed is told apart from a mistake', () => {
  const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
  expect(fromDisk(full, 'save it')).toEqual(expect.objectContaining({ code: 'store_full' }));
  const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  expect(fromDisk(denied, 'save it')).toEqual(expect.objectContaining({ code: 'store_failed' }));
  expect(() => fromDisk(new TypeError('a mistake'), 'save it')).toThrow('a mistake');
});

test('the words of git are cut between characters', () => {
  for (let length = 480; length < 500; length += 1) {
    const { why = '' } = fromGit(exit(`fatal: ${'x'.repeat(length - 7)}${'👩‍🚀'.repeat(5)}`), {
      ...CONTEXT,
      doing: 'open',
    });
    expect(why.length).toBeGreaterThan(470);
    expect(why).toMatch(/^fatal: x+(?:👩‍🚀)*$/u);
  }
});
