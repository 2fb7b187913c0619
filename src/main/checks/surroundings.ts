import { headOf } from '../../shared/cut.ts';
import { allows, toAllow } from './detected.ts';
import type { FailedCheck } from './failed-check.ts';

/** A line that a tool or a test runner prints, indented and marked as runners do. */
const line = (pattern: string): RegExp => new RegExp(`^[ \\t]*(?:E +|# +|\\d+\\) +|\\[\\w+\\] +)?(?:${pattern})`, 'm');

/** What listens where, by the port that it has everywhere. */
const SERVICES: Record<string, string> = {
  1433: 'SQL Server',
  1521: 'Oracle',
  2379: 'etcd',
  3306: 'MySQL',
  4222: 'NATS',
  4444: 'Selenium',
  4566: 'LocalStack',
  5432: 'PostgreSQL',
  5672: 'RabbitMQ',
  6379: 'Redis',
  8086: 'InfluxDB',
  8123: 'ClickHouse',
  8500: 'Consul',
  9042: 'Cassandra',
  9092: 'Kafka',
  9200: 'Elasticsearch',
  11211: 'Memcached',
  27017: 'MongoDB',
};
const PORT = Object.keys(SERVICES).join('|');
const REFUSED_PORT: readonly RegExp[] = [
  new RegExp(`ECONNREFUSED [^\\s]*?[:.](${PORT})\\b`),
  new RegExp(`dial tcp [^\\s]*:(${PORT}): (?:connect: )?connection refused`),
  new RegExp(`connecting to [\\w.:[\\]-]+?:(${PORT})\\. `),
  new RegExp(
    `[\\w.\\])-]+[:,] ?(?:port )?\\(?(${PORT})\\)?\\b[^\\n]{0,80}(?:[Cc]onnection refused|is the server running)`,
  ),
  new RegExp(`[Cc]onnection refused[^\\n]{0,80}[^\\n\\d](${PORT})\\b`),
];
const SERVICE_WORDS: readonly [RegExp, string][] = [
  [line(`.*Can't connect to (?:local )?MySQL server|.*SQLSTATE\\[HY000\\] \\[200[23]\\]`), 'MySQL'],
  [line('.*(?:MongoServerSelectionError|ServerSelectionTimeoutError|MongoNetworkError)'), 'MongoDB'],
  [line('.*(?:redis\\.exceptions\\.ConnectionError|Could not connect to Redis|RedisConnectionException)'), 'Redis'],
  [
    line('.*(?:could not connect to server: |connection to server (?:at|on socket) .* failed: |PG::ConnectionBad)'),
    'PostgreSQL',
  ],
  [
    line(
      '.*(?:Cannot connect to the Docker daemon|Could not find a valid Docker environment|Could not find a working container runtime|rootless Docker not found|docker\\.errors\\.DockerException|failed to connect to the docker API|Is the docker daemon running)',
    ),
    'Docker',
  ],
];

/** The service that a check could not reach, in words, or null. */
function missingService({ output }: FailedCheck): string | null {
  const named = SERVICE_WORDS.find(([pattern]) => pattern.test(output))?.[1];
  const port = REFUSED_PORT.map((pattern) => pattern.exec(output)?.[1]).find((found) => found !== undefined);
  const service = named ?? (port === undefined ? undefined : SERVICES[port]);
  if (service === undefined) return null;
  const where = port === undefined ? '' : ` at port ${port}`;
  return `The tests need ${service}${where}, which does not run in the sandbox of a check. Choose a check that does without.`;
}

/** Names that no one owns: a test that looks for one of them wants not to find it. */
const NOBODYS = /(?:^|\.)(?:invalid|test|example|localhost|local|internal)$|^example\.(?:com|org|net)$|^localhost$/;
const LOOKUPS: readonly RegExp[] = [
  /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
  /(?:Failed to resolve|Could not resolve host(?:name)?:?|Could not resolve proxy:) '?([\w.-]+)/i,
  /dial tcp: lookup ([\w.-]+)/,
  /UnknownHostException: ([\w.-]+)/,
  /host='([\w.-]+)', port=\d+\): Max retries exceeded/,
  /could not translate host name "([\w.-]+)"/,
];

/** The host that the tests themselves want to reach, in words, or null. */
function missingHost({ output, allowedHosts }: FailedCheck): string | null {
  const host = LOOKUPS.map((pattern) => pattern.exec(output)?.[1]?.toLowerCase()).find(
    (found) => found !== undefined && !NOBODYS.test(found),
  );
  if (host === undefined) return null;
  // A single word is a neighbour of a network of containers.
  if (!host.includes('.'))
    return `The tests need a service named ${host}, which does not run in the sandbox of a check. Choose a check that does without.`;
  return allows(allowedHosts, host)
    ? `The tests could not reach ${host}, which this job allows: the host or the network did not answer.`
    : `The tests reach for ${host}, which commands of this job may not reach. ${toAllow([host])}`;
}

const HISTORY =
  'The check looks at tags, branches or the history of the repository, which this clone does not hold: it has the newest commit only.';
const BROWSER = 'The tests need a browser that is not installed where a check can use it.';
const DISPLAY = 'The tests need a display, and a check has none.';
const LARGE_FILES = 'The tests read files that the repository keeps in Git LFS, and a check has their pointers only.';
const NO_TESTS = 'The check found no tests, so nothing is proved.';
const OTHER_VERSION = 'The check needs another version of its toolchain than the one that is installed.';

const SIGNS: readonly [RegExp, string][] = [
  [
    line(
      ".*(?:Executable doesn't exist at |Please run the following command to download new browsers|Could not find (?:Chrome|Chromium|Firefox)|No binary for \\w+ browser|Please set env variable CHROME_BIN|The Cypress App could not be found|Cypress executable not found|No usable sandbox!|cannot find Chrome binary|'?(?:chromedriver|geckodriver)'? executable needs to be in PATH|Unable to (?:locate|obtain) (?:the )?(?:driver|chromedriver|geckodriver))",
    ),
    BROWSER,
  ],
  [
    line(
      '.*(?:cannot open display|Missing X server or \\$DISPLAY|no display name and no \\$DISPLAY|[Cc]ould not connect to display|Unable to init server|no protocol specified|Your system is missing the dependency: Xvfb|HeadlessException)',
    ),
    DISPLAY,
  ],
  [
    line(
      ".*(?:fatal: No names found, cannot describe anything|fatal: No tags can describe|fatal: No annotated tags can describe|setuptools[-_]scm was unable to detect version|fatal: No such remote|error: No such remote|does not appear to be a git repository$|fatal: ambiguous argument '(?:origin/|upstream/|HEAD[~^]|v?\\d)|fatal: bad revision '(?:origin/|HEAD[~^])|fatal: Not a valid object name (?:origin/|HEAD[~^])|fatal: no merge base|Versioning for this project requires either an sdist|(?:is a|Is a|in a) shallow (?:clone|repository)|repository is shallow|shallow clone detected)",
    ),
    HISTORY,
  ],
  [line('(?:.*[: ])?version https://git-lfs\\.github\\.com/spec/v1'), LARGE_FILES],
  [
    line(
      '(?:No tests? (?:files? )?found, exiting with code 1|Error: No test files found|No tests executed!|error: 0 test files matching|No tests ran\\.$|No tests match|There are no tests to run|No test is available in |error: no tests found)',
    ),
    NO_TESTS,
  ],
  // Node, Ruby, Python
  [
    line(
      "(?:error: )?(?:You are (?:using|running) Node(?:\\.js)? v?[\\d.]+|Your Ruby version is [\\d.]+, but your Gemfile specified|ERROR: Package '.*' requires a different Python: |pyenv: version `.*' is not installed|N/A: version \".*\" is not yet installed|No version is set for command |No preset version installed for command |asdf: |Volta error: )",
    ),
    OTHER_VERSION,
  ],
  // Java, Kotlin, .NET
  [
    line(
      '.*(?:Unsupported class file major version|has been compiled by a more recent version of the Java Runtime|Cannot find a Java installation on your machine matching|No matching toolchains? found|A compatible \\.NET SDK was not found|error NETSDK1045|You must install or update \\.NET|To install missing framework, download)',
    ),
    OTHER_VERSION,
  ],
  // PHP, Elixir, Dart, Swift, Rust
  [
    line(
      "(?:- Root composer\\.json requires (?:php|PHP extension ext-)|Your Composer dependencies require (?:a PHP version|the following PHP extensions)|(?:\\*\\* \\(Mix\\) )?You're trying to run :\\w+ on Elixir|The current (?:Dart|Flutter) SDK version is |error: package '.*' is using Swift tools version|error: toolchain '.*' is not installed|error: rustup could not choose)",
    ),
    OTHER_VERSION,
  ],
];

const program = (name: string): string => `The tests start a program that is not installed: ${name}.`;

const MISSING: readonly [RegExp, (name: string) => string][] = [
  // Node, Go, Python, Ruby, Java, env; a name with a dot or a path is a file of the repository.
  [line('.*\\bspawn(?:Sync)? ([\\w-]+) ENOENT'), program],
  [line('.*exec: "([\\w-]+)": executable file not found in \\$PATH'), program],
  [line(".*FileNotFoundError: \\[Errno 2\\] No such file or directory: '([\\w-]+)'"), program],
  [line('.*Errno::ENOENT:? .*No such file or directory - ([\\w-]+)$'), program],
  [line('.*Cannot run program "([\\w-]+)"'), program],
  [line('(?:/usr/bin/)?env: [‘\'`"]?([\\w.-]+)[’\'"]?: No such file or directory'), program],
  [line('error: no such (?:sub)?command: `([\\w-]+)`'), (name) => program(`cargo-${name}`)],
  [line("git: '([\\w-]+)' is not a git command"), (name) => program(`git-${name}`)],
  [
    line(
      '.*(?:InterpreterNotFound: |could not find python interpreter matching any of the specs |Python interpreter )(\\S+)',
    ),
    (name) => `The check needs another Python than the one that is installed: ${name}.`,
  ],
  [
    /error while loading shared libraries: ([\w.+-]+)/,
    (name) => `The check needs a library of the system that is not installed: ${name}.`,
  ],
  [
    /fatal error: '?([\w./+-]+\.h(?:pp)?)'?(?: file not found|: No such file)/,
    (name) => `The check compiles with headers that are not installed: ${name}.`,
  ],
  [
    /^(?:Package|No package) '?([\w.+-]+)'?,? (?:was not found in the pkg-config search path|found$|required by)/m,
    (name) => `The check needs a library of the system that is not installed: ${name}.`,
  ],
  [
    /^error: linker `([\w.+-]+)` not found|^\s*No CMAKE_\w+_(COMPILER) could be found|^gyp ERR! find (Python|VS)/m,
    (name) => `The check needs a compiler that is not installed: ${name}.`,
  ],
  [
    line(
      "(?:Uncaught |\\S*: )?(?:\\w*Error(?: \\[\\w+\\])?: |error TS2307: )?Cannot find (?:module|package) '((?:@[\\w.-]+/)?(?!node:)[\\w-][\\w.-]*)[/']",
    ),
    (name) => `Node lacks the package ${name}, which the tests need.`,
  ],
  [
    line('.*cannot load such file -- ([\\w-]+)(?:/[\\w/-]+)? \\(LoadError\\)|.*\\(Bundler::(GemNotFound)\\)'),
    (name) => `Ruby lacks ${name}, which the tests need.`,
  ],
  [line("Can't locate ([\\w/]+)\\.pm in @INC"), (name) => `Perl lacks the module ${name.replaceAll('/', '::')}.`],
  [line(".*module '([\\w.]+)' not found:$"), (name) => `Lua lacks the module ${name}.`],
  [line('.*there is no package called .(\\w[\\w.]*).'), (name) => `R lacks the package ${name}.`],
  [line('.*Package (\\w+) not found in current path'), (name) => `Julia lacks the package ${name}.`],
  [
    line(
      '.*(?:Failed opening required|Failed to open stream).*(vendor/autoload\\.php)|.*(vendor/autoload\\.php).*Failed to open',
    ),
    () => 'What Composer installs is not there (vendor/autoload.php).',
  ],
  [
    line(
      "(?:\\*\\* \\(Mix\\) )?(?:Unchecked dependencies for|Can't continue due to errors on) (dependencies|environment)",
    ),
    () => 'What Mix installs is not there. Allow repo.hex.pm, or choose a check that installs it.',
  ],
];

/** What a check lacks around it that a machine of somebody who works on the repository has, in words, or null. Pure. */
export function missingSurroundings(failed: FailedCheck): string | null {
  for (const [pattern, words] of SIGNS) if (pattern.test(failed.output)) return words;
  const service = missingService(failed) ?? missingHost(failed);
  if (service !== null) return service;
  for (const [pattern, words] of MISSING) {
    const match = pattern.exec(failed.output);
    if (match) return words(headOf(match.slice(1).find((part) => part !== undefined) ?? '', 100));
  }
  return null;
}
