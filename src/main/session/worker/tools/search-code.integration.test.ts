import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedactor } from '../../../redact/redact.ts';
import { type CloneFixture, cloneFixture, toolByName } from './testing/clone-fixture.ts';

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

test('finds what stands in large files and in lines of megabytes', async () => {
  await fixture.write('large/bundle.js', `${'x'.repeat(3_000_000)}NEEDLE${'y'.repeat(3_000_000)}\nshort NEEDLE\n`);
  await fixture.write('large/log.txt', `${'a line of a long log\n'.repeat(550_000)}the NEEDLE\n`);
  const found = await fixture.call('search_code', { pattern: 'NEEDLE', path: 'large' });
  expect(found).toMatchObject({ ok: true, details: { matches: 3, files: 2 } });
  expect(found.content).toBe(
    [
      'large/bundle.js',
      '(a match in a line of megabytes: look at it with run_command and grep -o)',
      '2:short NEEDLE',
      'large/log.txt',
      '550001:the NEEDLE',
    ].join('\n'),
  );
});

test('one match over a whole file is cut, and so is an answer of many', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `line number ${index + 1} of a generated file\n`).join('');
  await fixture.write('wide/a.txt', lines);
  for (let file = 0; file < 40; file += 1) await fixture.write(`wide/b${file}.txt`, lines);
  const pattern = 'line number 5 [\\s\\S]*\\nline number 19000';
  const one = await fixture.call('search_code', { pattern, path: 'wide/a.txt' });
  expect(one.content).toMatch(
    /^wide\/a\.txt\n5:line number 5 of[\s\S]*\n… 18946 more lines of this match: read_file with offset 55$/,
  );
  const many = await fixture.call('search_code', { pattern: '[\\s\\S]*\\nline number 19000', path: 'wide' });
  expect(many.details).toMatchObject({ matches: 41 });
  expect(many.content.length).toBeLessThan(41_000);
});

test('look-around and back references work', async () => {
  const search = async (pattern: string) => (await fixture.call('search_code', { pattern, path: 'src' })).content;
  expect(await search('foo(?=\\(baz)')).toBe('src/a.ts\n6:foo(baz)');
  expect(await search('(?<!f)o\\(ba[r]')).toBe('src/a.ts\n2:foo(bar)\nsrc/b.ts\n2:foo(bar)');
  expect(await search('(e)v\\1n')).toBe('src/a.ts\n7:seven');
});

test('a search that was stopped does not say that there is nothing', async () => {
  const tool = toolByName('search_code');
  const stopped = { ...fixture.context, signal: AbortSignal.abort() };
  const { ok, content } = await tool.run(tool.input.parse({ pattern: 'foo' }), stopped);
  expect({ ok, content }).toEqual({
    ok: false,
    content: 'the search was stopped after 60 s and had found nothing so far: narrow it by path or glob',
  });
});

test('no cut of a line leaves a part of a secret', async () => {
  const secret = 'known-secret-value-12345678';
  const tool = toolByName('search_code');
  const context = { ...fixture.context, redact: createRedactor([secret]) };
  await fixture.write(
    'secrets.txt',
    Array.from(
      { length: 60 },
      (_, at) => `${'x'.repeat(20 + at)} ${secret}${' '.repeat(60 - at)}hit${'y'.repeat(120 + at * 2)}${secret}\n`,
    ).join(''),
  );
  const { content } = await tool.run(tool.input.parse({ pattern: 'hit', path: 'secrets.txt' }), context);
  expect(content).toContain('hit');
  expect(content).not.toMatch(/known|secret-|value|12345678/);
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
