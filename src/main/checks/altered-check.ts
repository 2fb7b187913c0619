const MOST_NAMED = 5;

/** Files that say what a check does, by the command that reads them. A pattern with a line counts only where such a line changed. */
const DEFINITIONS: readonly { command: RegExp; file: RegExp; line?: RegExp; words: string }[] = [
  {
    command: /\b(?:npm|pnpm|yarn|bun)\b/,
    file: /^package\.json$/,
    line: /^[+-]\s*"(?:pre|post)?test(?::[\w:.-]+)?"\s*:/m,
    words: 'its test script',
  },
  { command: /\bmake\b/, file: /^(?:GNUm|m|M)akefile$/, words: 'its targets' },
  { command: /\bpytest\b|\btox\b/, file: /^(?:tox\.ini|pytest\.ini)$|(?:^|\/)conftest\.py$/, words: 'its settings' },
  { command: /\bgradlew\b/, file: /^gradlew$|^gradle\/wrapper\//, words: 'the program itself' },
  { command: /\bmvnw\b/, file: /^mvnw$|^\.mvn\//, words: 'the program itself' },
];

/**
 * A sentence for the reviewer for each of the first files by which a change alters its own check: a test script that does nothing passes,
 * too. Pure.
 * @param patch the change as `git diff` prints it
 */
export function alteredCheck(command: string | null, paths: readonly string[], patch: string): string[] {
  if (command === null) return [];
  const altered = DEFINITIONS.filter((definition) => definition.command.test(command)).flatMap(
    ({ file, line, words }) =>
      paths
        .filter((path) => file.test(path) && (line === undefined || line.test(partOf(patch, path))))
        .map(
          (path) => `The change alters what the check runs (${path}: ${words}). See whether it still proves anything.`,
        ),
  );
  const left = altered.length - MOST_NAMED;
  if (left <= 0) return altered;
  const more = left === 1 ? '1 more file that says' : `${left} more files that say`;
  return [...altered.slice(0, MOST_NAMED), `The change alters ${more} what the check does.`];
}

/** The part of a patch that is about a file at the root with a plain name. */
function partOf(patch: string, path: string): string {
  const from = patch.split(/^(?=diff --git )/m).find((part) => part.startsWith(`diff --git a/${path} `));
  return from ?? '';
}
