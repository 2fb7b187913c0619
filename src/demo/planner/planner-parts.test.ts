import { describe, expect, it } from 'vitest';
import { checkIn } from './conversation.ts';
import { parseInstruction } from './instruction.ts';
import { makeEdits } from './make-edits.ts';
import { commandAnswer, listedPaths, readFileLines, searchHits } from './read-results.ts';
import { parseTravis } from './travis-config.ts';
import { withoutTravis } from './travis-mentions.ts';

describe('reading what tools answer', () => {
  it.each([
    ['plain\ntext\n', { lines: ['plain', 'text'], whole: true }],
    ['1\tone\n2\ttwo', { lines: ['one', 'two'], whole: true }],
    ['1\tone\n2\t\n[lines 1-2 of 90; go on with offset 3]', { lines: ['one', ''], whole: false }],
    ['7\tseven\n[lines 7-7, the end]', { lines: ['seven'], whole: false }],
    ['12\tis a score\nno number here', { lines: ['12\tis a score', 'no number here'], whole: true }],
    ['a\n[no line break at the end]', { lines: ['a'], whole: true }],
    ['(empty file)', { lines: [], whole: true }],
  ])('a file: %j', (content, expected) => expect(readFileLines(content)).toEqual(expected));

  it('a tree, hits and a command', () => {
    expect(
      listedPaths('.github/workflows/\n a.yml\nsrc/\n lib/ (12 files)\n index.js\n… 4 more\n[id].ts\nreadme.md'),
    ).toEqual(['.github/workflows/a.yml', 'src/index.js', '[id].ts', 'readme.md']);
    expect(
      searchHits(
        'docs/a b.md\n3:one\n4-context\n--\n9:nine: 9\n… 2 more in this file\nb.js\n1:x\n[2 of 9 matches shown]',
      ),
    ).toEqual([
      { path: 'docs/a b.md', line: 3, text: 'one' },
      { path: 'docs/a b.md', line: 9, text: 'nine: 9' },
      { path: 'b.js', line: 1, text: 'x' },
    ]);
    expect(searchHits('src/a.ts:12:const x')).toEqual([{ path: 'src/a.ts', line: 12, text: 'const x' }]);
    expect(searchHits('no matches')).toEqual([]);
    expect(commandAnswer('saw exit 3 in a log\nbroken\n[exit 1]', false)).toEqual({
      passed: false,
      exitCode: 1,
      tail: ['saw exit 3 in a log', 'broken'],
    });
    expect(commandAnswer('ok\n[exit 0]', true).passed).toBe(true);
    expect(commandAnswer('[timed out after 5 s and was ended]', false).passed).toBe(false);
  });

  it.each([
    ['The app will check your change with: <check>npm test</check>\nMore', 'npm test'],
    ['No check command is known.\nWhat follows', null],
  ])('the check in %j', (facts, expected) => {
    expect(checkIn([{ blocks: ['Do it.', facts], exchanges: [], finished: false }])).toBe(expected);
  });
});

describe('making edits', () => {
  const apply = (text: string, edits: ReturnType<typeof makeEdits>) =>
    edits.reduce((now, { old_string, new_string }) => {
      expect(now.split(old_string)).toHaveLength(2);
      return now.replace(old_string, () => new_string);
    }, text);
  it.each<[string, string[], [number, string | null][], string]>([
    ['one line', ['a', 'b', 'c'], [[1, 'B']], 'a\nB\nc'],
    ['one of two equal lines', ['x', 'same', 'y', 'same'], [[3, 'new']], 'x\nsame\ny\nnew'],
    [
      'all equal lines',
      ['same', 'same', 'same'],
      [
        [0, '1'],
        [1, '2'],
        [2, '3'],
      ],
      '1\n2\n3',
    ],
    ['the first line goes', ['a', 'b'], [[0, null]], 'b'],
    ['the last line goes', ['a', 'b'], [[1, null]], 'a'],
    [
      'neighbours, one goes',
      ['a', 'b', 'c', 'd'],
      [
        [1, null],
        [2, 'C'],
      ],
      'a\nC\nd',
    ],
    ['a line inside another', ['ab', 'a'], [[1, 'z']], 'ab\nz'],
    ['a dollar sign', ['a'], [[0, '$&']], '$&'],
  ])('%s', (_, lines, changes, expected) => {
    expect(apply(lines.join('\n'), makeEdits(lines, new Map(changes)))).toBe(expected);
  });
});

describe('understanding', () => {
  it.each([
    ['Replace `foo` by `bar` in src/a.ts', { kind: 'replace', from: 'foo', to: 'bar', path: 'src/a.ts' }],
    ['change every "old name" to "new name"', { kind: 'replace', from: 'old name', to: 'new name', path: null }],
    ['Bump left-pad from 1.0 to 1.3.0.', { kind: 'bump', name: 'left-pad', version: '1.3.0' }],
    ['also mention the licence in the readme', { kind: 'append', text: 'licence', path: 'readme' }],
    ['Rename `a.js` to `b.js`', { kind: 'move', from: 'a.js', to: 'b.js' }],
    ['Remove the file .eslintrc.json', { kind: 'delete', path: '.eslintrc.json' }],
    ['Create docs/x.md with "hello"', { kind: 'create', path: 'docs/x.md', text: 'hello' }],
    ['Rewrite the parser so that it streams', null],
    ['Replace the deprecated API with the new one', null],
  ])('%s', (text, expected) => expect(parseInstruction(text)).toEqual(expected));

  it('a Travis configuration', () => {
    const lines = [
      'language: python',
      'python: [\'3.9\', "3.10"] # both',
      'install: skip',
      'script:',
      '  - make a # first',
      '  - make b',
      'env: A=1',
      'branches:',
      '  only:',
      '    - dev',
    ];
    expect(parseTravis(lines)).toEqual({
      language: 'python',
      versions: ['3.9', '3.10'],
      systems: [],
      branches: ['dev'],
      install: [],
      beforeInstall: [],
      beforeScript: [],
      script: ['make a', 'make b'],
      afterSuccess: [],
      leftOut: ['env'],
    });
  });

  it('versions that only stand in a matrix', () => {
    const lines = [
      'language: node_js',
      'matrix:',
      '  include:',
      "    - node_js: '8'",
      '      env: A=1',
      '    - env: B=2',
      '      node_js: 10',
    ];
    const { versions, leftOut } = parseTravis(lines);
    expect([versions, leftOut]).toEqual([['8', '10'], ['matrix']]);
  });

  it.each([
    [
      'a.md',
      '[![x](https://travis-ci.org/o/n.svg?branch=m)](https://travis-ci.org/o/n)',
      '[![x](https://github.com/o/n/actions/workflows/ci.yml/badge.svg)](https://github.com/o/n/actions/workflows/ci.yml)',
    ],
    ['a.md', 'Ask Travis Okafor, or see Travis CI.', 'Ask Travis Okafor, or see GitHub Actions.'],
    ['a.js', 'if (env === "Travis CI") skip();', 'if (env === "Travis CI") skip();'],
    ['.npmignore', '/.travis.yml', null],
  ])('a mention in %s: %s', (path, line, expected) => expect(withoutTravis(path, line, 'o/n')).toBe(expected));
});
