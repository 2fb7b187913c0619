import { expect, test } from 'vitest';
import { messageText } from '../../shared/messages/message-text.ts';
import { unproven } from './unproven.ts';

const why = (output: string) => {
  const problem = unproven({ command: 'check', exitCode: 1, output, allowedHosts: [] });
  return problem && messageText(problem);
};

/** Surroundings that a person would not call healthy. */
test.each([
  [
    'npm without a private package',
    "npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/@acme%2fpriv - Not found\nnpm error 404  '@acme/priv@^1.0.0' is not in this registry.\n",
    /could not be had from registry\.npmjs\.org \(npm error code E404\)/,
  ],
  [
    'npm and a version that is gone',
    'npm error code ETARGET\nnpm error notarget No matching version found for left@9.9.9.\n',
    /could not be had from/,
  ],
  ['npm without a key', 'npm error code E401\nnpm error Unable to authenticate\n', /private, or no longer there/],
  [
    'npm with another host of packages',
    'npm error code E401\nnpm error 401 Unauthorized - GET https://npm.pkg.github.com/@acme%2fpriv\n',
    /from npm\.pkg\.github\.com .* Add npm\.pkg\.github\.com to/,
  ],
  [
    'Yarn 1 and a package that is not there',
    'error An unexpected error occurred: "https://registry.yarnpkg.com/@acme%2fx: Not found".\n',
    /could not be had from registry\.yarnpkg\.com/,
  ],
  [
    'NuGet without a package',
    '/checkout/a.csproj : error NU1101: Unable to find package Acme.Private. No packages exist with this id in source(s): nuget.org\n',
    /could not be had from/,
  ],
  [
    'NuGet offline',
    '/checkout/a.csproj : error NU1301: Unable to load the service index for source https://api.nuget.org/v3/index.json.\n',
    /download from api\.nuget\.org, which/,
  ],
  [
    'Cargo offline, with the host of its files',
    'error: failed to get `serde` as a dependency of package `x v0.1.0`\n\nCaused by:\n  download of config.json failed\n\nCaused by:\n  failed to download from `https://index.crates.io/config.json`\n',
    /Add index\.crates\.io and static\.crates\.io to/,
  ],
  [
    'Gradle that fetches itself',
    'Exception in thread "main" java.net.UnknownHostException: services.gradle.org\n',
    /Add services\.gradle\.org, github\.com, release-assets\.githubusercontent\.com, plugins\.gradle\.org/,
  ],
  [
    'Go offline',
    'go: x@v1: Get "https://proxy.golang.org/x/@v/v1.mod": dial tcp: lookup proxy.golang.org: no such host\n',
    /Add proxy\.golang\.org and sum\.golang\.org to/,
  ],
  [
    'Hex offline',
    '** (Mix) Could not install Hex because Mix could not download metadata at https://builds.hex.pm/installs/hex.csv.\n',
    /builds\.hex\.pm, hex\.pm and repo\.hex\.pm/,
  ],
  [
    'pub offline',
    'Got socket error trying to find package test at https://pub.dev.\n',
    /download from pub\.dev, which/,
  ],
  [
    'pytest without the plugin of a fixture',
    "E       fixture 'httpbin' not found\n>       available fixtures: cache, capfd\n1 error in 0.01s\n",
    /plugin that brings the fixture httpbin/,
  ],
  [
    'no database',
    'Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap\n',
    /need PostgreSQL at port 5432/,
  ],
  [
    'no Redis',
    'E   redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.\n',
    /need Redis at port 6379/,
  ],
  ['no cache', 'panic: dial tcp [::1]:11211: connect: connection refused\n', /need Memcached at port 11211/],
  [
    'no server for psql',
    'psql: error: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused\n',
    /need PostgreSQL/,
  ],
  ['no Docker', 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.\n', /need Docker/],
  ['no containers', 'java.lang.IllegalStateException: Could not find a valid Docker environment.\n', /need Docker/],
  [
    'a neighbour in a network of containers',
    'Error: getaddrinfo EAI_AGAIN postgres\n',
    /need a service named postgres/,
  ],
  [
    'tests that go to the network',
    "E   requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.github.com', port=443): Max retries exceeded with url: /\n",
    /reach for api\.github\.com, which commands of this job may not reach\. Add api\.github\.com to/,
  ],
  [
    'no browser of Playwright',
    "Error: browserType.launch: Executable doesn't exist at /home/cody/.cache/ms-playwright/chromium-1/chrome\n",
    /need a browser/,
  ],
  [
    'no browser of Karma',
    'ERROR [launcher]: No binary for ChromeHeadless browser on your platform.\n',
    /need a browser/,
  ],
  ['no display', '_tkinter.TclError: no display name and no $DISPLAY environment variable\n', /need a display/],
  [
    'a library of the system',
    './t: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory\n',
    /library of the system that is not installed: libpq\.so\.5/,
  ],
  ['a header', 'x.c:1:10: fatal error: openssl/ssl.h: No such file or directory\n', /headers .* openssl\/ssl\.h/],
  ['no tags', 'fatal: No names found, cannot describe anything.\n', /tags, branches or the history/],
  [
    'setuptools-scm',
    'LookupError: setuptools-scm was unable to detect version for /checkout.\n',
    /tags, branches or the history/,
  ],
  [
    'Node without a package',
    "Error: Cannot find module 'express'\nRequire stack:\n- /checkout/t.js\n",
    /Node lacks the package express/,
  ],
  [
    'Node without a part of a package',
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@acme/x' imported from /checkout/t.js\n",
    /Node lacks the package @acme\/x/,
  ],
  ['Ruby without a gem', "t.rb:1:in `require': cannot load such file -- rspec (LoadError)\n", /Ruby lacks rspec/],
  [
    'Java that is too old',
    'java.lang.UnsupportedClassVersionError: x has been compiled by a more recent version of the Java Runtime\n',
    /another version/,
  ],
  ['another Ruby', 'Your Ruby version is 3.1.2, but your Gemfile specified 3.3.0\n', /another version/],
  ['another Python', "ERROR: Package 'x' requires a different Python: 3.9.2 not in '>=3.11'\n", /another version/],
  [
    'a program of Node',
    'Error: spawn docker ENOENT\n    at Process\n',
    /start a program that is not installed: docker/,
  ],
  ['a program of Go', 'exec: "protoc": executable file not found in $PATH\n', /not installed: protoc/],
  [
    'a program of Python',
    "E   FileNotFoundError: [Errno 2] No such file or directory: 'ffmpeg'\n",
    /not installed: ffmpeg/,
  ],
  ['an interpreter of a script', "/usr/bin/env: 'ruby': No such file or directory\n", /not installed: ruby/],
  ['a command of Cargo', 'error: no such command: `nextest`\n', /not installed: cargo-nextest/],
  ['a Python of tox', 'ERROR: InterpreterNotFound: python3.8\n', /another Python .* python3\.8/],
  ['no tests of jest', 'No tests found, exiting with code 1\n', /found no tests/],
] as const)('%s', (_name, output, words) => expect(why(output)).toMatch(words));
