import { describe, expect, it } from 'vitest';
import type { Changeset, FileChange } from '../../shared/changeset.ts';
import { fileRole } from '../../shared/file-role.ts';
import { DEFAULT_JOB_SETTINGS, type GuardRails } from '../../shared/job.ts';
import { guardProblems } from './guards.ts';

const file = (path: string, rest: Partial<FileChange> = {}): FileChange => ({
  path,
  oldPath: null,
  status: 'modified',
  binary: false,
  insertions: 1,
  deletions: 1,
  oldMode: '100644',
  newMode: '100644',
  ...rest,
});
const changeset = (...files: FileChange[]): Changeset => ({
  round: 1,
  baseCommit: 'a',
  tree: 'b',
  files,
  insertions: files.length,
  deletions: files.length,
  notes: [],
  doubts: [],
});
const guards = (rest: Partial<GuardRails> = {}): GuardRails => ({ ...DEFAULT_JOB_SETTINGS.guards, ...rest });

describe('by default', () => {
  it.each(
    [
      ...['LICENSE-MIT', 'LICENSE-APACHE', 'LICENSE-APACHE-2.0.txt', 'LICENCE', 'license', 'License.txt', 'LICENSE.md'],
      ...['UNLICENSE', 'UNLICENSE.txt', 'COPYING', 'COPYING.txt', 'COPYING.LESSER', 'MIT-LICENSE', 'a/b/Licence'],
      ...[
        '.env',
        '.env.local',
        'prod.env',
        'id_rsa',
        'keys/id_ed25519',
        '.npmrc',
        '.pypirc',
        '.netrc',
        'a.p12',
        'A.JKS',
      ],
      ...['server.pem', 'server.KEY', 'x.pfx', 'app/release.keystore'],
    ].map((path) => [path]),
  )('%s is not touched', (path) => {
    expect(guardProblems(changeset(file(path)), guards())[0]).toMatch(/, which the job forbids \(/);
  });

  it.each(
    [
      ...['deno.lock', 'mix.lock', 'pubspec.lock', 'ios/Podfile.lock', 'packages.lock.json', 'pdm.lock'],
      ...['gradle.lockfile', 'uv.lock', 'go.sum', 'Package.resolved', '.terraform.lock.hcl', 'go.work.sum'],
    ].map((path) => [path]),
  )('%s is a lock file', (path) => {
    expect(guardProblems(changeset(file(path)), guards())).toEqual([
      `It touches the lock file ${path}, which was not asked for.`,
    ]);
    expect(fileRole(path).role).toBe('lock');
  });

  it.each(
    [
      ...['src/LicenseDialog.tsx', 'license-check.js', 'scripts/license.ts', 'licenses/readme.md', 'docs/licensing.md'],
      ...['src/env.ts', 'environment.yml', 'keys.ts', 'id_rsa.ts', 'block.ts', 'clock.json', 'deadlock.md'],
    ].map((path) => [path]),
  )('%s is an ordinary file', (path) => {
    expect(guardProblems(changeset(file(path)), guards())).toEqual([]);
  });
});

describe('guardProblems', () => {
  const cases: [string, Changeset, GuardRails, string[]][] = [
    ['an ordinary change', changeset(file('src/index.ts'), file('readme.md')), guards(), []],
    [
      'the same in very many files, which a row has to carry and a session to pay for',
      changeset(...Array.from({ length: 3000 }, (_, index) => file(`a${index}/yarn.lock`))),
      guards({ maxFiles: 10_000, maxLines: 10_000 }),
      [
        ...Array.from(
          { length: 20 },
          (_, index) => `It touches the lock file a${index}/yarn.lock, which was not asked for.`,
        ),
        'There are 2980 more such problems.',
      ],
    ],
    ['guards switched off', changeset(file('LICENSE')), guards({ enabled: false }), []],
    [
      'too many files and lines',
      changeset(file('a'), file('b')),
      guards({ maxFiles: 1, maxLines: 3 }),
      ['It changes 2 files; at most 1 are allowed.', 'It changes 4 lines; at most 3 are allowed.'],
    ],
    [
      'a forbidden name anywhere, also as the old name of a renamed file',
      changeset(file('packages/a/LICENSE'), file('notes.md', { status: 'renamed', oldPath: '.env' })),
      guards(),
      [
        'It touches packages/a/LICENSE, which the job forbids (LICEN[CS]E).',
        'It touches .env, which the job forbids (.env).',
      ],
    ],
    [
      'a forbidden folder',
      changeset(file('infra/prod/main.tf'), file('infra.md')),
      guards({ forbiddenPaths: ['infra/prod/'] }),
      ['It touches infra/prod/main.tf, which the job forbids (infra/prod/).'],
    ],
    [
      'a lock file',
      changeset(file('app/package-lock.json')),
      guards(),
      ['It touches the lock file app/package-lock.json, which was not asked for.'],
    ],
    ['a lock file that is allowed', changeset(file('yarn.lock')), guards({ allowLockFiles: true }), []],
    [
      'an added binary; a changed one is no addition',
      changeset(file('logo.png', { status: 'added', binary: true }), file('old.png', { binary: true })),
      guards(),
      ['It adds the binary file logo.png.'],
    ],
  ];
  it.each(cases)('%s', (_name, change, rails, problems) => {
    expect(guardProblems(change, rails)).toEqual(problems);
  });
});
