import type { FileChange } from '../../shared/changeset.ts';
import type { Altered, Doubt } from '../../shared/messages/doubts.ts';

const MOST_NAMED = 5;

const NODE = /\b(?:npm|pnpm|yarn|bun|npx|node|vitest|jest|mocha|make)\b/;
const PYTHON = /\b(?:pytest|unittest|tox|nox|make|python3?)\b/;
/** Modules that a test runner imports, of its own and of Python: a file of such a name is found before them. */
const SHADOWING =
  /^(?:src\/)?(?:pytest|_pytest|pluggy|iniconfig|unittest|tox|nox|coverage|site|sitecustomize|usercustomize|abc|argparse|ast|asyncio|builtins|codecs|collections|contextlib|copy|dataclasses|enum|fnmatch|functools|glob|importlib|inspect|io|json|logging|math|os|pathlib|pickle|platform|re|runpy|shlex|shutil|signal|socket|string|struct|subprocess|sys|tempfile|textwrap|threading|time|tokenize|traceback|types|typing|warnings|weakref)(?:\.pyi?$|\/)|\.pth$/;

/** Files that say what a check does, by the command that reads them. A pattern with a line counts only where such a line changed. */
const DEFINITIONS: readonly { command: RegExp; file: RegExp; line?: RegExp; what: Altered }[] = [
  {
    command: NODE,
    file: /(?:^|\/)package\.json$/,
    line: /^[+-]\s*"(?:(?:pre|post)?(?:test(?::[\w:.-]+)?|install|prepare)|jest|mocha|ava|vitest|tap|c8|nyc|packageManager)"\s*:/m,
    what: 'scripts',
  },
  {
    command: NODE,
    // Installed files have no place in a change; one of them is found before what an installation brings.
    file: /(?:^|\/)node_modules\//,
    what: 'program',
  },
  {
    command: NODE,
    file: /(?:^|\/)(?:\.babelrc(?:\.\w+)?|babel\.config\.\w+|\.swcrc|\.nycrc(?:\.\w+)?|\.c8rc(?:\.\w+)?|\.env(?:\.[\w-]+)*|(?:jest|vitest|mocha|test)[.-]?setup\.\w+|(?:global-?)?setup-?(?:tests?|env)?\.[cm]?[jt]s)$/i,
    what: 'test_start',
  },
  {
    command: NODE,
    file: /(?:^|\/)tsconfig(?:\.[\w-]+)*\.json$/,
    line: /^[+-].*"(?:paths|baseUrl|include|exclude|files|extends|plugins)"\s*:/m,
    what: 'module_places',
  },
  { command: /\bdeno\b/, file: /^deno\.jsonc?$|^import_map\.json$/, what: 'tasks_and_modules' },
  {
    command: NODE,
    file: /(?:^|\/)(?:(?:vitest|jest|karma|playwright|cypress|ava|wtr|web-test-runner)(?:\.[\w-]+)*\.(?:config|conf|workspace|setup)\.\w+|vitest\.workspace\.\w+|\.mocharc(?:\.\w+)?|\.taprc|bunfig\.toml)$/,
    what: 'test_settings',
  },
  {
    command: NODE,
    file: /(?:^|\/)vite\.config\.\w+$/,
    line: /^[+-].*\b(?:test|include|exclude|setupFiles|passWithNoTests|environment)\b/m,
    what: 'test_settings',
  },
  {
    command: NODE,
    file: /^(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.c?js|pnpm-workspace\.yaml|\.yarn\/(?:releases|plugins)\/.*)$/,
    what: 'program',
  },
  { command: /\bmake\b/, file: /(?:^|\/)(?:GNUm|m|M)akefile$|\.(?:mk|mak|make)$/, what: 'targets' },
  { command: /\bjust\b/, file: /^\.?justfile$/i, what: 'recipes' },
  { command: /\btask\b/, file: /^taskfile(?:\.dist)?\.ya?ml$/i, what: 'tasks' },
  {
    command: /\bc(?:make|test)\b/,
    file: /(?:^|\/)CMakeLists\.txt$/,
    line: /^[+-].*\b(?:add_test|enable_testing|set_tests_properties|gtest_discover_tests|catch_discover_tests)\b/m,
    what: 'test_list',
  },
  { command: /\bbazel\b/, file: /^\.bazelrc$|(?:^|\/)(?:BUILD|MODULE|WORKSPACE)(?:\.bazel)?$/, what: 'targets' },
  {
    command: PYTHON,
    file: /^(?:tox\.ini|pytest\.ini|\.pytest\.ini|\.coveragerc)$|(?:^|\/)conftest\.py$|^noxfile\.py$/,
    what: 'settings',
  },
  { command: PYTHON, file: SHADOWING, what: 'shadowed_module' },
  {
    command: PYTHON,
    file: /(?:^|\/)setup\.py$/,
    line: /^[+-].*(?:\bimport\b|\bexec|\beval|\bopen\(|subprocess|\bos\.|\bsys\.|cmdclass|write|__import__)/m,
    what: 'installed_program',
  },
  { command: /\bgo\b/, file: /^go\.work$|^vendor\//, what: 'module_places' },
  {
    command: /\bgo\b|\bmake\b/,
    file: /_test\.go$/,
    line: /^[+-].*(?:\bfunc TestMain\b|\bos\.Exit\b)/m,
    what: 'test_frame',
  },
  {
    command: /\bdotnet\b/,
    file: /\.runsettings$|(?:^|\/)Directory\.Build\.(?:props|targets)$|^nuget\.config$|^global\.json$/i,
    what: 'settings',
  },
  {
    command: /\bdotnet\b/,
    file: /\.(?:cs|fs|vb)proj$/,
    line: /^[+-].*(?:IsTestProject|<Compile |VSTest|<Target\b|<Exec\b|ContinueOnError)/m,
    what: 'test_list',
  },
  { command: /\bmix\b/, file: /(?:^|\/)test\/test_helper\.exs$/, what: 'test_start' },
  {
    command: /\bmix\b/,
    file: /(?:^|\/)mix\.exs$/,
    line: /^[+-].*\b(?:aliases|test\w*|elixirc_paths)\b/m,
    what: 'test_settings',
  },
  { command: /\b(?:dart|flutter)\b/, file: /(?:^|\/)dart_test\.yaml$/, what: 'settings' },
  {
    command: /\bswift\b/,
    file: /^Package(?:@swift-[\d.]+)?\.swift$/,
    line: /^[+-].*(?:testTarget|exclude|sources|plugin)/m,
    what: 'test_list',
  },
  {
    command: /\bsbt\b/,
    file: /(?:^|\/)build\.sbt$|^project\//,
    line: /^[+-].*(?:\b[tT]est\w*|addSbtPlugin|sbt\.version)/m,
    what: 'test_settings',
  },
  {
    command: PYTHON,
    file: /(?:^|\/)(?:pyproject\.toml|setup\.cfg)$/,
    line: /^[+-]\s*(?:(?:addopts|testpaths|python_(?:files|classes|functions)|norecursedirs|pythonpath|collect_ignore\w*|markers|xfail_strict|required_plugins|legacy_tox_ini)\s*=|["']?--?[a-z][\w-]*(?:[=\s"',]|$)|\[tool[.:](?:pytest|tox))/m,
    what: 'test_settings',
  },
  {
    command: /\bcargo\b/,
    file: /(?:^|\/)Cargo\.toml$/,
    line: /^[+-]\s*(?:(?:test|doctest|harness|autotests|default-members|exclude|members)\s*=|\[\[(?:test|bench)\]\])/m,
    what: 'test_list',
  },
  {
    command: /\bcargo\b/,
    file: /(?:^|\/)\.cargo\/config(?:\.toml)?$|^rust-toolchain(?:\.toml)?$|(?:^|\/)build\.rs$|^\.config\/nextest\.toml$/,
    what: 'program',
  },
  { command: /\bgradlew\b/, file: /^gradlew$|^gradle\/wrapper\//, what: 'program' },
  {
    command: /\bgradlew?\b/,
    file: /\.gradle(?:\.kts)?$|(?:^|\/)gradle\.properties$|^buildSrc\/|^build-logic\//,
    line: /^[+-].*(?:\b[tT]est(?:s|ing)?\b|exclude|filter|ignoreFailures|onlyIf|enabled|useJUnit|failOnNoDiscoveredTests)/m,
    what: 'test_settings',
  },
  { command: /\bmvnw\b/, file: /^mvnw$|^\.mvn\//, what: 'program' },
  {
    command: /\bmvnw?\b/,
    file: /(?:^|\/)pom\.xml$/,
    line: /^[+-].*(?:surefire|failsafe|skip|testFailureIgnore|failIfNo|<(?:in|ex)cludes?>|<(?:groups|excludedGroups|testSourceDirectory|module)>)/m,
    what: 'test_settings',
  },
  {
    command: /\b(?:gradlew?|mvnw?)\b/,
    file: /(?:^|\/)(?:junit-platform\.properties|testng\.xml)$/,
    what: 'test_settings',
  },
  {
    command: /\bcomposer\b|\bphpunit\b|\bpest\b/,
    file: /^phpunit(?:\.\w+)?\.xml(?:\.dist)?$|^tests\/(?:bootstrap|Pest)\.php$/,
    what: 'test_settings',
  },
  { command: /\bcomposer\b/, file: /^composer\.json$/, line: /^[+-]\s*"test"\s*:/m, what: 'test_script' },
  {
    command: /\brspec\b|\brake\b|\brails\b/,
    file: /^(?:\.rspec|Rakefile|spec\/(?:spec|rails)_helper\.rb|test\/test_helper\.rb)$|\.rake$/,
    what: 'settings',
  },
];

type Moved = Pick<FileChange, 'path' | 'oldPath'>;

/**
 * A doubt for each of the first files by which a change alters its own check: a test script that does nothing passes,
 * too. A file that is moved away from a name counts as one of that name. Pure.
 * @param patch the change as `git diff` prints it
 * @param called what the command and the scripts behind it say: files that they name are what the check runs, too
 */
export function alteredCheck(
  command: string | null,
  files: readonly Moved[],
  patch: string,
  called: readonly string[] = [],
): Doubt[] {
  if (command === null) return [];
  const partOf = partsOf(patch);
  // A check of several folders may read the same files in each of them.
  const folders = ['', ...[...command.matchAll(/\(cd ([\w.-]+) && /g)].map(([, folder]) => `${folder}/`)];
  const inFolder = (path: string): string => {
    const folder = folders.findLast((each) => path.startsWith(each)) ?? '';
    return path.slice(folder.length);
  };
  const isElsewhere = (path: string): boolean =>
    folders.length > 1 && path.includes('/') && !folders.some((folder) => folder !== '' && path.startsWith(folder));
  const programs = [command, ...called].join('\n');
  const started = new Set([command, ...called].flatMap(startedFiles));
  const defined = DEFINITIONS.filter((definition) => definition.command.test(programs));
  const altered: Doubt[] = [];
  for (const { path, part, isOther } of namesOf(files)) {
    const name = inFolder(path);
    const definition = defined.find(
      ({ file, line }) => file.test(name) && (line === undefined || isOther || line.test(partOf(part))),
    );
    const what = started.has(name) ? 'started_program' : definition?.what;
    if (what !== undefined && !isElsewhere(path)) altered.push({ code: 'check_altered', parameters: { path, what } });
  }
  const left = altered.length - MOST_NAMED;
  if (left <= 0) return altered;
  return [...altered.slice(0, MOST_NAMED), { code: 'check_altered_in_more', parameters: { count: left } }];
}

/** Files that a shell line starts: as a program, or by one that runs them. */
const startedFiles = (line: string): string[] =>
  STARTS.flatMap((start) => [...line.matchAll(start)].map(([, file = '']) => file.replace(/^(?:\.\/)+/, '')));
const STARTS = [
  /(?:^|[;&|(\n])\s*(?:\w+=\S*\s+)*((?:\.\/)?[\w@+.-]+(?:\/[\w@+.-]+)*)/g,
  /\b(?:node|tsx|ts-node|bun|deno run|python3?|ruby|php|perl|bash|sh|zsh|dash|source|exec|Rscript|julia|lua|elixir|pwsh)(?:\s+-[\w-]+(?:=\S+)?)*\s+((?:\.\/)?[\w@+.-]+(?:\/[\w@+.-]+)*)/g,
];

/** All names of changed files, with the heading of their part of the patch; `isOther`: it was called otherwise, or is now. */
const namesOf = (files: readonly Moved[]): { path: string; part: string; isOther: boolean }[] =>
  files.flatMap(({ path, oldPath }) => {
    const part = `diff --git a/${oldPath ?? path} b/${path}`;
    if (oldPath === null || oldPath === path) return [{ path, part, isOther: false }];
    const isOther = baseOf(path) !== baseOf(oldPath);
    return [path, oldPath].map((name) => ({ path: name, part, isOther }));
  });

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Finds the part of a patch by its heading; names that git would quote are not looked for. */
function partsOf(patch: string): (heading: string) => string {
  const parts = new Map(patch.split(/^(?=diff --git )/m).map((part) => [part.slice(0, part.indexOf('\n')), part]));
  return (heading) => parts.get(heading) ?? '';
}
