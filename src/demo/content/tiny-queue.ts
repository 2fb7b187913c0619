import { json, MIT, OWNER, type Sample, testScript } from './sample.ts';

/** A TypeScript library with a lock file, a build step and a contributing guide that names Travis. */
export const tinyQueue: Sample = {
  owner: OWNER,
  name: 'tiny-queue',
  description: 'A promise queue with a limit, in 40 lines of TypeScript',
  topics: ['typescript', 'library'],
  defaultBranch: 'main',
  permission: 'push',
  expected: { outcome: 'changed', pullRequest: true },
  commits: [
    {
      message: 'A queue with a limit',
      files: {
        'package.json': json({
          name: '@paperkite/tiny-queue',
          version: '1.4.2',
          description: 'A promise queue with a limit',
          license: 'MIT',
          type: 'module',
          repository: `github:${OWNER}/tiny-queue`,
          exports: './dist/index.js',
          engines: { node: '>=20' },
          scripts: { build: 'tsc', lint: 'tsc --noEmit', test: 'sh script/test' },
          devDependencies: { typescript: '5.9.3' },
        }),
        'package-lock.json': json({
          name: '@paperkite/tiny-queue',
          version: '1.4.2',
          lockfileVersion: 3,
          requires: true,
          packages: {
            '': { name: '@paperkite/tiny-queue', version: '1.4.2', devDependencies: { typescript: '5.9.3' } },
            'node_modules/typescript': { version: '5.9.3', dev: true, license: 'Apache-2.0' },
          },
        }),
        'tsconfig.json': json({
          compilerOptions: { target: 'ES2022', module: 'NodeNext', strict: true, outDir: 'dist', declaration: true },
          include: ['src'],
        }),
        'src/index.ts': `type Work<T> = () => Promise<T>;

/** Runs at most \`limit\` pieces of work at a time, in the order in which they were added. */
export class TinyQueue {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limit: number) {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError('limit must be a positive integer');
    this.#limit = limit;
  }

  get size(): number {
    return this.#waiting.length;
  }

  async add<T>(work: Work<T>): Promise<T> {
    if (this.#running >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
`,
        'CHANGELOG.md': `# Changelog

## 1.4.2

- Say in the types that \`add\` gives what the work gives.

## 1.4.0

- \`size\` counts what waits.
`,
        'script/test': testScript(
          '',
          `version=$(sed -n 's/^  "version": "\\(.*\\)",$/\\1/p' package.json)
grep -q "^## $version$" CHANGELOG.md || { echo "CHANGELOG.md has no entry for $version" >&2; exit 1; }
`,
        ),
        LICENSE: MIT,
        '.gitignore': 'node_modules/\ndist/\n',
      },
    },
    {
      message: 'Build and test on Travis CI',
      files: {
        '.travis.yml': `language: node_js
node_js: [20, 22, 24]
cache: npm
before_script:
  - npm run lint
script:
  - npm run build
  - npm test
after_success:
  - npx codecov
branches:
  only:
    - main
`,
        'README.md': `# tiny-queue

[![Travis](https://img.shields.io/travis/com/${OWNER}/tiny-queue.svg)](https://travis-ci.com/${OWNER}/tiny-queue)
![licence](https://img.shields.io/badge/licence-MIT-blue.svg)

A promise queue with a limit.

\`\`\`ts
import { TinyQueue } from '@paperkite/tiny-queue';

const queue = new TinyQueue(4);
const pages = await Promise.all(urls.map((url) => queue.add(() => fetch(url))));
\`\`\`
`,
        'CONTRIBUTING.md': `# Contributing

1. Open an issue before a large change.
2. \`npm run lint\` and \`npm test\` must pass.
3. Every pull request is built by Travis CI with all supported versions of Node.js; see \`.travis.yml\`.
4. Add a line to the changelog.
`,
      },
    },
  ],
};
