import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { storePaths } from '../../src/main/store/paths.ts';
import type { Changeset } from '../../src/shared/changeset.ts';
import type { Run } from '../../src/shared/run.ts';
import { changedClone, makeOrigin } from './clones.ts';

/** What a change does to a tree: the new content of each file, null for one that goes. */
export type Edit = Record<string, string | null>;
export interface ChangeKind {
  before: Record<string, string>;
  edit: (name: string) => Edit;
}

const workflow = (versions: string): string => `name: CI

on:
  push:
    branches: [main]
  pull_request:

jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix:
        node-version: [${versions}]
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: \${{ matrix.node-version }}
          cache: npm
      - run: npm ci
      - run: npm test
`;
const readme = (badge: string): string => `# Service

[![build](${badge})](https://github.com/paperkite/service/actions)

Serves what its name says. Start it with \`npm start\`; the port is read from \`PORT\`.

## Develop

\`npm test\` runs everything. Each pull request is built and tested before it is merged.
`;
const server = `import { createServer } from 'node:http';
import { routes } from './routes.js';

const port = Number(process.env.PORT ?? 3000);

createServer((request, response) => {
  const route = routes.get(request.url);
  if (!route) {
    response.writeHead(404).end();
    return;
  }
  route(request, response);
}).listen(port);
`;
const before = {
  '.travis.yml': 'language: node_js\nnode_js:\n  - 20\n  - 22\n',
  'README.md': readme('https://travis-ci.com/paperkite/service.svg'),
  'package.json': `${JSON.stringify({ name: 'service', version: '2.3.1', scripts: { test: 'node --test' } }, null, 2)}\n`,
  'src/server.js': server,
};
const badge = readme('https://github.com/paperkite/service/actions/workflows/ci.yml/badge.svg');
const toActions = (versions: string): Edit => ({
  '.travis.yml': null,
  '.github/workflows/ci.yml': workflow(versions),
  'README.md': badge,
});

/** Kinds of changes that come back from one instruction: most alike, some with another matrix, a few on their own. */
export const CHANGE_KINDS = {
  usual: { before, edit: () => toActions('20, 22') },
  otherMatrix: { before, edit: () => toActions('18, 20, 22, 24') },
  withoutBadge: {
    before: { ...before, 'README.md': '# Service\n\nNo badge here.\n' },
    edit: () => ({ '.travis.yml': null, '.github/workflows/ci.yml': workflow('22') }),
  },
  withScripts: {
    before: { ...before, 'scripts/travis-setup.sh': '#!/bin/sh\nset -eu\nnpm config set fund false\n' },
    edit: () => ({
      ...toActions('20, 22'),
      'scripts/travis-setup.sh': null,
      '.github/scripts/setup.sh': '#!/bin/sh\nset -eu\nnpm config set fund false\n',
    }),
  },
  strange: {
    before,
    edit: (name: string) => ({
      ...toActions('20, 22'),
      'src/server.js': server.replace('3000', '8080').replace('.end()', `.end('${name}: nothing here')`),
      'package.json': before['package.json'].replace('2.3.1', '3.0.0'),
    }),
  },
} satisfies Record<string, ChangeKind>;
export type ChangeKindName = keyof typeof CHANGE_KINDS;

/**
 * Makes real clones with real changes in them, one origin for each kind of change. Of changes that are alike one is made and
 * the others are copies: dozens of clones take git a minute.
 */
export function createChangeMaker(folder: string): (run: Run, kind: ChangeKindName) => Promise<Changeset> {
  const cloneOf = ({ id }: Run): string => storePaths(folder).clone(id);
  const origins = new Map<ChangeKindName, string>();
  const made = new Map<string, { clone: string; changeset: Changeset }>();
  const originOf = (kind: ChangeKindName): string => {
    const known = origins.get(kind);
    if (known) return known;
    const origin = path.join(folder, '..', `origin-${kind}`);
    makeOrigin(origin, CHANGE_KINDS[kind].before);
    origins.set(kind, origin);
    return origin;
  };
  return async (run, kind) => {
    const edit: Edit = CHANGE_KINDS[kind].edit(run.repo.name);
    const key = JSON.stringify([kind, edit]);
    const alike = made.get(key);
    if (alike) {
      cpSync(alike.clone, cloneOf(run), { recursive: true, preserveTimestamps: true });
      return alike.changeset;
    }
    const changeset = await changedClone(folder, run, originOf(kind), (tree) => apply(tree, edit));
    made.set(key, { clone: cloneOf(run), changeset });
    return changeset;
  };
}

function apply(tree: string, edit: Edit): void {
  for (const [name, content] of Object.entries(edit)) {
    const file = path.join(tree, name);
    if (content === null) rmSync(file);
    else {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
}
