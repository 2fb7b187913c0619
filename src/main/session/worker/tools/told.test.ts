import { afterEach, beforeEach, expect, test } from 'vitest';
import { apiTools } from './index.ts';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

const lines = (count: number, text: string) => `${text}\n`.repeat(count);
let fixture: CloneFixture;
beforeEach(async () => {
  fixture = await cloneFixture({
    '.gitignore': 'out/\n',
    'App.csproj': '<Project/>\n',
    'src/Lib/Lib.csproj': '<Project/>\n',
    'src/Lib/lib.cs': lines(30, 'old();'),
    'docs/notes.md': 'old\n',
    'out/Gen.csproj': '<Project/>\n',
    'hundred.txt': lines(100, 'x'),
    'more.txt': lines(101, 'x'),
    'long.txt': lines(1500, 'x'),
    'wide.txt': lines(30, 'y'.repeat(1999)),
    'line.txt': `${'z'.repeat(2500)}\n`,
  });
});
afterEach(() => fixture.remove());

const told = (name: string) => JSON.stringify(apiTools.find((tool) => tool.name === name));

test('the numbers of read_file are those that it keeps', async () => {
  expect(told('read_file')).toContain(
    'up to 1000 lines and 40000 characters, of each line 2000. Over 100 lines, or read in part, lines begin',
  );
  const read = async (path: string) => (await fixture.call('read_file', { path })).content;
  expect(await read('hundred.txt')).toMatch(/^x\n/);
  expect(await read('more.txt')).toMatch(/^1\tx\n/);
  expect(await read('long.txt')).toMatch(/\[lines 1-1000 of 1500; go on with offset 1001\]$/);
  expect(await read('wide.txt')).toMatch(/\[lines 1-\d+ of 30; go on with offset \d+\]$/);
  expect((await read('wide.txt')).length).toBeLessThan(40_200);
  expect(await read('line.txt')).toMatch(/^z{2000}… \(500 more characters\)/);
});

test('the numbers of search_code are those that it keeps', async () => {
  expect(told('search_code')).toContain('At most 100 matches are shown, 20 a file');
  const found = await fixture.call('search_code', { pattern: 'old' });
  expect(found.content).toContain('… 10 more in this file');
});

test('list_files finds files by name, at any depth', async () => {
  expect(told('list_files')).toContain('With glob, find files by name instead.');
  const find = async (input: object) => (await fixture.call('list_files', input)).content;
  expect(await find({ glob: '*.csproj' })).toBe('src/Lib/\n Lib.csproj\nApp.csproj');
  expect(await find({ glob: '*.csproj', path: 'src' })).toBe('Lib/\n Lib.csproj');
  expect(await find({ glob: 'src/**/*.cs' })).toBe('src/Lib/\n lib.cs');
  expect(await find({ glob: '*.fsproj' })).toBe('no such files');
  expect(await fixture.call('list_files', { glob: '{' })).toMatchObject({ ok: false });
});

test('search_code counts by file', async () => {
  const found = await fixture.call('search_code', { pattern: 'old', files_only: true, context: 3 });
  expect(found).toMatchObject({
    content: 'docs/notes.md (1)\nsrc/Lib/lib.cs (30)',
    details: { matches: 31, files: 2 },
  });
});

test('run_command says its limits, and takes no more', async () => {
  expect(told('run_command')).toMatch(/ended after 120 s unless .* over 16 KB .*"at most 900"/);
});

test('every tool says what it is for in sentences, and every field that is not plain has a word', () => {
  for (const { name, description } of apiTools) {
    expect([name, description.split(/\.(?:\s|$)/).filter(Boolean).length]).toEqual([
      name,
      expect.toSatisfy(atLeastTwo),
    ]);
  }
  const finish = apiTools.find((tool) => tool.name === 'finish')?.input_schema.properties as Record<string, object>;
  for (const field of ['outcome', 'summary', 'risk', 'reviewerNotes', 'followUps'])
    expect(finish[field]).toHaveProperty('description');
});
const atLeastTwo = (count: number) => count >= 2;
