import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INTERRUPTED_MARK, markedCheck } from '../shared/prompt-marks.ts';
import { DEMO_CHECK, DEMO_PROMPT } from './demo-job.ts';
import { type ModelServer, startModelServer } from './model-server.ts';
import { scriptedPlanner } from './planner.ts';
import { SAMPLES, writeSampleFiles } from './samples.ts';
import { clientFor, converse, REQUEST } from './testing/converse.ts';
import { runScratchTool } from './testing/scratch-tools.ts';

let server: ModelServer;
let home: string;
beforeAll(async () => {
  server = await startModelServer({ planner: scriptedPlanner });
  home = await mkdtemp(path.join(tmpdir(), 'planner-'));
});
afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

const FACTS = `Root of this repository: readme.md\nThe app will check your change with: ${markedCheck(DEMO_CHECK)}`;
const sampleNamed = (name: string) => {
  const sample = SAMPLES.find((candidate) => candidate.name === name);
  if (!sample) throw new Error(`no sample ${name}`);
  return sample;
};
async function copyOf(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(home, `${name}-`));
  await writeSampleFiles(sampleNamed(name), folder);
  return folder;
}
const read = (folder: string, file: string) => readFile(path.join(folder, file), 'utf8');
const everyFile = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();

describe('the demo job, sample by sample', () => {
  it.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s ends as expected', async (name, sample) => {
    const folder = await copyOf(name);
    const before = await runScratchTool(folder, 'run_command', { command: DEMO_CHECK });
    const { report, calls } = await converse(clientFor(server.url), folder, [DEMO_PROMPT, FACTS]);
    const after = await runScratchTool(folder, 'run_command', { command: DEMO_CHECK });
    expect({ before: before.ok, after: after.ok, outcome: report?.outcome, last: calls.at(-1) }).toEqual({
      before: true,
      after: true,
      outcome: sample.expected.outcome === 'changed' ? 'changed' : 'no_change_needed',
      last: 'finish',
    });
    const files = await everyFile(folder);
    expect(files.includes('.travis.yml')).toBe(false);
    expect(files.includes('.github/workflows/ci.yml')).toBe(sample.expected.outcome === 'changed');
  });
});

describe('what it reads decides what it does', () => {
  it('carries the versions and commands over, and asks for independent reads at once', async () => {
    const folder = await copyOf('slug-words');
    const { calls } = await converse(clientFor(server.url), folder, [DEMO_PROMPT, FACTS]);
    expect(calls).toEqual([
      'list_files search_code',
      'read_file read_file read_file read_file',
      'write_file',
      'edit_file edit_file delete_file',
      'run_command',
      'search_code',
      'finish',
    ]);
    expect(await read(folder, '.github/workflows/ci.yml')).toBe(`name: CI
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  test:
    name: Node.js \${{ matrix.node }}
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix:
        node: [18, 20, 22]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
      - run: npm install
      - run: sh script/test
`);
    expect((await read(folder, 'readme.md')).split('\n')[2]).toBe(
      '[![Build Status](https://github.com/paperkite/slug-words/actions/workflows/ci.yml/badge.svg)](https://github.com/paperkite/slug-words/actions/workflows/ci.yml)',
    );
    expect(await read(folder, '.npmignore')).toBe('test/\nscript/\n');
  });

  it('repairs what the check complains about', async () => {
    const folder = await copyOf('retry-after');
    const { report, calls } = await converse(clientFor(server.url), folder, [DEMO_PROMPT, FACTS]);
    expect(calls.filter((names) => names === 'run_command')).toHaveLength(2);
    expect(await read(folder, '.github/workflows/ci.yml')).toContain('node: [20, 18]\n');
    expect(report?.reviewerNotes.join()).toContain('10 and 8');
  });

  it('moves the script, deletes the picture and leaves history alone', async () => {
    const badges = await copyOf('pixel-badges');
    await converse(clientFor(server.url), badges, [DEMO_PROMPT, FACTS]);
    const files = await everyFile(badges);
    expect(files.filter((file) => /travis|setup/.test(file))).toEqual(['.github/scripts/setup.sh']);
    expect(await read(badges, '.github/workflows/ci.yml')).toContain('- run: sh .github/scripts/setup.sh\n');
    expect(await read(badges, 'readme.md')).not.toMatch(/travis/i);
    const workshop = await copyOf('workshop');
    await converse(clientFor(server.url), workshop, [DEMO_PROMPT, FACTS]);
    expect(await read(workshop, 'CHANGELOG.md')).toContain('Travis CI');
    expect(await read(workshop, '.github/workflows/ci.yml')).toContain('os: [ubuntu-latest, macos-latest]');
  });

  it('quotes versions of Python, and edits a readme that is not Markdown', async () => {
    const folder = await copyOf('csvpeek');
    await converse(clientFor(server.url), folder, [DEMO_PROMPT, FACTS]);
    expect(await read(folder, '.github/workflows/ci.yml')).toContain("python: ['3.9', '3.10', '3.12']");
    expect(await read(folder, 'README.rst')).toContain(
      '.. image:: https://github.com/paperkite/csvpeek/actions/workflows/ci.yml/badge.svg\n   :target: https://github.com/paperkite/csvpeek/actions/workflows/ci.yml\n   :alt: CI\n',
    );
  });
});

describe('other prompts', () => {
  it.each([
    ['Replace `60` by `80` in index.js', 'index.js', 'maxLength = 80'],
    ['Please upgrade slug-words to 2.2.0.', 'package.json', '"version": "2.1.0"'],
    ['Replace "title" with "heading"', 'index.js', 'heading'],
    ['Create a file docs/usage.md with the text "See the readme"', 'docs/usage.md', 'See the readme'],
    ['Rename index.js to source.js', 'source.js', 'function slug'],
    ['Add "Made with care" to the readme', 'readme.md', '\n\nMade with care.\n'],
  ])('%s', async (prompt, file, expected) => {
    const folder = await copyOf('slug-words');
    const { report } = await converse(clientFor(server.url), folder, [prompt]);
    expect(report?.outcome).not.toBe('cannot_do');
    expect(await read(folder, file)).toContain(expected);
  });

  it('says honestly that it cannot do the rest, and changes nothing', async () => {
    const folder = await copyOf('slug-words');
    const files = await everyFile(folder);
    const { report, calls } = await converse(clientFor(server.url), folder, ['Make the code twice as fast.', FACTS]);
    expect([report?.outcome, calls]).toEqual(['cannot_do', ['list_files', 'read_file read_file', 'finish']]);
    expect(await everyFile(folder)).toEqual(files);
  });

  it('takes a reviewer comment as a further turn of the same conversation', async () => {
    const folder = await copyOf('slug-words');
    const first = await converse(clientFor(server.url), folder, [DEMO_PROMPT, FACTS]);
    const comment = 'Please also mention the supported versions in the readme';
    const second = await converse(clientFor(server.url), folder, [comment], first.messages);
    expect(second.report?.outcome).toBe('changed');
    expect(await read(folder, 'readme.md')).toMatch(/MIT\n\nSupported versions\.\n$/);
    const third = await converse(clientFor(server.url), folder, ['Hmm, is this wise?'], second.messages);
    expect(third.report?.outcome).toBe('no_change_needed');
  });

  it('does again what was cut off when the app stopped', async () => {
    const folder = await copyOf('slug-words');
    const client = clientFor(server.url);
    const talk = await converse(client, folder, [DEMO_PROMPT, FACTS]);
    const cut = structuredClone(talk.messages.slice(0, 7));
    for (const block of cut.at(-1)?.content ?? []) {
      if (typeof block !== 'string' && block.type === 'tool_result') {
        Object.assign(block, { content: `${INTERRUPTED_MARK} The app stopped while this ran.`, is_error: true });
      }
    }
    const next = await client.messages.create({ ...REQUEST, messages: cut });
    const callsOf = (message: typeof next) => message.content.filter((block) => block.type === 'tool_use');
    expect(callsOf(next).map(({ name }) => name)).toEqual(['write_file']);

    const results = callsOf(next).map(({ id }) => ({
      ...{ type: 'tool_result' as const, tool_use_id: id, is_error: true },
      content: `${INTERRUPTED_MARK} The app stopped while this ran, once more.`,
    }));
    const twice = [
      ...cut,
      { role: 'assistant' as const, content: next.content },
      { role: 'user' as const, content: results },
    ];
    const third = await client.messages.create({ ...REQUEST, messages: twice });
    expect(callsOf(third).map(({ name }) => name)).toEqual(['write_file']);
  });
});
