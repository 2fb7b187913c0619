import { expect, it } from 'vitest';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { Clone } from '../git/contract.ts';
import { pullRequestTemplate } from './pull-request-template.ts';

const OWNERS = 'for all\n';
const BASE = 'b'.repeat(40);
const CLONE = { baseCommit: BASE } as Clone;

/** The template for a repository that began with these files. */
async function templateFor(
  files: Record<string, string>,
  given: { name?: string; owners?: Result<string | null> } = {},
) {
  const git = {
    treeFiles: async (_clone: Clone, tree: string) =>
      ok(tree === BASE ? Object.keys(files).map((at) => ({ path: at, id: '' })) : []),
    readBytes: async (_clone: Clone, tree: string, at: string, most: number) => {
      const text = tree === BASE ? files[at] : undefined;
      if ((text?.length ?? 0) > most) return failure('not_allowed', 'It is too large.');
      return ok(text === undefined ? null : Buffer.from(text));
    },
  };
  let asked = 0;
  const github = {
    ownersTemplate: async () => {
      asked += 1;
      return given.owners ?? ok(OWNERS);
    },
  };
  const { name = 'one' } = given;
  const repo = { kind: 'remote' as const, host: 'github.test', owner: 'acme', name, url: '' };
  return { template: await pullRequestTemplate(git, github, CLONE, repo), asked };
}

it.each<[string, Record<string, string>, string | null]>([
  ['nothing', { 'readme.md': '' }, OWNERS],
  ['one in docs', { 'docs/pull_request_template.md': 'docs\n' }, 'docs\n'],
  ['one in the root, too', { 'docs/pull_request_template.md': '', 'Pull_Request_Template.MD': 'röot\n' }, 'röot\n'],
  ['one in .github, too', { 'pull_request_template.txt': '', '.github/PULL_REQUEST_TEMPLATE.md': 'near\n' }, 'near\n'],
  ['the only one of a folder', { '.github/PULL_REQUEST_TEMPLATE/only.md': 'only\n' }, 'only\n'],
  ['several to choose from', { 'PULL_REQUEST_TEMPLATE/a.md': 'a\n', 'PULL_REQUEST_TEMPLATE/b.md': 'b\n' }, OWNERS],
  ['one that is too long', { 'pull_request_template.md': 'x'.repeat(30_001) }, OWNERS],
  ['one somewhere else', { 'src/pull_request_template.md': 'src\n' }, OWNERS],
])('a repository with %s: as GitHub chooses', async (_name, files, expected) => {
  expect(await templateFor(files)).toEqual({ template: ok(expected), asked: expected === OWNERS ? 1 : 0 });
});

it('one that cannot be read is a failure, and the owner is not asked for it', async () => {
  const { template, asked } = await templateFor({ 'pull_request_template.md': 'x'.repeat(200_000) });
  expect([template.ok, asked]).toEqual([false, 0]);
});

it('the repository of the owner’s templates has its own only; a host that does not answer is a failure', async () => {
  expect(await templateFor({}, { name: '.github' })).toEqual({ template: ok(null), asked: 0 });
  const owners = failure('github_unreachable', 'Nobody answers.');
  expect((await templateFor({}, { owners })).template).toEqual(owners);
});
