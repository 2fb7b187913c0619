import { describe, expect, test } from 'vitest';
import type { CheckProblem } from '../../shared/messages/check-problems.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { unproven } from './unproven.ts';

const told = (problem: CheckProblem | null) => problem && messageText(problem);
const why = (output: string, rest: Partial<Parameters<typeof unproven>[0]> = {}) =>
  told(unproven({ command: 'check', exitCode: 1, output, allowedHosts: [], ...rest }));

/** As the tools of 2026 print it. */
test.each([
  [
    'pnpm without the runner',
    '> x@1.0.0 test /tree\n> no-such-runner --x\n\nsh: 1: no-such-runner: not found\n ELIFECYCLE  Test failed. See above for more details.\n WARN   Local package.json exists, but node_modules missing, did you mean to install?\n',
    'The check needs a program that is not installed: no-such-runner.',
  ],
  [
    'Make without its tool',
    'make: no-such-tool: No such file or directory\nmake: *** [Makefile:2: test] Error 127\n',
    'The check needs a program that is not installed: no-such-tool.',
  ],
  [
    'Yarn 1 with another Yarn declared',
    'error This project\'s package.json defines "packageManager": "yarn@4.1.0". However the current global version of Yarn is 1.22.22.\n',
    /another version of its toolchain/,
  ],
  [
    'Yarn 1 and an engine',
    'error x@1.0.0: The engine "node" is incompatible with this module. Expected version ">=99". Got "20.20.2"\nerror Found incompatible module.\n',
    /another version of its toolchain/,
  ],
  [
    'npm and an engine',
    'npm error code EBADENGINE\nnpm error engine Unsupported engine\n',
    /another version of its toolchain/,
  ],
  [
    'pnpm and an engine',
    ' ERR_PNPM_UNSUPPORTED_ENGINE  Unsupported environment (bad pnpm and/or Node.js version)\n',
    /another version of its toolchain/,
  ],
  [
    'pnpm where Yarn is declared',
    ' ERROR  This project is configured to use yarn\nFor help, run: pnpm help test\n',
    /another version of its toolchain/,
  ],
  [
    'npm offline',
    'npm error code EAI_AGAIN\nnpm error syscall getaddrinfo\nnpm error request to https://registry.npmjs.org/left-pad failed, reason: getaddrinfo EAI_AGAIN registry.npmjs.org\n',
    /download from registry\.npmjs\.org, which commands of this job may not reach\. Add registry\.npmjs\.org to/,
  ],
  [
    'pnpm offline',
    ' WARN  GET https://registry.npmjs.org/left-pad error (EAI_AGAIN). Will retry in 10 seconds. 2 retries left.\n ERR_PNPM_META_FETCH_FAIL  GET https://registry.npmjs.org/left-pad: request failed\n',
    /download from registry\.npmjs\.org, which/,
  ],
  [
    'pnpm 12 with another pnpm declared, offline',
    'Error:   × resolve pnpm@8.15.0\n  ╰─▶ Failed to fetch metadata from https://registry.npmjs.org/pnpm: error\n      sending request: client error (Connect)\n',
    /download from registry\.npmjs\.org, which/,
  ],
  [
    'pnpm 12 where Yarn is declared',
    'Error: ERR_PNPM_OTHER_PM_EXPECTED\n\n  × This project is configured to use yarn\n',
    /another version of its toolchain/,
  ],
  [
    'Yarn 1 offline',
    '[1/4] Resolving packages...\nerror Error: getaddrinfo EAI_AGAIN registry.yarnpkg.com\n',
    /download from registry\.yarnpkg\.com, which/,
  ],
  [
    'Yarn 4 offline',
    '➤ YN0000: ┌ Resolution step\n➤ YN0001: │ RequestError: getaddrinfo EAI_AGAIN registry.yarnpkg.com\n',
    /download from registry\.yarnpkg\.com, which/,
  ],
  [
    'bun offline',
    'error: DNSResolveFailed downloading package manifest left-pad\nerror: left-pad@1.0.0 failed to resolve\n',
    /download something, and commands of this job may not reach any host/,
  ],
  [
    'Yarn 4 that was never installed',
    'Internal Error: x@workspace:.: This package doesn\'t seem to be present in your lockfile; run "yarn install" to update the lockfile\n',
    /^Dependencies are not installed/,
  ],
  [
    'Gradle offline',
    "* What went wrong:\nExecution failed for task ':test'.\n> Could not resolve all files for configuration ':testCompileClasspath'.\n   > Could not GET 'https://repo.maven.apache.org/maven2/junit/junit.pom'.\n",
    /download from repo\.maven\.apache\.org, which/,
  ],
  [
    'Composer offline',
    'The following exception probably indicates you are offline or have misconfigured DNS resolver(s)\ncurl error 6 while downloading https://repo.packagist.org/packages.json: Could not resolve host: repo.packagist.org\n',
    /download from repo\.packagist\.org, which/,
  ],
  [
    'pip offline',
    "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError': /simple/pytest/\nERROR: No matching distribution found for pytest\n",
    /download something, and commands of this job may not reach any host/,
  ],
  ['Bundler offline', 'Could not reach host rubygems.org. Check your network\n', /download from rubygems\.org, which/],
] as const)('%s', (_name, output, words) => {
  const said = why(output);
  if (typeof words === 'string') expect(said).toBe(words);
  else expect(said).toMatch(words);
});

describe('pytest and unittest', () => {
  const collected = (line: string) =>
    `==== ERRORS ====\n__ ERROR collecting tests/test_a.py __\ntests/test_a.py:1: in <module>\n    import x\nE   ${line}\n==== short test summary info ====\nERROR tests/test_a.py\n!!!!!!!!! Interrupted: 1 error during collection !!!!!!!!!\n1 error in 1.93s\n`;
  const toAllow =
    'Add pypi.org and files.pythonhosted.org to “Hosts that commands may reach” in the options of a job. The check then installs what the repository names.';

  test.each([
    [
      'a missing module',
      2,
      collected("ModuleNotFoundError: No module named 'requests'"),
      `Python lacks the module requests, which the tests need. ${toAllow}`,
    ],
    [
      'a package that is not installed',
      2,
      collected('importlib.metadata.PackageNotFoundError: No package metadata was found for pkg'),
      `Python lacks the module pkg, which the tests need. ${toAllow}`,
    ],
    [
      'a conftest that lacks a module',
      4,
      "ImportError while loading conftest '/tree/tests/conftest.py'.\ntests/conftest.py:1: in <module>\n    import requests\nE   ModuleNotFoundError: No module named 'requests'\n",
      `Python lacks the module requests, which the tests need. ${toAllow}`,
    ],
    [
      'options of a missing plugin',
      4,
      'ERROR: usage: __main__.py [options] [file_or_dir] [file_or_dir] [...]\n__main__.py: error: unrecognized arguments: --cov=x\n  inifile: /tree/pytest.ini\n',
      `pytest does not know the options --cov=x: it lacks the plugin that they belong to. ${toAllow}`,
    ],
    [
      'a required plugin',
      4,
      'ERROR: Missing required plugins: pytest-cov\n\n',
      `pytest lacks a plugin: pytest-cov. ${toAllow}`,
    ],
    [
      'a plugin by name',
      1,
      'Traceback (most recent call last):\nImportError: Error importing plugin "xdist": No module named \'xdist\'\n',
      `pytest lacks a plugin: xdist. ${toAllow}`,
    ],
    [
      'no pytest',
      1,
      '/usr/bin/python3: No module named pytest\n',
      `Python lacks the test runner that the check needs: pytest. ${toAllow}`,
    ],
    ['no tests', 5, '\nno tests ran in 1.79s\n', 'The check found no tests, so nothing is proved.'],
    [
      'unittest with a missing module',
      1,
      "ERROR: tests.test_u (unittest.loader._FailedTest.tests.test_u)\nImportError: Failed to import test module: tests.test_u\nTraceback (most recent call last):\nModuleNotFoundError: No module named 'requests'\n\nFAILED (errors=1)\n",
      `Python lacks the module requests, which the tests need. ${toAllow}`,
    ],
    [
      'a package that pip cannot find',
      1,
      'ERROR: Could not find a version that satisfies the requirement nope==1 (from versions: none)\nERROR: No matching distribution found for nope==1\n',
      'What the repository needs could not be installed: ERROR: No matching distribution found for nope==1.',
    ],
  ] as const)('%s', (_name, exitCode, output, words) => expect(why(output, { exitCode })).toBe(words));

  test('says another thing where the job allows the index', () => {
    const output = collected("ModuleNotFoundError: No module named 'requests'");
    expect(why(output, { exitCode: 2, allowedHosts: ['pypi.org', '*.pythonhosted.org'] })).toBe(
      'Python lacks the module requests, which the tests need. The repository does not name it where the check looks for what to install.',
    );
  });
});

test('a download that the job allows is not called forbidden', () => {
  const output =
    'npm error code ENOTFOUND\nnpm error request to https://registry.npmjs.org/left-pad failed, reason: getaddrinfo ENOTFOUND\n';
  expect(why(output, { allowedHosts: ['registry.npmjs.org'] })).toBe(
    'The check could not download from registry.npmjs.org, which this job allows: the host or the network did not answer.',
  );
});

/** Failures of the repository itself, also where a test prints what tools say. */
test.each([
  ['a word in a line of a test', 'echo: failed to download from cache\n'],
  [
    'a panic that quotes Cargo',
    "thread 'x' panicked at src/lib.rs:3:\n  saw error: failed to get `serde` as a dependency\n",
  ],
  ['an assertion about an engine', 'AssertionError: \'The engine "node" is incompatible with this module\'\n'],
  [
    'pytest that ran',
    "E   ModuleNotFoundError: No module named 'x'\nFAILED tests/test_a.py::test_x\n1 failed in 0.1s\n",
  ],
  ['pnpm and a failed test', '> exit 3\n\n ELIFECYCLE  Test failed. See above for more details.\n'],
  ['a shell error in a test', 'sh: 1: helper: not found\n2 tests failed\n'],
  ['a file that it reads', "E   FileNotFoundError: [Errno 2] No such file or directory: 'data/x.json'\n1 failed\n"],
  ['a port of its own', 'Error: connect ECONNREFUSED 127.0.0.1:41999\n1 failing\n'],
  ['a file of its own', "Error: Cannot find module './lib/gone'\nRequire stack:\n- /checkout/t.js\n"],
  ['a name that nobody owns', 'AssertionError: getaddrinfo ENOTFOUND no-such-host.invalid\n1 failing\n'],
  ['Make and a failed test', 'make: *** [Makefile:2: test] Error 1\n'],
])('%s is no excuse', (_name, output) => expect(why(output)).toBeNull());
