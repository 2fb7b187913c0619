import { json, MIT, OWNER, type Sample, testScript } from './sample.ts';

/** Two packages in one repository, two operating systems, badges in two readmes, Travis in the changelog. */
export const workshop: Sample = {
  owner: OWNER,
  name: 'workshop',
  description: 'Small tools for the print shop: ink and press',
  topics: ['javascript', 'monorepo'],
  defaultBranch: 'main',
  permission: 'push',
  expected: { outcome: 'changed', pullRequest: true },
  commits: [
    {
      message: 'Ink and press',
      files: {
        'package.json': json({
          name: 'workshop',
          private: true,
          license: 'MIT',
          workspaces: ['packages/*'],
          scripts: { test: 'sh script/test' },
        }),
        'packages/ink/package.json': json({
          name: '@paperkite/ink',
          version: '1.0.3',
          type: 'module',
          exports: './index.js',
        }),
        'packages/ink/index.js': `/** Grams of ink for a number of sheets. */
export const inkFor = (sheets, gramsPerSheet = 0.4) => Math.ceil(sheets * gramsPerSheet);
`,
        'packages/ink/test.js': `import assert from 'node:assert/strict';
import { inkFor } from './index.js';

assert.equal(inkFor(10), 4);
assert.equal(inkFor(11), 5);
console.log('ink: 2 passed');
`,
        'packages/press/package.json': json({
          name: '@paperkite/press',
          version: '1.2.0',
          type: 'module',
          exports: './index.js',
        }),
        'packages/press/index.js': `/** Splits a run of sheets into batches that the press can take. */
export function batches(sheets, size = 500) {
  const result = [];
  for (let left = sheets; left > 0; left -= size) result.push(Math.min(left, size));
  return result;
}
`,
        'packages/press/test.js': `import assert from 'node:assert/strict';
import { batches } from './index.js';

assert.deepEqual(batches(1200), [500, 500, 200]);
assert.deepEqual(batches(0), []);
console.log('press: 2 passed');
`,
        'packages/press/README.md': '# @paperkite/press\n\nSplits a run of sheets into batches.\n',
        'script/test': testScript('node packages/ink/test.js && node packages/press/test.js'),
        LICENSE: MIT,
        '.gitignore': 'node_modules/\n',
      },
    },
    {
      message: 'Move from Circle to Travis',
      files: {
        '.travis.yml': `language: node_js
os:
  - linux
  - osx
node_js:
  - 20
  - lts/*
script:
  - node packages/ink/test.js
  - node packages/press/test.js
`,
        'CHANGELOG.md': `# Changelog

## 1.2.0

- press: batches of any size.
- Builds run on Travis CI now, also on macOS.

## 1.1.0

- ink: round up.
`,
        'README.md': `# Workshop

[![Build Status](https://travis-ci.com/${OWNER}/workshop.svg?branch=main)](https://travis-ci.com/${OWNER}/workshop)

Small tools for the print shop.

| Package | What it does |
| --- | --- |
| [ink](packages/ink) | how much ink a run needs |
| [press](packages/press) | how to split it |
`,
        'packages/ink/README.md': `# @paperkite/ink

[![Build Status](https://travis-ci.com/${OWNER}/workshop.svg?branch=main)](https://travis-ci.com/${OWNER}/workshop)

How much ink a run needs.
`,
      },
    },
  ],
};
