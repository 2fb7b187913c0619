import { describe, expect, it } from 'vitest';
import { type Preflight, type RepoRef, repoKey, repoLabel } from '../../../shared/repo.ts';
import { parseRepoList } from '../../../shared/repo-list.ts';
import { aRepo } from '../../../shared/testing/builders.ts';
import {
  addLists,
  addProblems,
  EMPTY_INTAKE,
  followPreflights,
  type Intake,
  removeRepos,
  undoRemove,
  unreachableIn,
} from './intake.ts';

const labels = (repos: readonly RepoRef[]) => repos.map(repoLabel);
const addText = (intake: Intake, text: string, defaultHost = 'github.com') =>
  addLists(intake, [{ name: '', list: parseRepoList(text, { defaultHost }) }]);
const listed = (text: string) => addText(EMPTY_INTAKE, text);
const keys = (...names: string[]) => new Set(names.map((name) => `github.com/${name}`));

describe('addText', () => {
  it('takes repositories, counts duplicates and names what it cannot use', () => {
    const intake = listed('a/one\nhttps://github.com/a/two\nA/One\nnonsense');
    expect(labels(intake.repos)).toEqual(['a/one', 'a/two']);
    expect([intake.mergedCount, intake.rejectedCount, intake.rejections.map((r) => [r.place, r.text])]).toEqual([
      1,
      1,
      [['line 4', 'nonsense']],
    ]);
  });
  it('merges with what was listed before', () => {
    const intake = addText(listed('a/one'), 'a/one\na/two', 'github.com');
    expect([labels(intake.repos), intake.mergedCount]).toEqual([['a/one', 'a/two'], 1]);
  });
  it('takes 500 lines', () => {
    expect(listed(Array.from({ length: 500 }, (_, n) => `a/r${n}`).join('\n')).repos).toHaveLength(500);
  });
  it('stops at what a job takes and says how many were left', () => {
    const intake = addText(
      listed(Array.from({ length: 1999 }, (_, n) => `a/r${n}`).join('\n')),
      'b/x\nb/y\nb/z',
      'github.com',
    );
    expect([intake.repos.length, intake.rejections[0]?.text]).toEqual([2000, '2 more']);
  });
});

describe('several files at once', () => {
  const files = [
    { name: 'list.csv', text: 'repo,team\nacme/one,Platform\nnothing,Web' },
    { name: 'list.json', text: '[{"full_name":"acme/two"},{"stars":3}]' },
    { name: 'more.txt', text: 'acme/ONE\nacme/three' },
  ];
  it('are read one by one, and a name means the same host as in a single file', () => {
    const lists = files.map(({ name, text }) => ({
      name,
      list: parseRepoList(text, { defaultHost: 'github.acme.test' }),
    }));
    const intake = addLists(EMPTY_INTAKE, lists);
    expect(intake.repos.map(repoKey)).toEqual(['one', 'two', 'three'].map((name) => `github.acme.test/acme/${name}`));
    expect(intake.mergedCount).toBe(1);
    expect(intake.rejections.map(({ place }) => place)).toEqual(['list.csv, line 3', 'list.json, entry 2']);
  });
});

describe('taking off and putting back', () => {
  it('puts what was taken off last into its old places', () => {
    const intake = removeRepos(removeRepos(listed('a/1\na/2\na/3\na/4'), keys('a/2', 'a/4')), keys('a/1'));
    expect(labels(intake.repos)).toEqual(['a/3']);
    const once = undoRemove(intake);
    expect(labels(once.repos)).toEqual(['a/1', 'a/3']);
    expect(labels(undoRemove(once).repos)).toEqual(['a/1', 'a/2', 'a/3', 'a/4']);
  });
  it('does not put back what was listed again meanwhile', () => {
    const again = addText(removeRepos(listed('a/1\na/2'), keys('a/1')), 'a/1', 'github.com');
    expect(labels(undoRemove(again).repos)).toEqual(['a/2', 'a/1']);
  });
  it('has nothing to undo at first', () => {
    expect(undoRemove(EMPTY_INTAKE)).toBe(EMPTY_INTAKE);
  });
});

describe('followPreflights', () => {
  it('follows a rename and merges what turns out to be the same', () => {
    const intake = listed('a/old\na/new\na/other');
    const [old, current] = intake.repos;
    if (!old || !current) throw new Error('not listed');
    const preflight = {
      key: repoKey(old),
      repo: current,
      state: 'ready' as const,
      notes: [],
      archived: false,
      fork: false,
      private: false,
      sizeKb: null,
      defaultBranch: 'main',
      canPush: true,
      canOpenPullRequest: true,
    };
    const followed = followPreflights(intake, [preflight]);
    expect([labels(followed.repos), followed.mergedCount]).toEqual([['a/new', 'a/other'], 1]);
  });
});

describe('addProblems', () => {
  it('says what could not be read before the rejected lines', () => {
    const intake = addProblems(listed('nonsense'), ['photo.png is not a text file']);
    expect([intake.rejectedCount, intake.rejections[0]?.reason]).toEqual([2, 'photo.png is not a text file']);
  });
});

describe('a list of which nothing could be asked', () => {
  const card = (state: Preflight['state'], ...notes: string[]): Preflight => ({
    ...{ key: 'k', state, notes, archived: false, fork: false, private: false, sizeKb: null, defaultBranch: null },
    ...{ canPush: null, canOpenPullRequest: false, repo: aRepo('one') },
  });
  const unknown = card('unknown', 'Could not reach api.github.com. getaddrinfo ENOTFOUND. Check the network.');
  it.each([
    ['nobody answered', [unknown, unknown], 'Could not reach api.github.com.'],
    ['somebody did', [unknown, card('blocked', 'There is no repository.')], null],
  ])('%s', (_name, cards, words) => expect(unreachableIn(cards)).toBe(words));
});
