import { describe, expect, it } from 'vitest';
import type { Changeset, FileChange } from '../../shared/changeset.ts';
import { fileRole } from '../../shared/file-role.ts';
import { DEFAULT_JOB_SETTINGS, type GuardRails } from '../../shared/job.ts';
import type { GuardProblem } from '../../shared/messages/guards.ts';
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

const lockFile = (path: string): GuardProblem => ({ code: 'lock_file_touched', parameters: { path } });
const forbidden = (path: string, pattern: string): GuardProblem => ({
  code: 'forbidden_path',
  parameters: { path, pattern },
});

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
    expect(guardProblems(changeset(file(path)), guards())[0]).toMatchObject({
      code: 'forbidden_path',
      parameters: { path },
    });
  });

  it.each(
    [
      ...['deno.lock', 'mix.lock', 'pubspec.lock', 'ios/Podfile.lock', 'packages.lock.json', 'pdm.lock'],
      ...['gradle.lockfile', 'uv.lock', 'go.sum', 'Package.resolved', '.terraform.lock.hcl', 'go.work.sum'],
    ].map((path) => [path]),
  )('%s is a lock file', (path) => {
    expect(guardProblems(changeset(file(path)), guards())).toEqual([lockFile(path)]);
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
  const cases: [string, Changeset, GuardRails, GuardProblem[]][] = [
    ['an ordinary change', changeset(file('src/index.ts'), file('readme.md')), guards(), []],
    [
      'the same in very many files, which a row has to carry and a session to pay for',
      changeset(...Array.from({ length: 3000 }, (_, index) => file(`a${index}/yarn.lock`))),
      guards({ maxFiles: 10_000, maxLines: 10_000 }),
      [
        ...Array.from({ length: 20 }, (_, index): GuardProblem => lockFile(`a${index}/yarn.lock`)),
        { code: 'more_guard_problems', parameters: { count: 2980 } },
      ],
    ],
    ['guards switched off', changeset(file('LICENSE')), guards({ enabled: false }), []],
    [
      'too many files and lines',
      changeset(file('a'), file('b')),
      guards({ maxFiles: 1, maxLines: 3 }),
      [
        { code: 'too_many_files', parameters: { files: 2, allowed: 1 } },
        { code: 'too_many_lines', parameters: { lines: 4, allowed: 3 } },
      ],
    ],
    [
      'a forbidden name anywhere, also as the old name of a renamed file',
      changeset(file('packages/a/LICENSE'), file('notes.md', { status: 'renamed', oldPath: '.env' })),
      guards(),
      [forbidden('packages/a/LICENSE', 'LICEN[CS]E'), forbidden('.env', '.env')],
    ],
    [
      'a forbidden folder',
      changeset(file('infra/prod/main.tf'), file('infra.md')),
      guards({ forbiddenPaths: ['infra/prod/'] }),
      [forbidden('infra/prod/main.tf', 'infra/prod/')],
    ],
    ['a lock file', changeset(file('app/package-lock.json')), guards(), [lockFile('app/package-lock.json')]],
    ['a lock file that is allowed', changeset(file('yarn.lock')), guards({ allowLockFiles: true }), []],
    [
      'an added binary; a changed one is no addition',
      changeset(file('logo.png', { status: 'added', binary: true }), file('old.png', { binary: true })),
      guards(),
      [{ code: 'binary_added', parameters: { path: 'logo.png' } }],
    ],
  ];
  it.each(cases)('%s', (_name, change, rails, problems) => {
    expect(guardProblems(change, rails)).toEqual(problems);
  });
});
