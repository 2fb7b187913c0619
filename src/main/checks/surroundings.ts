import { headOf } from '../../shared/cut.ts';
import { type CheckProblem, type Language, problemOf } from '../../shared/messages/check-problems.ts';
import { allows } from './detected.ts';
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

/** The service that a check could not reach, or null. */
function missingService({ output }: FailedCheck): CheckProblem | null {
  const named = SERVICE_WORDS.find(([pattern]) => pattern.test(output))?.[1];
  const port = REFUSED_PORT.map((pattern) => pattern.exec(output)?.[1]).find((found) => found !== undefined);
  const service = named ?? (port === undefined ? undefined : SERVICES[port]);
  if (service === undefined) return null;
  return { code: 'service_missing', parameters: { service, port: port ?? null } };
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

/** The host that the tests themselves want to reach, or null. */
function missingHost({ output, allowedHosts }: FailedCheck): CheckProblem | null {
  const host = LOOKUPS.map((pattern) => pattern.exec(output)?.[1]?.toLowerCase()).find(
    (found) => found !== undefined && !NOBODYS.test(found),
  );
  if (host === undefined) return null;
  // A single word is a neighbour of a network of containers.
  if (!host.includes('.')) return { code: 'neighbour_missing', parameters: { host } };
  return { code: allows(allowedHosts, host) ? 'host_unanswered' : 'host_not_allowed', parameters: { host } };
}

type SignCode = Parameters<typeof problemOf>[0];
const SIGNS: readonly [RegExp, SignCode][] = [
  [
    line(
      ".*(?:Executable doesn't exist at |Please run the following command to download new browsers|Could not find (?:Chrome|Chromium|Firefox)|No binary for \\w+ browser|Please set env variable CHROME_BIN|The Cypress App could not be found|Cypress executable not found|No usable sandbox!|cannot find Chrome binary|'?(?:chromedriver|geckodriver)'? executable needs to be in PATH|Unable to (?:locate|obtain) (?:the )?(?:driver|chromedriver|geckodriver))",
    ),
    'browser_missing',
  ],
  [
    line(
      '.*(?:cannot open display|Missing X server or \\$DISPLAY|no display name and no \\$DISPLAY|[Cc]ould not connect to display|Unable to init server|no protocol specified|Your system is missing the dependency: Xvfb|HeadlessException)',
    ),
    'display_missing',
  ],
  [
    line(
      ".*(?:fatal: No names found, cannot describe anything|fatal: No tags can describe|fatal: No annotated tags can describe|setuptools[-_]scm was unable to detect version|fatal: No such remote|error: No such remote|does not appear to be a git repository$|fatal: ambiguous argument '(?:origin/|upstream/|HEAD[~^]|v?\\d)|fatal: bad revision '(?:origin/|HEAD[~^])|fatal: Not a valid object name (?:origin/|HEAD[~^])|fatal: no merge base|Versioning for this project requires either an sdist|(?:is a|Is a|in a) shallow (?:clone|repository)|repository is shallow|shallow clone detected)",
    ),
    'history_missing',
  ],
  [line('(?:.*[: ])?version https://git-lfs\\.github\\.com/spec/v1'), 'large_files_missing'],
  [
    line(
      '(?:No tests? (?:files? )?found, exiting with code 1|Error: No test files found|No tests executed!|error: 0 test files matching|No tests ran\\.$|No tests match|There are no tests to run|No test is available in |error: no tests found)',
    ),
    'no_tests',
  ],
  // Node, Ruby, Python
  [
    line(
      "(?:error: )?(?:You are (?:using|running) Node(?:\\.js)? v?[\\d.]+|Your Ruby version is [\\d.]+, but your Gemfile specified|ERROR: Package '.*' requires a different Python: |pyenv: version `.*' is not installed|N/A: version \".*\" is not yet installed|No version is set for command |No preset version installed for command |asdf: |Volta error: )",
    ),
    'other_toolchain',
  ],
  // Java, Kotlin, .NET
  [
    line(
      '.*(?:Unsupported class file major version|has been compiled by a more recent version of the Java Runtime|Cannot find a Java installation on your machine matching|No matching toolchains? found|A compatible \\.NET SDK was not found|error NETSDK1045|You must install or update \\.NET|To install missing framework, download)',
    ),
    'other_toolchain',
  ],
  // PHP, Elixir, Dart, Swift, Rust
  [
    line(
      "(?:- Root composer\\.json requires (?:php|PHP extension ext-)|Your Composer dependencies require (?:a PHP version|the following PHP extensions)|(?:\\*\\* \\(Mix\\) )?You're trying to run :\\w+ on Elixir|The current (?:Dart|Flutter) SDK version is |error: package '.*' is using Swift tools version|error: toolchain '.*' is not installed|error: rustup could not choose)",
    ),
    'other_toolchain',
  ],
];

type Named = (name: string) => CheckProblem;
type ToolCode =
  | 'test_program_missing'
  | 'system_library_missing'
  | 'headers_missing'
  | 'compiler_missing'
  | 'other_python';
const named =
  (code: ToolCode): Named =>
  (name) => ({ code, parameters: { name } });
const lacks =
  (language: Language): Named =>
  (name) => ({ code: 'package_missing', parameters: { language, name } });
const program = named('test_program_missing');

const MISSING: readonly [RegExp, Named][] = [
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
    named('other_python'),
  ],
  [/error while loading shared libraries: ([\w.+-]+)/, named('system_library_missing')],
  [/fatal error: '?([\w./+-]+\.h(?:pp)?)'?(?: file not found|: No such file)/, named('headers_missing')],
  [
    /^(?:Package|No package) '?([\w.+-]+)'?,? (?:was not found in the pkg-config search path|found$|required by)/m,
    named('system_library_missing'),
  ],
  [
    /^error: linker `([\w.+-]+)` not found|^\s*No CMAKE_\w+_(COMPILER) could be found|^gyp ERR! find (Python|VS)/m,
    named('compiler_missing'),
  ],
  [
    line(
      "(?:Uncaught |\\S*: )?(?:\\w*Error(?: \\[\\w+\\])?: |error TS2307: )?Cannot find (?:module|package) '((?:@[\\w.-]+/)?(?!node:)[\\w-][\\w.-]*)[/']",
    ),
    lacks('node'),
  ],
  [
    line('.*cannot load such file -- ([\\w-]+)(?:/[\\w/-]+)? \\(LoadError\\)|.*\\(Bundler::(GemNotFound)\\)'),
    lacks('ruby'),
  ],
  [line("Can't locate ([\\w/]+)\\.pm in @INC"), (name) => lacks('perl')(name.replaceAll('/', '::'))],
  [line(".*module '([\\w.]+)' not found:$"), lacks('lua')],
  [line('.*there is no package called .(\\w[\\w.]*).'), lacks('r')],
  [line('.*Package (\\w+) not found in current path'), lacks('julia')],
  [
    line(
      '.*(?:Failed opening required|Failed to open stream).*(vendor/autoload\\.php)|.*(vendor/autoload\\.php).*Failed to open',
    ),
    () => problemOf('composer_not_installed'),
  ],
  [
    line(
      "(?:\\*\\* \\(Mix\\) )?(?:Unchecked dependencies for|Can't continue due to errors on) (dependencies|environment)",
    ),
    () => problemOf('mix_not_installed'),
  ],
];

/** What a check lacks around it that a machine of somebody who works on the repository has, or null. Pure. */
export function missingSurroundings(failed: FailedCheck): CheckProblem | null {
  for (const [pattern, code] of SIGNS) if (pattern.test(failed.output)) return problemOf(code);
  const service = missingService(failed) ?? missingHost(failed);
  if (service !== null) return service;
  for (const [pattern, problem] of MISSING) {
    const match = pattern.exec(failed.output);
    if (match) return problem(headOf(match.slice(1).find((part) => part !== undefined) ?? '', 100));
  }
  return null;
}
