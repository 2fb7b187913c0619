import { expect, it } from 'vitest';
import { RunId } from '../../../shared/ids.ts';
import type { RepoRef } from '../../../shared/repo.ts';
import { withSharedName } from './shared-names.ts';

const remote = (owner: string, name: string): RepoRef => ({
  kind: 'remote',
  host: 'github.com',
  owner,
  name,
  url: `https://github.com/${owner}/${name}`,
});
const id = (at: number) => RunId.parse(`run_aaaaaaa${at}`);

it.each([
  ['each has its own name', ['a/one', 'a/two'], []],
  ['owners differ', ['a/one', 'b/one', 'a/two'], [0, 1]],
  ['the same repository twice', ['a/one', 'a/one'], []],
])('%s', (_name, labels, expected) => {
  const runs = labels.map((label, at) => {
    const [owner = '', name = ''] = label.split('/');
    return { id: id(at), repo: remote(owner, name) };
  });
  expect([...withSharedName(runs)]).toEqual(expected.map(id));
});
