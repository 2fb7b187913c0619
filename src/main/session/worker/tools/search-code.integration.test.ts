import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

let fixture: CloneFixture;
beforeAll(async () => {
  fixture = await cloneFixture({
    '.gitignore': 'dist/\n',
    'src/a.ts': 'one\nfoo(bar)\nthree\nfour\nfive\nfoo(baz)\nseven\n',
    'src/b.ts': 'nothing\r\nfoo(bar)\r\n',
    'docs/with space.md': '# foo\n',
    '.github/ci.yml': 'foo: 1\n',
    'dist/out.js': 'foo\n',
    '.git/config': 'foo\n',
    'latin.txt': Buffer.from([0x66, 0x6f, 0x6f, 0x20, 0xfc, 0x0a]),
    'bin.dat': Buffer.from([0, 1, 2, 0x66, 0x6f, 0x6f, 0]),
    'min.js': `${'x'.repeat(5000)}needle${'y'.repeat(5000)}\n`,
    'many/x.txt': 'hit\n'.repeat(50),
    'many/y.txt': 'hit\n'.repeat(90),
    'many/z.txt': 'hit\n'.repeat(90),
    'many/zz.txt': 'hit\n'.repeat(90),
    'many/zzz.txt': 'hit\n'.repeat(90),
    'many/zzzz.txt': 'hit\n'.repeat(90),
  });
  await symlink('/etc', path.join(fixture.clonePath, 'etc-link'));
});
afterAll(() => fixture.remove());

test('groups matches by file, in order of path, ignored files and .git left out', async () => {
  expect(await fixture.call('search_code', { pattern: 'foo', glob: '!latin.txt' })).toEqual({
    ok: true,
    content: [
      '.github/ci.yml',
      '1:foo: 1',
      'docs/with space.md',
      '1:# foo',
      'src/a.ts',
      '2:foo(bar)',
      '6:foo(baz)',
      'src/b.ts',
      '2:foo(bar)',
    ].join('\n'),
    details: { kind: 'search', pattern: 'foo', matches: 5, files: 4 },
  });
});

test.each([
  ['a folder', { pattern: 'foo', path: 'docs' }, 'docs/with space.md\n1:# foo'],
  ['a file', { pattern: 'ba[rz]', path: 'src/b.ts' }, 'src/b.ts\n2:foo(bar)'],
  ['an ignored folder that is asked for', { pattern: 'foo', path: 'dist' }, 'dist/out.js\n1:foo'],
  ['a glob', { pattern: 'foo', glob: '*.md' }, 'docs/with space.md\n1:# foo'],
  ['literal text', { pattern: 'foo(bar)', literal: true, path: 'src/a.ts' }, 'src/a.ts\n2:foo(bar)'],
  ['several lines', { pattern: 'foo\\(bar\\)\\nthree' }, 'src/a.ts\n2:foo(bar)\n3:three'],
  [
    'context',
    { pattern: 'foo', path: 'src/a.ts', context: 1 },
    'src/a.ts\n1-one\n2:foo(bar)\n3-three\n--\n5-five\n6:foo(baz)\n7-seven',
  ],
  ['Latin-1 text', { pattern: 'foo', path: 'latin.txt' }, 'latin.txt\n1:foo ü'],
  ['what looks like an option', { pattern: '--files' }, 'no matches'],
  ['nothing through a link', { pattern: 'root:' }, 'no matches'],
])('searches %s', async (_name, input, content) => {
  expect(await fixture.call('search_code', input)).toMatchObject({ ok: true, content });
});

test('shows the place of a match in a very long line', async () => {
  const { content } = await fixture.call('search_code', { pattern: 'needle' });
  expect(content.length).toBeLessThan(400);
  expect(content).toMatch(/^min\.js\n1:…x{50}needley+…$/);
});

test('caps what it shows, per file and in all, and says so', async () => {
  const { content, details } = await fixture.call('search_code', { pattern: 'hit' });
  expect(details).toEqual({ kind: 'search', pattern: 'hit', matches: 500, files: 6 });
  expect(content.split('\n').filter((line) => line.includes(':hit'))).toHaveLength(100);
  expect(content).toContain('many/x.txt\n1:hit');
  expect(content).toContain('20:hit\n… 30 more in this file\nmany/y.txt');
  expect(content.endsWith('[100 of 500 matches shown: narrow it by path, glob or pattern; 6 files]')).toBe(true);
});

test.each([
  [{ pattern: 'foo(' }, /^the search failed: rg: regex parse error[\s\S]*set literal to search for the text as it is$/],
  [{ pattern: 'x', path: 'none' }, /^none does not exist$/],
  [{ pattern: 'x', path: 'etc-link' }, /is a symbolic link out of the repository$/],
  [{ pattern: 'x', path: '../' }, /must not contain \.\./],
])('explains %j', async (input, message) => {
  const result = await fixture.call('search_code', input);
  expect(result.ok).toBe(false);
  expect(result.content).toMatch(message);
});
