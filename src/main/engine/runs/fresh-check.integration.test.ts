import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Verdict } from '../../../shared/check.ts';
import type { Run } from '../../../shared/run.ts';
import { sandboxAvailable } from '../../commands/sandbox.ts';
import { type Files, git, got } from '../../git/testing/world.ts';
import type { SessionStart } from '../../session/contract.ts';
import { startWorld } from '../testing/world.ts';

/** What a session does besides its edits, and what the app must say of the change. */
interface Attempt {
  name: string;
  files: Files;
  /** A shell command in the clone, with the session's home and caches: what no patch shows. */
  hidden?: string;
  edit: Record<string, string>;
  verdict: Verdict;
}

const TEST = 'grep -q good value\n';
const BREAKS = { value: 'bad\n' };
const SITE = `$(python3 -c 'import site; print(site.getusersitepackages())')`;
const ATTEMPTS: Attempt[] = [
  {
    name: 'a folder that the check makes',
    files: { 'check.sh': 'mkdir out && grep -q good value\n', '.gitignore': 'out/\n' },
    edit: { 'y.txt': 'y\n' },
    verdict: 'passes',
  },
  {
    name: 'a file that the check leaves in its cache, home and temporary folder',
    files: {
      'check.sh': `for each in "$XDG_CACHE_HOME" ~ "\${TMPDIR:-/tmp}"; do mkdir "$each/out" || exit 1; done\n${TEST}`,
    },
    edit: { 'y.txt': 'y\n' },
    verdict: 'passes',
  },
  {
    name: 'an ignored module that the change needs and does not hold',
    files: { 'check.sh': 'node t.js\n', 't.js': '', '.gitignore': 'node_modules/\n' },
    hidden: 'mkdir -p node_modules/x && touch node_modules/x/index.js',
    edit: { 't.js': "require('x');\n" },
    verdict: 'newly_broken',
  },
  {
    name: 'a shell for scripts in the settings of npm',
    files: { 'check.sh': 'npm test\n', 'package.json': `{"scripts":{"test":"${TEST.trim()}"}}` },
    hidden: `printf '#!/bin/sh\\nexit 0\\n' > ~/sh && chmod +x ~/sh && echo "script-shell=$HOME/sh" > ~/.npmrc`,
    edit: BREAKS,
    verdict: 'newly_broken',
  },
  {
    name: 'a module of Python that ends it',
    files: { 'check.sh': `python3 -c 'raise SystemExit("good" not in open("value").read())'\n` },
    hidden: `mkdir -p "${SITE}" && echo 'import os; os._exit(0)' > "${SITE}/usercustomize.py"`,
    edit: BREAKS,
    verdict: 'newly_broken',
  },
  {
    name: 'bytecode that stands for another source',
    files: {
      'check.sh': 'unset PYTHONDONTWRITEBYTECODE; python3 t.py\n',
      't.py': 'import lib; lib.run()\n',
      'lib.py': 'def run(): raise SystemExit("good" not in open("value").read())\n',
      '.gitignore': '__pycache__/\n',
    },
    hidden: `echo 'def run(): pass' > /tmp/cody-evil-$$.py; python3 -c "
import glob, py_compile, sys
for old in glob.glob('__pycache__/lib.*.pyc'):
    py_compile.compile(sys.argv[1], old, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)" /tmp/cody-evil-$$.py; rm /tmp/cody-evil-$$.py`,
    edit: BREAKS,
    verdict: 'newly_broken',
  },
  {
    name: 'an installed runner that was exchanged',
    files: {
      'check.sh': `test -e node_modules/run.sh || { mkdir -p node_modules; cp run.sh node_modules; }\nsh node_modules/run.sh\n`,
      'run.sh': TEST,
      '.gitignore': 'node_modules/\n',
    },
    hidden: 'echo exit 0 > node_modules/run.sh',
    edit: BREAKS,
    verdict: 'newly_broken',
  },
  {
    name: 'a program in an ignored folder of PATH',
    files: { 'check.sh': `PATH=$PWD/.venv/bin:$HOME/.local/bin:$PATH\n${TEST}`, '.gitignore': '.venv/\n' },
    hidden: `for each in .venv/bin ~/.local/bin; do mkdir -p $each; printf '#!/bin/sh\\n' > $each/grep; chmod +x $each/grep; done`,
    edit: BREAKS,
    verdict: 'newly_broken',
  },
  {
    name: 'an outcome that is older than it says',
    files: {
      'check.sh': 'make -s test\n',
      Makefile: `test: built\nbuilt: value\n\t${TEST}\ttouch built\n`,
      '.gitignore': 'built\n',
    },
    hidden: 'touch -d 2040-01-01 built',
    edit: BREAKS,
    verdict: 'newly_broken',
  },
  {
    name: 'settings and hooks of the own git directory',
    files: { 'check.sh': `git run-tests 2>/dev/null && exit 0\n${TEST}` },
    hidden: `git config alias.run-tests '!true'`,
    edit: BREAKS,
    verdict: 'newly_broken',
  },
  {
    name: 'a check that wants everything to be committed',
    files: { 'check.sh': `git diff --exit-code && test -z "$(git status --porcelain)" && ${TEST}` },
    edit: { value: 'good too\n', 'y.txt': 'y\n' },
    verdict: 'passes',
  },
  {
    name: 'tags, and where it came from',
    files: { 'check.sh': `git describe --tags && git remote get-url origin && ${TEST}` },
    edit: { 'y.txt': 'y\n' },
    verdict: 'passes',
  },
  {
    name: 'answers that stand in caches and temporary folders',
    files: {
      'check.sh': `test -e "$XDG_CACHE_HOME/fine" && exit 0; test -e "\${TMPDIR:-/tmp}/fine" && exit 0\n${TEST}`,
    },
    hidden: `touch "$XDG_CACHE_HOME/fine" "\${TMPDIR:-/tmp}/fine"`,
    edit: BREAKS,
    verdict: 'newly_broken',
  },
];

/** What a command of the session would do, without the sandbox: the same folders are its home and caches. */
function run(command: string, { sandbox }: SessionStart): void {
  const { clonePath, tempPath, cachePath } = sandbox;
  for (const name of ['home', 'tmp']) mkdirSync(path.join(tempPath, name), { recursive: true });
  execFileSync('bash', ['-c', command], {
    cwd: clonePath,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: path.join(tempPath, 'home'),
      TMPDIR: path.join(tempPath, 'tmp'),
      XDG_CACHE_HOME: cachePath,
    },
  });
}

/** The verdict of each attempt, when the run ended, and after the check was asked for again. */
async function verdictsOf(attempts: readonly Attempt[], sandboxed: boolean) {
  const named = attempts.map((attempt, index) => [`repo-${index}`, attempt] as const);
  const seen = { installed: false };
  const world = await startWorld({
    repos: Object.fromEntries(
      named.map(([name, { files }]) => [name, { name: `${name}\n`, value: 'good\n', 'check.sh': TEST, ...files }]),
    ),
    settings: { check: { mode: 'command', command: 'sh ./check.sh' }, repairRounds: 0 },
    engine: sandboxed ? { sandboxAvailable } : {},
    script: (_turn, start) => {
      const name = readFileSync(path.join(start.sandbox.clonePath, 'name'), 'utf8').trim();
      const attempt = named.find(([each]) => each === name)?.[1];
      seen.installed ||= existsSync(path.join(start.sandbox.clonePath, 'node_modules/run.sh'));
      if (attempt?.hidden) run(attempt.hidden, start);
      return { edit: attempt?.edit ?? {} };
    },
  });
  for (const name of world.names) git(path.join(world.folder, 'hub/repositories/acme', `${name}.git`), 'tag', 'v1.0.0');
  const engine = await world.start();
  const jobId = await world.create(engine);
  const attemptOf = ({ repo }: Run) => attempts[world.names.indexOf(repo.name)]?.name ?? '';
  const verdicts = (runs: readonly Run[]) => Object.fromEntries(runs.map((each) => [attemptOf(each), each.verdict]));
  const first = verdicts(await engine.jobEnded(jobId));
  for (const each of await world.runsOf(engine, jobId))
    if (/exchanged|npm/.test(attemptOf(each))) got(await engine.runs.checkAgain({ runId: each.id }));
  const doubts = Object.fromEntries(
    (await world.runsOf(engine, jobId)).map((each) => [attemptOf(each), each.changeset?.doubts ?? []]),
  );
  return { doubts, first, again: verdicts(await world.runsOf(engine, jobId)), ...seen };
}

const expected = (attempts: readonly Attempt[]) =>
  Object.fromEntries(attempts.map(({ name, verdict }) => [name, verdict]));
const state = await sandboxAvailable();

it.skipIf(!state.available)(
  'a check in the sandbox sees what a fresh clone with the change would',
  { timeout: 600_000 },
  async () => {
    const { first, again, installed, doubts } = await verdictsOf(ATTEMPTS, true);
    // Whoever reads what the session says of its own runs is told what they may rest on.
    const steers = (file: string) => [
      {
        code: 'changed_beside',
        parameters: { paths: [expect.stringContaining(`~/${file}`)], more: expect.any(Number) },
      },
    ];
    expect(doubts['a shell for scripts in the settings of npm']).toEqual(steers('.npmrc'));
    expect(doubts['a module of Python that ends it']).toEqual(steers('.local/lib/python3'));
    expect(doubts['a folder that the check makes']).toEqual([]);
    expect(first).toEqual(expected(ATTEMPTS));
    expect(again).toEqual(first);
    // The session had what the baseline installed.
    expect(installed).toBe(true);
  },
);

it('and so does one without a sandbox', { timeout: 600_000 }, async () => {
  const attempts = ATTEMPTS.filter(({ name }) => /folder that|module that|exchanged/.test(name));
  const { first, again, installed } = await verdictsOf(attempts, false);
  expect(first).toEqual(expected(attempts));
  expect(again).toEqual(first);
  expect(installed).toBe(true);
});
