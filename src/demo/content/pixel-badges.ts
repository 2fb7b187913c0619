import { json, MIT, OWNER, type Sample, testScript } from './sample.ts';

/** A picture of the badge and a script that only Travis ran: the change deletes a binary file and renames another. */
export const pixelBadges: Sample = {
  owner: OWNER,
  name: 'pixel-badges',
  description: 'Badges drawn pixel by pixel',
  topics: ['javascript', 'images'],
  defaultBranch: 'main',
  permission: 'push',
  expected: { outcome: 'changed', pullRequest: true },
  commits: [
    {
      message: 'Draw badges',
      files: {
        'package.json': json({
          name: 'pixel-badges',
          version: '0.2.0',
          license: 'MIT',
          type: 'module',
          repository: `https://github.com/${OWNER}/pixel-badges`,
          exports: './draw.js',
          engines: { node: '>=20' },
          scripts: { test: 'sh script/test' },
        }),
        'draw.js': `/** Rows of a badge as text: \`#\` for the left colour, \`+\` for the right one. */
export function draw(left, right, height = 3) {
  const row = '#'.repeat(left) + '+'.repeat(right);
  return Array.from({ length: height }, () => row);
}
`,
        'test.js': `import assert from 'node:assert/strict';
import { draw } from './draw.js';

assert.deepEqual(draw(2, 1, 2), ['##+', '##+']);
console.log('1 passed');
`,
        'script/test': testScript(
          'node test.js',
          `for workflow in .github/workflows/*.yml; do
  [ -f "$workflow" ] || continue
  for named in $(sed -n 's/^ *- run: sh \\([^ ]*\\)$/\\1/p' "$workflow"); do
    [ -f "$named" ] || { echo "$workflow: $named does not exist" >&2; exit 1; }
  done
done
`,
        ),
        LICENSE: MIT,
      },
    },
    {
      message: 'Test on Travis, with a badge of our own',
      files: {
        '.travis.yml': `language: node_js
node_js: 22
before_script: sh ci/travis-setup.sh
script: npm test
`,
        'ci/travis-setup.sh': `#!/bin/sh
# Prepares the machine before the tests run on Travis CI.
set -eu

# The drawings are compared byte by byte, so the language of the machine must not matter.
export LC_ALL=C
export TZ=UTC

mkdir -p build/drawings
rm -f build/drawings/*.txt

# A slow disk made one test in a thousand fail; a file system sync before the tests ended that.
sync

echo "ready to draw"
`,
        'docs/travis.png': {
          base64:
            'iVBORw0KGgoAAAANSUhEUgAAADAAAAAMCAIAAACr2KkGAAAAIklEQVR42mMIpQawWxZGLcQw6qBRB406aNRBow4adRBpCADrm4MDKl1wuwAAAABJRU5ErkJggg==',
        },
        'readme.md': `# pixel-badges

[![build](docs/travis.png)](https://travis-ci.org/${OWNER}/pixel-badges)

Badges drawn pixel by pixel. The picture above was drawn with this library.
`,
      },
    },
  ],
};
