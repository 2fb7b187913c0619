import { json, MIT, OWNER, type Sample, testScript } from './sample.ts';

/** Travis lists versions that the package dropped long ago: the obvious edit fails the check and has to be repaired. */
export const retryAfter: Sample = {
  owner: OWNER,
  name: 'retry-after',
  description: 'Read the Retry-After header in all its forms',
  topics: ['javascript', 'http'],
  defaultBranch: 'main',
  permission: 'push',
  expected: { outcome: 'changed', pullRequest: true },
  commits: [
    {
      message: 'Read the header in both forms',
      files: {
        'package.json': json({
          name: 'retry-after',
          version: '3.0.0',
          license: 'MIT',
          type: 'module',
          repository: { type: 'git', url: `git+https://github.com/${OWNER}/retry-after.git` },
          exports: './source/index.js',
          engines: { node: '>=18' },
          scripts: { test: 'sh script/test' },
        }),
        'source/index.js': `const SECONDS = /^\\d+$/;

/**
 * Milliseconds to wait by a Retry-After header: seconds or an HTTP date. Null when it says nothing useful.
 * @param {string | null | undefined} header
 * @param {number} [now]
 */
export function retryAfter(header, now = Date.now()) {
  if (!header) return null;
  if (SECONDS.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
`,
        'test/index.js': `import assert from 'node:assert/strict';
import { retryAfter } from '../source/index.js';

const now = Date.parse('2026-01-01T00:00:00Z');
assert.equal(retryAfter('120', now), 120_000);
assert.equal(retryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now), 30_000);
assert.equal(retryAfter('Wed, 31 Dec 2025 23:00:00 GMT', now), 0);
assert.equal(retryAfter('soon', now), null);
assert.equal(retryAfter(undefined, now), null);
console.log('5 passed');
`,
        'script/check-engines': `#!/bin/sh
# The workflow may only run versions of Node.js that package.json supports.
set -eu
workflow=.github/workflows/ci.yml
[ -f "$workflow" ] || exit 0
minimum=$(sed -n 's/.*"node": ">=\\([0-9]*\\)".*/\\1/p' package.json)
failed=0
for version in $(sed -n 's/^ *node: \\[\\(.*\\)\\]$/\\1/p' "$workflow" | tr -d "',"); do
  if [ "$version" -lt "$minimum" ]; then
    echo "$workflow: Node.js $version is in the matrix, but package.json supports >=$minimum only" >&2
    failed=1
  fi
done
exit "$failed"
`,
        'script/test': testScript('node test/index.js', 'sh script/check-engines\n'),
        license: MIT,
        '.gitignore': 'node_modules/\n',
      },
    },
    {
      message: 'Add Travis',
      files: {
        '.travis.yml': `language: node_js
node_js:
  - '20'
  - '18'
  - '10'
  - '8'
script: sh script/test
`,
        'readme.md': `# retry-after [![Build Status](https://travis-ci.org/${OWNER}/retry-after.svg?branch=main)](https://travis-ci.org/${OWNER}/retry-after)

> Read the Retry-After header in all its forms

\`\`\`js
import { retryAfter } from 'retry-after';

const wait = retryAfter(response.headers.get('retry-after'));
\`\`\`

Returns milliseconds, or \`null\` when the header says nothing useful.
`,
      },
    },
  ],
};
