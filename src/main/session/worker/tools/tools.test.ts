import { chmod, lstat, mkdir, readdir, readlink, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { messageText } from '../../../../shared/messages/message-text.ts';
import { apiTools, TOOLS } from './index.ts';
import { type CloneFixture, cloneFixture, toolByName } from './testing/clone-fixture.ts';

let fixture: CloneFixture;
beforeEach(async () => {
  fixture = await cloneFixture({
    'src/a.ts': 'const a = 1;\n',
    'src/long.txt': Array.from({ length: 2500 }, (_, index) => `line ${index + 1}\n`).join(''),
    'crlf.txt': 'one\r\ntwo\r\n',
    'latin.txt': Buffer.from([0x66, 0xfc, 0x72, 0x0a]),
    'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]),
    'empty.txt': '',
    '.gitignore': 'node_modules/\n*.log\n',
    'node_modules/dep/index.js': 'const a = 2;\n',
    'debug.log': 'const a = 3;\n',
    '.git/config': 'const a = 4;\n',
    '.github/ci.yml': 'a: 5\n',
    '.ignore': 'src/\n',
  });
});
afterEach(() => fixture.remove());

test('tell the API the same bytes always, in few tokens', () => {
  expect(TOOLS.map((tool) => tool.name)).toEqual([
    'list_files',
    'read_file',
    'write_file',
    'edit_file',
    'move_file',
    'delete_file',
    'search_code',
    'run_command',
    'finish',
  ]);
  expect(JSON.stringify(apiTools).length / 4).toBeLessThan(1450);
  for (const { name, input_schema } of apiTools) {
    const tool = toolByName(name);
    // What is required of the model is what the parser requires, no less and no more.
    const issues = tool.input.safeParse({}).error?.issues ?? [];
    expect(issues.map((issue) => String(issue.path[0])).sort()).toEqual([...input_schema.required].sort());
  }
});

test('list_files sees what git would not ignore, dot files included, .git and .ignore rules not', async () => {
  expect(await fixture.call('list_files', {})).toEqual({
    ok: true,
    content: [
      '.github/',
      ' ci.yml',
      'src/',
      ' a.ts',
      ' long.txt',
      '.gitignore',
      '.ignore',
      'crlf.txt',
      'empty.txt',
      'latin.txt',
      'picture.png',
    ].join('\n'),
    details: { kind: 'list', path: '.', entries: 9 },
  });
  expect(await fixture.call('list_files', { path: 'src' })).toMatchObject({ content: 'a.ts\nlong.txt' });
  expect(await fixture.call('list_files', { path: `${fixture.clonePath}/src/` })).toMatchObject({
    content: 'a.ts\nlong.txt',
  });
  // Asked for by name, an ignored folder is shown.
  expect(await fixture.call('list_files', { path: 'node_modules' })).toMatchObject({ content: 'dep/\n index.js' });
  await mkdir(path.join(fixture.clonePath, 'void'));
  expect(await fixture.call('list_files', { path: 'void' })).toMatchObject({
    ok: true,
    content: 'void holds no files that git would not ignore',
  });
  expect(await fixture.call('list_files', { path: 'none' })).toMatchObject({
    ok: false,
    content: 'none does not exist',
  });
  expect(await fixture.call('list_files', { path: 'crlf.txt' })).toMatchObject({
    ok: false,
    content: 'crlf.txt is a file: use read_file',
  });
});

test.each([
  [{ path: 'src/a.ts' }, 'const a = 1;'],
  [{ path: 'src/long.txt', offset: 2499 }, '2499\tline 2499\n2500\tline 2500\n[lines 2499-2500, the end]'],
  [{ path: 'src/long.txt', offset: 3, limit: 2 }, '3\tline 3\n4\tline 4\n[lines 3-4 of 2500; go on with offset 5]'],
  [{ path: 'crlf.txt' }, 'one\ntwo\n[CRLF line ends, kept by edits]'],
  [{ path: 'latin.txt' }, 'für\n[encoding latin1, kept by edits]'],
  [{ path: 'empty.txt' }, '(empty file)'],
])('read_file %j', async (input, content) => {
  expect(await fixture.call('read_file', input)).toMatchObject({ ok: true, content });
});

test.each([
  [{ path: 'picture.png' }, 'picture.png is a binary file of 7 bytes'],
  [{ path: 'src' }, 'src is a folder: use list_files'],
  [{ path: 'none' }, 'none does not exist'],
  [{ path: '.git/config' }, '.git belongs to git: use run_command for git status, log or diff; the app commits'],
  [{ path: 'src/a.ts', offset: 9 }, 'src/a.ts has 1 line: offset 9 is behind its end'],
])('read_file %j says why not', async (input, content) => {
  expect(await fixture.call('read_file', input)).toEqual({ ok: false, content, details: { kind: 'none' } });
});

test('read_file cuts long files and long lines, and says how to go on', async () => {
  const { content, details } = await fixture.call('read_file', { path: 'src/long.txt' });
  expect(content.split('\n')).toHaveLength(1001);
  expect(content.endsWith('1000\tline 1000\n[lines 1-1000 of 2500; go on with offset 1001]')).toBe(true);
  expect(details).toEqual({ kind: 'read', path: 'src/long.txt', lines: 1000 });
  await fixture.write('wide.js', `${'x'.repeat(100_000)}\n${'y'.repeat(3000)}\n`.repeat(30));
  const wide = await fixture.call('read_file', { path: 'wide.js' });
  expect(wide.content.length).toBeLessThan(45_000);
  expect(wide.content).toMatch(/^1\tx{2000}… \(98000 more characters\)\n2\ty{2000}… \(1000 more characters\)\n/);
  expect(wide.content).toMatch(/the rest of a cut line: run_command with sed -n 1p FILE \| cut -c2001-\]$/);
  await fixture.write('huge.txt', Buffer.alloc(11 * 1024 * 1024, 0x61));
  expect((await fixture.call('read_file', { path: 'huge.txt' })).content).toMatch(
    /^huge\.txt has 11534336 bytes, more than .*: use search_code/,
  );
});

test('write_file creates with parents, replaces, and keeps mode, encoding and line ends', async () => {
  expect(await fixture.call('write_file', { path: 'new/deep/file.txt', content: 'a\nb\n' })).toEqual({
    ok: true,
    content: 'created new/deep/file.txt (2 lines)',
    details: {
      kind: 'edit',
      path: 'new/deep/file.txt',
      action: 'created',
      insertions: 2,
      deletions: 0,
      patch: '@@ -0,0 +1,2 @@\n+a\n+b',
    },
  });
  await chmod(path.join(fixture.clonePath, 'src/a.ts'), 0o755);
  expect(await fixture.call('write_file', { path: 'src/a.ts', content: 'const b = 1;\n' })).toMatchObject({
    content: 'replaced src/a.ts (+1 -1)',
  });
  expect((await stat(path.join(fixture.clonePath, 'src/a.ts'))).mode & 0o777).toBe(0o755);
  await fixture.call('write_file', { path: 'crlf.txt', content: 'one\nthree\n' });
  expect(await fixture.read('crlf.txt')).toBe('one\r\nthree\r\n');
  await fixture.call('write_file', { path: 'latin.txt', content: 'für dich\n' });
  expect((await fixture.bytes('latin.txt')).toString('latin1')).toBe('für dich\n');
  expect(await fixture.call('write_file', { path: 'latin.txt', content: '日\n' })).toMatchObject({
    ok: false,
    content:
      "the content has characters that the file's encoding (latin1) lacks: do without them, or convert the file first (run_command with iconv)",
  });
  expect((await fixture.bytes('latin.txt')).toString('latin1')).toBe('für dich\n');
  expect(await fixture.call('write_file', { path: 'crlf.txt', content: 'one\nthree\n' })).toMatchObject({
    ok: true,
    content: 'crlf.txt has this content already',
  });
  expect(await fixture.call('write_file', { path: 'src', content: 'x' })).toMatchObject({
    ok: false,
    content: 'src is a folder: use list_files',
  });
  expect(await fixture.call('write_file', { path: 'src/a.ts/x', content: 'x' })).toMatchObject({
    ok: false,
    content: 'src/a.ts is a file, not a folder',
  });
  expect((await readdir(fixture.context.policy.tempPath)).length).toBe(0);
});

test('edit_file edits in place and keeps what it does not touch', async () => {
  expect(
    await fixture.call('edit_file', {
      path: 'crlf.txt',
      edits: [{ old_string: 'one\ntwo', new_string: 'one\n1.5\ntwo' }],
    }),
  ).toEqual({
    ok: true,
    content: 'edited crlf.txt (+1 -0)',
    details: {
      kind: 'edit',
      path: 'crlf.txt',
      action: 'edited',
      insertions: 1,
      deletions: 0,
      patch: '@@ -1,2 +1,3 @@\n one\n+1.5\n two',
    },
  });
  expect(await fixture.read('crlf.txt')).toBe('one\r\n1.5\r\ntwo\r\n');
  await fixture.call('edit_file', { path: 'latin.txt', edits: [{ old_string: 'für', new_string: 'fürs' }] });
  expect((await fixture.bytes('latin.txt')).toString('latin1')).toBe('fürs\n');
  expect(
    await fixture.call('edit_file', { path: 'latin.txt', edits: [{ old_string: 'fürs', new_string: '日' }] }),
  ).toMatchObject({
    ok: false,
    content: "new_string has characters that the file's encoding (latin1) lacks",
  });
  expect(
    await fixture.call('edit_file', { path: 'picture.png', edits: [{ old_string: 'a', new_string: 'b' }] }),
  ).toMatchObject({ ok: false });
  expect(
    await fixture.call('edit_file', { path: 'none', edits: [{ old_string: 'a', new_string: 'b' }] }),
  ).toMatchObject({ ok: false, content: 'none does not exist' });
  const before = await fixture.read('src/a.ts');
  const half = [
    { old_string: 'const', new_string: 'let' },
    { old_string: 'nowhere', new_string: 'x' },
  ];
  expect(await fixture.call('edit_file', { path: 'src/a.ts', edits: half })).toMatchObject({ ok: false });
  expect(await fixture.read('src/a.ts')).toBe(before);
});

test('move_file moves files, folders and links, and replaces nothing', async () => {
  expect(await fixture.call('move_file', { from: 'src', to: 'lib/core' })).toMatchObject({
    ok: true,
    content: 'moved src to lib/core',
    details: { action: 'moved', path: 'lib/core', patch: 'rename from src\nrename to lib/core' },
  });
  expect(await fixture.read('lib/core/a.ts')).toBe('const a = 1;\n');
  expect(await fixture.call('move_file', { from: 'crlf.txt', to: 'empty.txt' })).toMatchObject({
    ok: false,
    content: 'empty.txt exists already: delete it first',
  });
  expect(await fixture.call('move_file', { from: 'none', to: 'x' })).toMatchObject({
    ok: false,
    content: 'none does not exist',
  });
  expect(await fixture.call('move_file', { from: 'lib', to: 'lib/inner/lib' })).toMatchObject({ ok: false });
  expect(await fixture.call('move_file', { from: '.', to: 'x' })).toMatchObject({ ok: false });
  await symlink('/etc/passwd', path.join(fixture.clonePath, 'link'));
  expect(await fixture.call('move_file', { from: 'link', to: 'moved-link' })).toMatchObject({ ok: true });
  expect(await readlink(path.join(fixture.clonePath, 'moved-link'))).toBe('/etc/passwd');
});

test('delete_file deletes files, links themselves and empty folders only', async () => {
  await symlink('src', path.join(fixture.clonePath, 'link'));
  expect(await fixture.call('delete_file', { path: 'link' })).toMatchObject({ ok: true, content: 'deleted link' });
  expect((await lstat(path.join(fixture.clonePath, 'src'))).isDirectory()).toBe(true);
  expect(await fixture.call('delete_file', { path: 'src' })).toMatchObject({
    ok: false,
    content: expect.stringContaining('not empty'),
  });
  expect(await fixture.call('delete_file', { path: 'src/a.ts' })).toMatchObject({
    ok: true,
    details: { action: 'deleted', insertions: 0, deletions: 1 },
  });
  expect(await fixture.call('delete_file', { path: 'src/a.ts' })).toMatchObject({
    ok: false,
    content: 'src/a.ts does not exist',
  });
  expect(await fixture.call('delete_file', { path: '.' })).toMatchObject({ ok: false });
});

test('finish takes a short report and fills in what is left out, but no risk', () => {
  const { input } = toolByName('finish');
  expect(input.safeParse({ outcome: 'changed', summary: 'done' }).error?.issues[0]?.path).toEqual(['risk']);
  const parsed = input.parse({ outcome: 'changed', summary: 'done', risk: 'low' });
  expect(parsed).toEqual({
    outcome: 'changed',
    summary: 'done',
    changes: [],
    risk: 'low',
    reviewerNotes: [],
    followUps: [],
  });
});

test('titles are plain words', () => {
  const title = (name: string, input: unknown) => messageText(toolByName(name).title(input));
  expect([
    title('list_files', { path: '.' }),
    title('list_files', { path: 'src', glob: '*.csproj' }),
    title('read_file', { path: 'a', offset: 1 }),
    title('read_file', { path: 'a', offset: 5 }),
    title('search_code', { pattern: 'x', path: 'src' }),
    title('run_command', { command: 'npm test\nls' }),
    title('finish', {}),
  ]).toEqual([
    'Looking at the files',
    'Looking for *.csproj in src',
    'Reading a',
    'Reading a from line 5',
    'Searching for x in src',
    'Running npm test …',
    'Finishing with a report',
  ]);
});
