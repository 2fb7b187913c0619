import { describe, expect, it } from 'vitest';
import { changeShape } from './change-shape.ts';
import { RunId } from './ids.ts';
import type { ChangeAction, Difference } from './messages/differences.ts';
import type { StandingDoubt } from './messages/standing.ts';
import { groupShapes } from './review-groups.ts';

const id = (number: number): RunId => RunId.parse(`run_${String(number).padStart(8, '0')}`);

const action = (status: ChangeAction['status'], what: ChangeAction['what'], name = ''): ChangeAction => ({
  status,
  what,
  name,
});
const also = (...what: Parameters<typeof action>): Difference => ({
  code: 'also_does',
  parameters: { action: action(...what) },
});
const BROKEN: StandingDoubt = { code: 'check_newly_broken', parameters: {} };
const USUAL = [action('deleted', 'file', '.travis.yml'), action('added', 'workflow'), action('modified', 'badge')];

const removed = (path: string, lines: string[]): string =>
  [
    `diff --git a/${path} b/${path}`,
    'deleted file mode 100644',
    `--- a/${path}`,
    '+++ /dev/null',
    `@@ -1,${lines.length} +0,0 @@`,
    ...lines.map((line) => `-${line}`),
    '',
  ].join('\n');
const added = (path: string, lines: string[]): string =>
  [
    `diff --git a/${path} b/${path}`,
    'new file mode 100644',
    '--- /dev/null',
    `+++ b/${path}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    '',
  ].join('\n');
const modified = (path: string, lines: string[]): string =>
  [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, '@@ -1,3 +1,3 @@ head', ...lines, ''].join('\n');

/** The usual change of the demo's job, as it comes out in different repositories. */
const travis = (name: string, versions: string, more = ''): string =>
  removed('.travis.yml', ['language: node_js', `node_js: ${name.length}`]) +
  added('.github/workflows/ci.yml', ['name: CI', 'on: [push]', `node-version: [${versions}]`, 'run: npm test']) +
  modified('readme.md', [
    ` # ${name}`,
    `-[![Build](https://travis-ci.org/acme/${name}.svg)](x)`,
    `+[![CI](https://github.com/acme/${name}/badge.svg)](x)`,
  ]) +
  more;
const change = (number: number, patch: string, doubts: StandingDoubt[] = [], name = `repo-${number}`) => ({
  runId: id(number),
  patch,
  names: ['acme', name],
  doubts,
});
const groupChangesets = (list: readonly ReturnType<typeof change>[]) =>
  groupShapes(list.map(({ runId, patch, names, doubts }) => ({ runId, doubts, shape: changeShape(patch, names) })));
const alike = (number: number) => change(number, travis(`repo-${number}`, '20, 22'));

describe('groups of changesets', () => {
  it('is empty without changesets', () => {
    expect(groupChangesets([])).toEqual([]);
  });

  it('puts what does the same together, whatever names, numbers and removed contents are', () => {
    expect(groupChangesets([alike(1), alike(2), change(3, travis('repo-3', '18, 20, 22'))])).toEqual([
      {
        id: expect.any(String),
        kind: 'alike',
        shares: { actions: USUAL, more: 0 },
        like: null,
        members: [
          { runId: id(1), differs: [], doubts: [] },
          { runId: id(2), differs: [], doubts: [] },
          {
            runId: id(3),
            differs: [
              {
                code: 'own_line',
                parameters: { file: 'ci.yml', line: 'node-version: [18, 20, 22]', removed: false },
              },
            ],
            doubts: [],
          },
        ],
      },
    ]);
  });

  it('sets apart what nearly does the same, and says how it differs', () => {
    const manifest = modified('package.json', ['-  "node": ">=6"', '+  "node": ">=20"']);
    const groups = groupChangesets([alike(1), change(2, travis('repo-2', '20, 22', manifest)), alike(3), alike(4)]);
    expect(groups.map(({ kind, shares, members }) => ({ kind, shares, members }))).toEqual([
      {
        kind: 'alike',
        shares: { actions: USUAL, more: 0 },
        members: [1, 3, 4].map((number) => ({ runId: id(number), differs: [], doubts: [] })),
      },
      {
        kind: 'similar',
        shares: { actions: [...USUAL.slice(0, 2), action('modified', 'file', 'package.json'), USUAL[2]], more: 0 },
        members: [{ runId: id(2), differs: [also('modified', 'file', 'package.json')], doubts: [] }],
      },
    ]);
  });

  it('puts first what is unlike all others, and what something speaks against', () => {
    const odd = modified('src/index.ts', ['-const a = 1;', '+const b = compute(a);']);
    const broken = change(2, travis('repo-2', '20, 22'), [BROKEN]);
    const [outliers, ...rest] = groupChangesets([alike(1), broken, alike(3), change(4, odd), alike(5)]);
    expect(outliers).toEqual({
      id: 'outliers',
      kind: 'outliers',
      shares: { actions: [], more: 0 },
      like: null,
      members: [
        { runId: id(2), differs: [], doubts: [BROKEN] },
        {
          runId: id(4),
          differs: [{ code: 'unlike_others', parameters: { actions: [action('modified', 'source')], more: 0 } }],
          doubts: [],
        },
      ],
    });
    expect(rest.map(({ kind, members }) => [kind, members.length])).toEqual([['alike', 3]]);
  });

  it('tells of a lone one only what the largest group does not do', () => {
    const docker = modified(
      'Dockerfile',
      Array.from({ length: 40 }, (_, line) => `+RUN step ${'x'.repeat(line)}`),
    );
    const far = removed('.travis.yml', ['a']) + docker + modified('src/a.ts', ['+a()']) + modified('b.py', ['+b()']);
    const [outliers] = groupChangesets([alike(1), alike(2), change(3, far), alike(4)]);
    expect(outliers?.members).toEqual([
      {
        runId: id(3),
        differs: [
          also('modified', 'file', 'Dockerfile'),
          also('modified', 'source'),
          { code: 'does_not', parameters: { action: action('added', 'workflow') } },
          { code: 'more_differences', parameters: { count: 1 } },
        ],
        doubts: [],
      },
    ]);
  });

  it('calls nothing an outlier where nothing agrees', () => {
    const odd = modified('src/index.ts', ['-const a = 1;', '+const b = compute(a);']);
    expect(groupChangesets([alike(1), change(2, odd)]).map(({ kind }) => kind)).toEqual(['alike', 'alike']);
  });

  it.each([
    ['one file or many', 1, 7],
    ['the order of files', 3, 3],
  ])('does not mind %s', (_name, few, many) => {
    const files = (count: number, reversed: boolean) => {
      const all = Array.from({ length: count }, (_, n) =>
        modified(`src/module-${n}.ts`, ["-import x from 'old-lib';", "+import x from 'new-lib';"]),
      );
      return (reversed ? all.reverse() : all).join('');
    };
    const groups = groupChangesets([change(1, files(few, false)), change(2, files(many, true))]);
    expect(groups.map(({ kind, members }) => [kind, members.length])).toEqual([['alike', 2]]);
  });

  it('reads renames, modes, binaries and odd names without a hunk', () => {
    const patch = [
      'diff --git a/docs/old name.md b/docs/new name.md\nsimilarity index 100%\nrename from docs/old name.md\nrename to docs/new name.md\n',
      'diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n',
      'diff --git a/logo.png b/logo.png\nindex 1..2 100644\nGIT binary patch\nliteral 3\nabc\n\n',
    ].join('');
    expect(groupChangesets([change(1, patch)])).toMatchObject([
      {
        shares: {
          actions: [action('renamed', 'docs'), action('modified', 'file', 'logo.png'), action('mode', 'source')],
          more: 0,
        },
      },
    ]);
  });

  it('gives the same groups for the same list, whatever came before', () => {
    const list = [alike(1), change(2, travis('repo-2', '20', added('.npmrc', ['a=b']))), alike(3), alike(4)];
    groupChangesets([alike(9)]);
    expect(groupChangesets(list)).toEqual(groupChangesets(list));
  });

  it('groups 500 changesets of 20 files, alike or not, in under two seconds', () => {
    const patchOf = (number: number): string => {
      const parts: string[] = [];
      for (let file = 0; file < 20; file += 1) {
        const own = number % 5 === 0 ? `own ${number} of ${file}` : 'shared';
        const lines = Array.from(
          { length: 30 },
          (_, line) => `${line % 2 ? '+' : '-'}const ${own}_${line % 11} = ${line};`,
        );
        parts.push(modified(`${file % 3 === 0 ? 'test' : 'src'}/file-${file}.ts`, lines));
      }
      return parts.join('');
    };
    const list = Array.from({ length: 500 }, (_, number) => change(number, patchOf(number)));
    const before = process.cpuUsage();
    const groups = groupChangesets(list);
    // Told, not judged: how fast the machine is must not decide.
    console.log(
      `[review] 500 changesets of 20 files: ${Math.round(process.cpuUsage(before).user / 1000)} ms of processor time`,
    );
    expect(groups.reduce((sum, { members }) => sum + members.length, 0)).toBe(500);
    expect(Math.max(...groups.map(({ members }) => members.length))).toBe(400);
  });
});
