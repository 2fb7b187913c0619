import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileChange } from '../../../../shared/changeset.ts';
import { diffFiles, isPicture, keepSame, reasonWithoutDiff, type SinglePatch, withSingles } from './diff-files.ts';
import { inTreeOrder, treeOf } from './file-tree.ts';
import { ignoreWhitespace } from './ignore-whitespace.ts';
import { splitPatch } from './split-patch.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cody-batch-patch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder, encoding: 'utf8' });
const write = (name: string, text: string | Uint8Array) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
const whole = (patch: string, cut = false): SinglePatch => ({ patch, cut, shortened: [] });
const lines = (...all: string[]) => `${all.join('\n')}\n`;

/** What real git says of every kind of change at once. */
function realPatch(): string {
  git('init', '-q');
  write('a.txt', lines('a', 'b', 'c'));
  write('old name.txt', lines('1', '2', '3', '4', '5', '6', '7', '8'));
  write('run.sh', '#!/bin/sh\n');
  write('pic.png', Uint8Array.from([0, 1, 2, 255, 0, 7]));
  write('späce é.txt', 'x y\n');
  write('gone.txt', 'diff --git a/fake b/fake\n');
  git('add', '-A');
  git('commit', '-qm', 'base');
  write('a.txt', lines('a', 'B', 'c'));
  write('pic.png', Uint8Array.from([0, 9, 9, 255, 0, 7]));
  write('späce é.txt', 'x  y\n');
  write('new/empty.txt', '');
  renameSync(path.join(folder, 'old name.txt'), path.join(folder, 'new name.txt'));
  chmodSync(path.join(folder, 'run.sh'), 0o755);
  rmSync(path.join(folder, 'gone.txt'));
  git('add', '-A');
  return git('diff', '--cached', '-M', '--binary', '--full-index', 'HEAD');
}

const change = (name: string, more: Partial<FileChange> = {}): FileChange => ({
  path: name,
  oldPath: null,
  status: 'modified',
  binary: false,
  insertions: 1,
  deletions: 1,
  oldMode: '100644',
  newMode: '100644',
  ...more,
});

describe('a patch of every kind of change', () => {
  const patch = realPatch();
  it('is split into its files by their real names', () => {
    expect(splitPatch(patch).map(({ path: name, binary }) => [name, binary])).toEqual([
      ['a.txt', false],
      ['gone.txt', false],
      ['new name.txt', false],
      ['new/empty.txt', false],
      ['pic.png', true],
      ['run.sh', false],
      ['späce é.txt', false],
    ]);
  });

  it('shows each file as what it is', () => {
    const changes = [
      change('a.txt'),
      change('gone.txt', { status: 'deleted', insertions: 0 }),
      change('new name.txt', { status: 'renamed', oldPath: 'old name.txt', insertions: 0, deletions: 0 }),
      change('new/empty.txt', { status: 'added', insertions: 0, deletions: 0, oldMode: null }),
      change('pic.png', { binary: true, insertions: null, deletions: null }),
      change('run.sh', { status: 'mode', newMode: '100755', insertions: 0, deletions: 0 }),
      change('späce é.txt'),
    ];
    const shown = (ignoreSpace: boolean) =>
      diffFiles(changes, whole(patch), ignoreSpace).map((file) => [
        file.change.path,
        file.shows,
        reasonWithoutDiff(file),
      ]);
    expect(shown(true)).toEqual([
      ['a.txt', 'diff', null],
      ['gone.txt', 'diff', null],
      ['new name.txt', 'renamed', 'Renamed without other changes'],
      ['new/empty.txt', 'empty', 'Empty file'],
      ['pic.png', 'image', 'Image'],
      ['run.sh', 'mode', 'Mode changed from 100644 to 100755'],
      ['späce é.txt', 'white space', 'Only white space differs'],
    ]);
    expect(shown(false).at(-1)).toEqual(['späce é.txt', 'diff', null]);
  });

  it('asks alone for what a cut patch no longer holds', () => {
    const changes = [change('a.txt'), change('gone.txt', { status: 'deleted' })];
    const cut = patch.slice(0, patch.indexOf('-diff --git'));
    const files = diffFiles(changes, whole(cut, true), false);
    expect(files.map((file) => file.shows)).toEqual(['diff', 'missing']);
    const single = splitPatch(patch).find((part) => part.path === 'gone.txt')?.text ?? '';
    const alone = (more: SinglePatch) => withSingles(files, new Map([['gone.txt', more]]), false)[1];
    expect(alone(whole(single))).toMatchObject({ shows: 'diff', patch: single, cut: false });
    const long = `${single.replace('@@ -1 +0,0 @@', '@@ -1,99 +0,0 @@ name')}-b\n`;
    expect(alone(whole(long, true))).toMatchObject({
      shows: 'diff',
      patch: long.replace('-1,99 +0,0', '-1,2 +0,0'),
      cut: true,
    });
  });

  it('is not torn by what only passes for a line end, and hides nothing', () => {
    const text = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\rdiff --git a/y b/y\u2028@@ \u202e\n';
    const [file, ...more] = diffFiles([change('x')], whole(text), false);
    expect(splitPatch(text)).toHaveLength(1);
    expect(more).toEqual([]);
    expect(file?.patch?.split('\n').at(-2)).toBe('+b␍diff --git a/y b/y␊@@ ⟦U+202E⟧');
  });

  it('names what a file is after the change: content, mode, and from where it was renamed', () => {
    const part = (blobs: string, line: string) =>
      `diff --git a/x b/x\n${blobs}--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+${line}\n`;
    const contentOf = (text: string, more: Partial<FileChange> = {}) =>
      diffFiles([change('x', more)], whole(text), false)[0]?.content;
    const first = contentOf(part('index 1111111..2222222 100644\n', 'b'));
    // From an earlier round on, the same content is another patch.
    expect(contentOf(part('index 3333333..2222222 100644\n', 'index 1111111..4444444'))).toBe(first);
    const others = [
      contentOf(part('index 1111111..4444444 100644\n', 'b')),
      contentOf(part('index 1111111..2222222 100644\n', 'b'), { newMode: '100755' }),
      contentOf(part('index 1111111..2222222 100644\n', 'b'), { oldPath: 'y' }),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
    expect(diffFiles([change('x')], whole('', true), false)[0]?.content).toBeNull();
  });

  it('keeps the objects of files that are as they were', () => {
    const before = diffFiles([change('a.txt'), change('pic.png', { binary: true })], whole(patch), false);
    const after = diffFiles(
      [change('a.txt', { insertions: 2 }), change('pic.png', { binary: true })],
      whole(patch),
      false,
    );
    const kept = keepSame(before, after);
    expect(kept[0]).toBe(after[0]);
    expect(kept[1]).toBe(before[1]);
    expect(keepSame(before, [])).toEqual([]);
  });

  it.each([
    ['logo.svg', {}, true],
    ['logo.png', { binary: true, insertions: null, deletions: null }, true],
    ['logo.tiff', { binary: true, insertions: null, deletions: null }, false],
    ['logo.ts', {}, false],
  ])('%s can be looked at: %o', (name, more, expected) => {
    const [file] = diffFiles([change(name, more)], whole('', true), false);
    expect(file && isPicture(file)).toBe(expected);
  });

  it('says that long lines are cut, and then does not leave out white space', () => {
    const text = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a … 9 characters …\n+a  … 9 characters …\n';
    const shown = (shortened: number[]) => diffFiles([change('x')], { patch: text, cut: false, shortened }, true)[0];
    expect(shown([])?.shows).toBe('white space');
    const file = shown([0]);
    expect(file).toMatchObject({ shows: 'diff', shortened: true });
    expect(file && reasonWithoutDiff(file)).toBe('Long lines are cut around their changes');
    // Whoever asks for all of it sees it, also where that is long.
    const all = text.replaceAll('… 9 characters …', 'b'.repeat(200_000));
    const [asked] = withSingles(file ? [file] : [], new Map([['x', whole(all)]]), false);
    expect(asked).toMatchObject({ shortened: false, startsFolded: false });
    expect(asked?.patch).toContain('bbbb');
  });

  it('folds long and generated files', () => {
    const text = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
    const fold = (name: string, insertions: number) =>
      diffFiles([change(name, { insertions })], whole(text.replaceAll('/x', `/${name}`)), false)[0]?.startsFolded;
    const wide = text.replace('+b', `+${'b'.repeat(200_000)}`);
    expect(diffFiles([change('x')], whole(wide), false)[0]?.startsFolded).toBe(true);
    expect([
      fold('a.ts', 10),
      fold('a.ts', 2000),
      fold('web/package-lock.json', 3),
      fold('gradle.lockfile', 3),
      fold('a.min.js', 3),
    ]).toEqual([false, true, true, true, true]);
  });
});

describe('ignoring white space', () => {
  const head = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n';
  it.each<[string, string[], string[]]>([
    ['an indented line is context', ['@@ -1,2 +1,2 @@', ' a', '-b', '+  b'], []],
    [
      'wrapping a block leaves the wrapper',
      ['@@ -1,2 +1,4 @@', '-a', '-b', '+if (x) {', '+  a', '+  b', '+}'],
      ['@@ -1,2 +1,4 @@', '+if (x) {', '   a', '   b', '+}'],
    ],
    ['a real change stays', ['@@ -1 +1 @@', '-a', '+b'], ['@@ -1 +1 @@', '-a', '+b']],
    [
      'a hunk without other changes goes',
      ['@@ -1 +1 @@', '-a', '+ a', '@@ -9 +9 @@', '-x', '+y'],
      ['@@ -9 +9 @@', '-x', '+y'],
    ],
    [
      'a missing line end stays as it is',
      ['@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+a'],
      ['@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+a'],
    ],
  ])('%s', (_name, hunk, expected) => {
    expect(ignoreWhitespace(head + lines(...hunk))).toBe(expected.length === 0 ? head : head + lines(...expected));
  });

  it('comes to an end with two long blocks that have nothing in common', () => {
    const block = (sign: string) => Array.from({ length: 20_000 }, (_, index) => `${sign}${sign}${index}`);
    const patch = head + lines('@@ -1,20000 +1,20000 @@', ...block('-'), ...block('+'));
    expect(ignoreWhitespace(patch)).toBe(patch);
  });
});

describe('the tree of files', () => {
  const names = ['src/deep/er/b.ts', 'readme.md', 'src/deep/er/a.ts', '.github/workflows/main.yml', 'src/z.ts'];
  it('joins chains of folders, folders first', () => {
    expect(treeOf(names.map((name) => change(name))).map((line) => `${'  '.repeat(line.depth)}${line.label}`)).toEqual([
      '.github/workflows',
      '  main.yml',
      'src',
      '  deep/er',
      '    a.ts',
      '    b.ts',
      '  z.ts',
      'readme.md',
    ]);
  });
  it('gives the order of the diff', () => {
    expect(inTreeOrder(names.map((name) => change(name))).map((one) => one.path)).toEqual([
      '.github/workflows/main.yml',
      'src/deep/er/a.ts',
      'src/deep/er/b.ts',
      'src/z.ts',
      'readme.md',
    ]);
  });
});
