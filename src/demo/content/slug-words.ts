import { json, MIT, OWNER, type Sample, testScript } from './sample.ts';

/** A plain JavaScript library: the simplest case. */
export const slugWords: Sample = {
  owner: OWNER,
  name: 'slug-words',
  description: 'Turn a title into a slug that people can read',
  topics: ['javascript', 'library'],
  defaultBranch: 'main',
  permission: 'push',
  expected: { outcome: 'changed', pullRequest: true },
  commits: [
    {
      message: 'Turn titles into slugs',
      files: {
        'package.json': json({
          name: 'slug-words',
          version: '2.1.0',
          description: 'Turn a title into a slug that people can read',
          license: 'MIT',
          repository: `github:${OWNER}/slug-words`,
          main: 'index.js',
          files: ['index.js'],
          engines: { node: '>=18' },
          scripts: { test: 'sh script/test' },
        }),
        'index.js': `'use strict';

const SMALL_WORDS = new Set(['a', 'an', 'and', 'of', 'or', 'the']);

/**
 * Makes a slug from a title.
 * @param {string} title
 * @param {{ keepSmallWords?: boolean, maxLength?: number }} [options]
 * @returns {string}
 */
function slug(title, { keepSmallWords = false, maxLength = 60 } = {}) {
  const words = title
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && (keepSmallWords || !SMALL_WORDS.has(word)));
  let result = '';
  for (const word of words) {
    const next = result === '' ? word : result + '-' + word;
    if (next.length > maxLength) break;
    result = next;
  }
  return result;
}

module.exports = { slug };
`,
        'test/index.test.js': `'use strict';

const assert = require('node:assert/strict');
const { slug } = require('..');

const cases = [
  ['Hello World', {}, 'hello-world'],
  ['The Art of Code', {}, 'art-code'],
  ['The Art of Code', { keepSmallWords: true }, 'the-art-of-code'],
  ['Crème brûlée', {}, 'creme-brulee'],
  ['one two three', { maxLength: 7 }, 'one-two'],
  ['', {}, ''],
];
for (const [title, options, expected] of cases) assert.equal(slug(title, options), expected);
console.log(cases.length + ' passed');
`,
        'script/test': testScript('node test/index.test.js'),
        LICENSE: MIT,
        '.gitignore': 'node_modules/\n',
      },
    },
    {
      message: 'Test on Travis',
      files: {
        '.travis.yml': `language: node_js
node_js:
  - 18
  - 20
  - 22
script:
  - sh script/test
`,
        '.npmignore': '.travis.yml\ntest/\nscript/\n',
        'readme.md': `# slug-words

[![Build Status](https://travis-ci.org/${OWNER}/slug-words.svg?branch=main)](https://travis-ci.org/${OWNER}/slug-words)

Turn a title into a slug that people can read.

\`\`\`js
const { slug } = require('slug-words');

slug('The Art of Code'); // 'art-code'
\`\`\`

## Options

| Option | Default | Meaning |
| --- | --- | --- |
| \`keepSmallWords\` | \`false\` | Keep words such as "the" and "of" |
| \`maxLength\` | \`60\` | Cut after the last word that fits |

## Licence

MIT
`,
      },
    },
  ],
};
