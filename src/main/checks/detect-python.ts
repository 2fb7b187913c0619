import type { CloneReader } from './clone-reader.ts';
import { type DetectedCheck, found, PYTHON_HOSTS } from './detected.ts';

/** Where repositories write down what their tests need. */
const REQUIREMENTS = [
  'requirements.txt',
  ...['requirements-dev.txt', 'requirements_dev.txt', 'dev-requirements.txt'],
  ...['requirements-test.txt', 'requirements_test.txt', 'requirements-tests.txt', 'test-requirements.txt'],
  ...['requirements/dev.txt', 'requirements/test.txt', 'requirements/tests.txt'],
];
const MANIFESTS = ['pyproject.toml', 'setup.cfg', 'setup.py', 'tox.ini', 'Pipfile'];
/** Names that projects give to what their tests need. */
const TEST_EXTRAS = ['test', 'tests', 'testing', 'dev'];

/** In the private home of a run, made anew each time: what a command of the session left there must not judge its change. */
const VENV = '~/venv';

type Runner = 'pytest' | 'unittest' | 'tox';

/**
 * The tests of a Python repository. Where the job allows its index, they run in a virtual environment with what the
 * repository names; otherwise with what is installed on this machine.
 */
export async function detectPython(
  reader: CloneReader,
  canReach: (host: string) => boolean,
): Promise<DetectedCheck | null> {
  const tests = await findTests(reader);
  if (tests === null) return null;
  const isSourceFolder = await hasPackage(reader, 'src');
  if (!PYTHON_HOSTS.every(canReach)) {
    // Without an installed package, this is where its modules are.
    const prefix = isSourceFolder && tests.runner !== 'tox' ? 'PYTHONPATH=src ' : '';
    return found(prefix + commandOf(tests, 'python3'), tests.reason);
  }
  const wanted = await wantedPackages(reader, tests.runner);
  if (wanted.length === 0) return found(commandOf(tests, 'python3'), tests.reason);
  const groups = wanted.some((each) => each.startsWith('--group'));
  const steps = [
    `python3 -m venv --clear ${VENV}`,
    // Older ones do not know groups.
    ...(groups ? [`${VENV}/bin/pip install -q -U pip`] : []),
    `${VENV}/bin/pip install -q ${wanted.join(' ')}`,
    commandOf(tests, `${VENV}/bin/python`),
  ];
  return found(steps.join(' && '), `${tests.reason}; dependencies are installed first`);
}

interface FoundTests {
  runner: Runner;
  /** Folder that unittest looks through. */
  folder: string;
  reason: string;
}

const commandOf = ({ runner, folder }: FoundTests, python: string): string => {
  switch (runner) {
    case 'pytest':
      return `${python} -m pytest -q`;
    case 'unittest':
      return `${python} -m unittest discover -s ${folder} -t .`;
    case 'tox':
      return python === 'python3' ? 'tox' : `${python} -m tox`;
  }
};

async function findTests(reader: CloneReader): Promise<FoundTests | null> {
  const settings: [string, RegExp | null][] = [
    ['pytest.ini', null],
    ['conftest.py', null],
    ['pyproject.toml', /^\[tool\.pytest/m],
    ['setup.cfg', /^\[tool:pytest\]/m],
    ['tox.ini', /^\[pytest\]/m],
  ];
  for (const [name, pattern] of settings) {
    const text = await reader.text(name);
    if (text !== null && (pattern?.test(text) ?? true))
      return { runner: 'pytest', folder: '.', reason: `pytest settings in ${name}` };
  }
  for (const folder of ['tests', 'test']) {
    const names = await reader.names(folder);
    if (names.includes('conftest.py')) return { runner: 'pytest', folder, reason: `pytest settings in ${folder}/` };
    if (!names.some((name) => /^test_.*\.py$|_test\.py$/.test(name))) continue;
    const runner = (await mentionsPytest(reader)) ? 'pytest' : 'unittest';
    return { runner, folder, reason: `test files in ${folder}/` };
  }
  return (await reader.hasFile('tox.ini')) ? { runner: 'tox', folder: '.', reason: 'tox.ini' } : null;
}

async function mentionsPytest(reader: CloneReader): Promise<boolean> {
  for (const name of [...MANIFESTS, ...REQUIREMENTS])
    if (/\bpytest\b/.test((await reader.text(name)) ?? '')) return true;
  return false;
}

/** A folder of modules and packages. */
async function hasPackage(reader: CloneReader, folder: string): Promise<boolean> {
  const names = await reader.names(folder);
  for (const name of names)
    if (/\.py$/.test(name) || (await reader.names(`${folder}/${name}`)).includes('__init__.py')) return true;
  return false;
}

/** Arguments of `pip install`: what the repository names, and the runner. Empty when all is part of Python. */
async function wantedPackages(reader: CloneReader, runner: Runner): Promise<string[]> {
  const wanted: string[] = runner === 'unittest' ? [] : [runner];
  // tox installs what it needs by itself.
  if (runner === 'tox') return wanted;
  const project = (await reader.text('pyproject.toml')) ?? '';
  const cfg = (await reader.text('setup.cfg')) ?? '';
  const script = (await reader.text('setup.py')) ?? '';
  const isPackage = /^\[(?:build-system|project)\]/m.test(project) || /^\[metadata\]/m.test(cfg) || script !== '';
  if (isPackage) {
    const inProject = sectionOf(project, 'project.optional-dependencies');
    const inCfg = sectionOf(cfg, 'options.extras_require');
    const extras = TEST_EXTRAS.filter(
      (extra) =>
        new RegExp(`^["']?${extra}["']?\\s*=`, 'm').test(`${inProject}\n${inCfg}`) ||
        new RegExp(`^[^#\\n]*["']${extra}["']\\s*:\\s*[[(]`, 'm').test(script),
    );
    wanted.unshift('-e', extras.length > 0 ? `'.[${extras.join(',')}]'` : '.');
  }
  const groups = sectionOf(project, 'dependency-groups');
  for (const group of TEST_EXTRAS)
    if (new RegExp(`^["']?${group}["']?\\s*=`, 'm').test(groups)) wanted.push(`--group ${group}`);
  for (const name of REQUIREMENTS) if (await reader.hasFile(name)) wanted.push(`-r ${name}`);
  return wanted;
}

/** The lines of a section of TOML or INI. */
function sectionOf(text: string, name: string): string {
  const [, after = ''] = text.split(new RegExp(`^\\[${name.replaceAll('.', '\\.')}\\][^\\S\\n]*$`, 'm'));
  return after.split(/^\[[^\]\n]+\][^\S\n]*$/m)[0] ?? '';
}
