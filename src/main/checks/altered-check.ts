const MOST_NAMED = 5;

const NODE = /\b(?:npm|pnpm|yarn|bun|npx|node|vitest|jest|mocha|make)\b/;
const PYTHON = /\b(?:pytest|unittest|tox|make)\b/;

/** Files that say what a check does, by the command that reads them. A pattern with a line counts only where such a line changed. */
const DEFINITIONS: readonly { command: RegExp; file: RegExp; line?: RegExp; words: string }[] = [
  {
    command: NODE,
    file: /(?:^|\/)package\.json$/,
    line: /^[+-]\s*"(?:(?:pre|post)?(?:test(?::[\w:.-]+)?|install|prepare)|jest|mocha|ava|vitest|tap|c8|nyc|packageManager)"\s*:/m,
    words: 'its scripts for tests or installations, or the settings of its tests',
  },
  {
    command: NODE,
    file: /(?:^|\/)(?:(?:vitest|jest|karma|playwright|cypress|ava|wtr|web-test-runner)(?:\.[\w-]+)*\.(?:config|conf|workspace|setup)\.\w+|vitest\.workspace\.\w+|\.mocharc(?:\.\w+)?|\.taprc|bunfig\.toml)$/,
    words: 'settings of its tests',
  },
  {
    command: NODE,
    file: /(?:^|\/)vite\.config\.\w+$/,
    line: /^[+-].*\b(?:test|include|exclude|setupFiles|passWithNoTests|environment)\b/m,
    words: 'settings of its tests',
  },
  {
    command: NODE,
    file: /^(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.c?js|pnpm-workspace\.yaml|\.yarn\/(?:releases|plugins)\/.*)$/,
    words: 'the program itself',
  },
  { command: /\bmake\b/, file: /^(?:GNUm|m|M)akefile$/, words: 'its targets' },
  {
    command: PYTHON,
    file: /^(?:tox\.ini|pytest\.ini|\.pytest\.ini|\.coveragerc)$|(?:^|\/)conftest\.py$/,
    words: 'its settings',
  },
  {
    command: PYTHON,
    file: /(?:^|\/)(?:pyproject\.toml|setup\.cfg)$/,
    line: /^[+-]\s*(?:(?:addopts|testpaths|python_(?:files|classes|functions)|norecursedirs|pythonpath|collect_ignore\w*|markers|xfail_strict|required_plugins|legacy_tox_ini)\s*=|["']?--?[a-z][\w-]*(?:[=\s"',]|$)|\[tool[.:](?:pytest|tox))/m,
    words: 'settings of its tests',
  },
  {
    command: /\bcargo\b/,
    file: /(?:^|\/)Cargo\.toml$/,
    line: /^[+-]\s*(?:(?:test|doctest|harness|autotests|default-members|exclude|members)\s*=|\[\[(?:test|bench)\]\])/m,
    words: 'which tests there are',
  },
  {
    command: /\bcargo\b/,
    file: /(?:^|\/)\.cargo\/config(?:\.toml)?$|^rust-toolchain(?:\.toml)?$/,
    words: 'the program itself',
  },
  { command: /\bgradlew\b/, file: /^gradlew$|^gradle\/wrapper\//, words: 'the program itself' },
  {
    command: /\bgradlew?\b/,
    file: /(?:^|\/)(?:build|settings)\.gradle(?:\.kts)?$|(?:^|\/)gradle\.properties$/,
    line: /^[+-].*(?:\b[tT]est(?:s|ing)?\b|exclude|filter|ignoreFailures|onlyIf|enabled|useJUnit|failOnNoDiscoveredTests)/m,
    words: 'settings of its tests',
  },
  { command: /\bmvnw\b/, file: /^mvnw$|^\.mvn\//, words: 'the program itself' },
  {
    command: /\bmvnw?\b/,
    file: /(?:^|\/)pom\.xml$/,
    line: /^[+-].*(?:surefire|failsafe|skip|testFailureIgnore|failIfNo|<(?:in|ex)cludes?>|<(?:groups|excludedGroups|testSourceDirectory|module)>)/m,
    words: 'settings of its tests',
  },
  {
    command: /\bcomposer\b|\bphpunit\b/,
    file: /^phpunit\.xml(?:\.dist)?$/,
    words: 'settings of its tests',
  },
  { command: /\bcomposer\b/, file: /^composer\.json$/, line: /^[+-]\s*"test"\s*:/m, words: 'its test script' },
  { command: /\brspec\b|\brake\b/, file: /^(?:\.rspec|Rakefile)$/, words: 'its settings' },
];

/**
 * A sentence for the reviewer for each of the first files by which a change alters its own check: a test script that does nothing passes,
 * too. Pure.
 * @param patch the change as `git diff` prints it
 */
export function alteredCheck(command: string | null, paths: readonly string[], patch: string): string[] {
  if (command === null) return [];
  const partOf = partsOf(patch);
  // A check of several folders may read the same files in each of them.
  const folders = ['', ...[...command.matchAll(/\(cd ([\w.-]+) && /g)].map(([, folder]) => `${folder}/`)];
  const inFolder = (path: string): string => {
    const folder = folders.findLast((each) => path.startsWith(each)) ?? '';
    return path.slice(folder.length);
  };
  const altered = DEFINITIONS.filter((definition) => definition.command.test(command)).flatMap(
    ({ file, line, words }) =>
      paths
        .filter((path) => file.test(inFolder(path)) && (line === undefined || line.test(partOf(path))))
        .map(
          (path) => `The change alters what the check runs (${path}: ${words}). See whether it still proves anything.`,
        ),
  );
  const left = altered.length - MOST_NAMED;
  if (left <= 0) return altered;
  const more = left === 1 ? '1 more file that says' : `${left} more files that say`;
  return [...altered.slice(0, MOST_NAMED), `The change alters ${more} what the check does.`];
}

/** Finds the part of a patch that is about a file; names that git would quote are not looked for. */
function partsOf(patch: string): (path: string) => string {
  const parts = new Map(patch.split(/^(?=diff --git )/m).map((part) => [part.slice(0, part.indexOf('\n')), part]));
  return (path) => parts.get(`diff --git a/${path} b/${path}`) ?? '';
}
