import { cloneReader } from './clone-reader.ts';

/** Files in which builds and tests say what they ask git for. */
const FILES = [
  ...['package.json', 'lerna.json', 'nx.json', 'turbo.json', 'deno.json'],
  ...['pyproject.toml', 'setup.cfg', 'setup.py', 'tox.ini', 'noxfile.py', 'conftest.py', 'tests/conftest.py'],
  ...['GNUmakefile', 'makefile', 'Makefile', 'justfile', 'Justfile', 'Taskfile.yml', 'magefile.go'],
  ...[
    'Cargo.toml',
    'build.rs',
    'pom.xml',
    'build.gradle',
    'build.gradle.kts',
    'settings.gradle',
    'settings.gradle.kts',
  ],
  ...['build.sbt', 'project/plugins.sbt', 'project.clj', 'mix.exs', 'Rakefile', 'CMakeLists.txt', 'meson.build'],
  ...['GitVersion.yml', 'GitVersion.yaml', 'version.json', 'Directory.Build.props', 'Directory.Packages.props'],
];

/** What only works with tags or the history: commands of git, and tools that run them. */
const ASKS =
  /\bgit(?:\s+-[cC]\s+\S+)*["',\s[(]+(?:describe|tag|rev-list|log|shortlog|merge-base|name-rev|show-ref|for-each-ref|blame|cherry|diff\s+\S*(?:origin\/|HEAD[~^]|\.\.))|\bHEAD[~^]|setuptools[-_]?(?:scm|git|vcs)|vcs[-_]versioning|hatch[-_]vcs|versioneer|versioningit|\bpbr\b|dynamic-versioning|dunamai|miniver|setuptools_gitver|source\s*=\s*["']scm["']|"lerna"|\bnx affected|affected:|\[(?:origin|HEAD)|changeset status|auto-changelog|semantic-release|standard-version|conventional-changelog|commitlint|lint-staged --diff|--changed(?:Since|FilesWithAncestor)|GitVersion|Nerdbank\.GitVersioning|\bnbgv\b|MinVer|git-commit-id|jgitver|buildnumber-maven|git-version|axion-release|nebula\.release|\breckon\b|sbt-git|sbt-dynver|\bvergen\b|git2version|shadow-rs|git_version|git_describe|GetGitRevisionDescription/i;
const NAMED_ITSELF = /^(?:lerna\.json|GitVersion\.ya?ml)$/;
/** Scripts that a command names: `sh ./check.sh`, `node scripts/test.js`. */
const SCRIPT = /(?:^|[\s"'./=])((?:[\w-]+\/)*[\w-]+\.(?:sh|bash|js|mjs|cjs|ts|py|rb|pl|ps1))\b/g;
const MOST_SCRIPTS = 20;

/**
 * Does a repository's check look at tags or history? Then its clone needs more than the newest commit. Told by what the usual
 * files say, and the scripts that they and the command name.
 * @param command the check that a person chose, or null
 */
export async function needsHistory(clonePath: string, command: string | null): Promise<boolean> {
  const reader = cloneReader(clonePath);
  const texts = [command ?? ''];
  for (const name of FILES) {
    const text = await reader.text(name);
    if (text === null) continue;
    if (NAMED_ITSELF.test(name)) return true;
    texts.push(text);
  }
  if (texts.some((text) => ASKS.test(text))) return true;
  const scripts = texts.flatMap((text) => [...text.matchAll(SCRIPT)].map(([, name = '']) => name));
  for (const name of [...new Set(scripts)].slice(0, MOST_SCRIPTS))
    if (ASKS.test((await reader.text(name)) ?? '')) return true;
  return false;
}
