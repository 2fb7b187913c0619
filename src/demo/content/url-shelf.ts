import { FOREIGN_OWNER, json, MIT, type Sample, testScript } from './sample.ts';

/** Belongs to somebody else: the demo's account can read it but not push, so the result is a patch. */
export const urlShelf: Sample = {
  owner: FOREIGN_OWNER,
  name: 'url-shelf',
  description: 'Keep links in a text file',
  topics: ['javascript', 'cli'],
  defaultBranch: 'main',
  permission: 'pull',
  expected: { outcome: 'changed', pullRequest: false },
  commits: [
    {
      message: 'Keep links in a text file',
      files: {
        'package.json': json({
          name: 'url-shelf',
          version: '0.3.0',
          license: 'MIT',
          type: 'module',
          repository: `github:${FOREIGN_OWNER}/url-shelf`,
          bin: './cli.js',
          engines: { node: '>=20' },
          scripts: { test: 'sh script/test' },
        }),
        'shelf.js': `/** Lines of a shelf: \`address  # words\`. */
export function parse(text) {
  return text
    .split('\\n')
    .map((line) => /^(\\S+)(?:\\s+#\\s*(.*))?$/.exec(line.trim()))
    .filter(Boolean)
    .map(([, url, words = '']) => ({ url, words }));
}

export function find(shelf, word) {
  const wanted = word.toLowerCase();
  return shelf.filter(({ url, words }) => (url + ' ' + words).toLowerCase().includes(wanted));
}
`,
        'cli.js': `#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { find, parse } from './shelf.js';

const [file, word = ''] = process.argv.slice(2);
for (const { url, words } of find(parse(readFileSync(file, 'utf8')), word)) console.log(url, words);
`,
        'test.js': `import assert from 'node:assert/strict';
import { find, parse } from './shelf.js';

const shelf = parse('https://a.example # apples\\n\\nhttps://b.example\\n');
assert.deepEqual(shelf, [
  { url: 'https://a.example', words: 'apples' },
  { url: 'https://b.example', words: '' },
]);
assert.deepEqual(find(shelf, 'APPLE'), [shelf[0]]);
console.log('2 passed');
`,
        'script/test': testScript('node test.js'),
        LICENSE: MIT,
      },
    },
    {
      message: 'Test every push with Travis',
      files: {
        '.travis.yml': `language: node_js
os: linux
node_js:
  - 20
  - 22
install: skip
script: npm test
`,
        'README.md': `# url-shelf

[![Build Status](https://travis-ci.com/${FOREIGN_OWNER}/url-shelf.svg?branch=main)](https://travis-ci.com/${FOREIGN_OWNER}/url-shelf)

Keep links in a text file, one per line, and find them again:

    $ url-shelf links.txt apples
`,
      },
    },
  ],
};
