import { type CloneReader, cloneReader } from './clone-reader.ts';
import { detectLanguages } from './detect-languages.ts';
import { detectNode } from './detect-node.ts';
import { detectPython } from './detect-python.ts';
import { detectTasks } from './detect-tasks.ts';
import {
  allows,
  CARGO_HOSTS,
  type DetectedCheck,
  type Detector,
  found,
  installedFirst,
  withInstall,
} from './detected.ts';
import { isPlaceholder } from './placeholder.ts';

/** In order: what a language's own tools say comes before a Makefile, which often wants tools that are not here. */
const DETECTORS: readonly Detector[] = [
  detectNode,
  detectCargo,
  detectGo,
  detectJvm,
  detectPython,
  detectPhp,
  detectRuby,
  ...detectLanguages,
  detectTasks,
];

/**
 * Finds the command that proves a change in a clone, by looking at its files only.
 * @param options.allowedHosts hosts that the command may reach; an install is put in front where its registry is one
 */
export async function detectCheck(
  clonePath: string,
  options: { allowedHosts: readonly string[] },
): Promise<DetectedCheck> {
  const reader = cloneReader(clonePath);
  const canReach = (host: string): boolean => allows(options.allowedHosts, host);
  const check = (await detectIn(reader, canReach)) ?? (await detectBelow(reader, canReach));
  return (
    check ?? {
      command: null,
      reason: 'nothing that proves anything',
      problem: null,
    }
  );
}

const detectIn: Detector = async (reader, canReach) => {
  for (const detector of DETECTORS) {
    const check = await detector(reader, canReach);
    if (check !== null) return check;
  }
  return null;
};

/** Folders whose tests say nothing about the repository, or need what the root does not show. */
const BESIDE =
  /^\.|^(?:node_modules|vendor|third[_-]party|examples?|samples?|demos?|fixtures|testdata|tests?|docs?|dist|build|target|out|templates?)$/i;
const MOST_BELOW = 5;

/** A repository of several programs side by side: the checks of all those that can run, one after the other. */
const detectBelow: Detector = async (reader, canReach) => {
  const checks: { folder: string; check: DetectedCheck }[] = [];
  for (const folder of await reader.names('.')) {
    if (BESIDE.test(folder) || !/^[\w.-]+$/.test(folder) || !(await reader.hasFolder(folder))) continue;
    const check = await detectIn(reader.below(folder), canReach);
    if (check !== null) checks.push({ folder, check });
    if (checks.length === MOST_BELOW) break;
  }
  if (checks.length === 0) return null;
  const able = checks.filter(({ check }) => check.problem === null);
  const used = able.length > 0 ? able : checks;
  return {
    command: used.map(({ folder, check }) => `(cd ${folder} && ${check.command})`).join(' && '),
    reason: used.map(({ folder, check }) => `${folder}: ${check.reason}`).join('; '),
    problem:
      able.length > 0 ? null : { code: 'dependencies_missing', parameters: { places: used.flatMap(placesBelow) } },
  };
};

const placesBelow = ({ folder, check }: { folder: string; check: DetectedCheck }) =>
  (check.problem?.parameters.places ?? []).map((place) => ({ ...place, below: folder }));

async function detectCargo(reader: CloneReader, canReach: (host: string) => boolean): Promise<DetectedCheck | null> {
  if (!(await reader.hasFile('Cargo.toml'))) return null;
  return CARGO_HOSTS.every(canReach)
    ? found('cargo fetch && cargo test', installedFirst('Cargo.toml'))
    : found('cargo test', 'Cargo.toml');
}

async function detectGo(reader: CloneReader, canReach: (host: string) => boolean): Promise<DetectedCheck | null> {
  if (!(await reader.hasFile('go.mod'))) return null;
  const isDownloaded = !(await reader.hasFile('go.sum')) || (await reader.hasFolder('vendor'));
  if (isDownloaded || !canReach('proxy.golang.org')) return found('go test ./...', 'go.mod');
  return found('go mod download && go test ./...', installedFirst('go.mod'));
}

async function detectJvm(reader: CloneReader): Promise<DetectedCheck | null> {
  if (await reader.hasFile('gradlew')) return found('sh ./gradlew --no-daemon test', 'gradlew');
  for (const name of ['build.gradle', 'build.gradle.kts'])
    if (await reader.hasFile(name)) return found('gradle --no-daemon test', name);
  if (!(await reader.hasFile('pom.xml'))) return null;
  return (await reader.hasFile('mvnw')) ? found('sh ./mvnw -B test', 'mvnw') : found('mvn -B test', 'pom.xml');
}

const PHPUNIT_SETTINGS = ['phpunit.xml', 'phpunit.xml.dist', 'phpunit.dist.xml'];

async function detectPhp(reader: CloneReader, canReach: (host: string) => boolean): Promise<DetectedCheck | null> {
  const settings = await firstFile(reader, PHPUNIT_SETTINGS);
  const text = await reader.text('composer.json');
  if (text === null) return settings === null ? null : found('phpunit', settings);
  const command = composerScript(text) ?? (await phpRunner(reader, text, settings));
  if (command === null) return null;
  if (await reader.hasFolder('vendor')) return found(command, 'composer.json');
  const install = 'composer install --no-interaction --no-progress';
  return withInstall(command, install, 'vendor', 'repo.packagist.org', canReach('repo.packagist.org'), 'composer.json');
}

function composerScript(manifest: string): string | null {
  const script = /"scripts"\s*:\s*\{[^}]*?"test"\s*:\s*(?:"((?:\\.|[^"\\])*)"|\[)/.exec(manifest);
  return script && !(script[1] !== undefined && isPlaceholder(script[1].replaceAll('\\"', '"')))
    ? 'composer test'
    : null;
}

/** Without a script of its own: the runner that is named among what to install, on its settings or the folder of tests. */
async function phpRunner(reader: CloneReader, manifest: string, settings: string | null): Promise<string | null> {
  const folder = (await reader.hasFolder('tests')) ? 'tests' : (await reader.hasFolder('test')) ? 'test' : null;
  if (/"pestphp\/pest"/.test(manifest) && folder !== null) return 'vendor/bin/pest';
  if (settings !== null && (await reader.hasFile('bin/phpunit'))) return 'php bin/phpunit';
  if (settings !== null)
    return /"symfony\/phpunit-bridge"/.test(manifest) && !/"phpunit\/phpunit"/.test(manifest)
      ? 'vendor/bin/simple-phpunit'
      : 'vendor/bin/phpunit';
  return /"phpunit\/phpunit"/.test(manifest) && folder !== null ? `vendor/bin/phpunit ${folder}` : null;
}

async function firstFile(reader: CloneReader, names: readonly string[]): Promise<string | null> {
  for (const name of names) if (await reader.hasFile(name)) return name;
  return null;
}

async function detectRuby(reader: CloneReader, canReach: (host: string) => boolean): Promise<DetectedCheck | null> {
  const hasGems = await reader.hasFile('Gemfile');
  const tests = await rubyTests(reader, hasGems);
  if (tests === null) return null;
  const command = `${hasGems ? 'bundle exec ' : ''}${tests.command}`;
  if (!hasGems || !canReach('rubygems.org')) return found(command, tests.reason);
  const install = 'bundle config set --global path ~/gems && bundle install --quiet';
  return found(`${install} && ${command}`, installedFirst(tests.reason));
}

async function rubyTests(reader: CloneReader, hasGems: boolean): Promise<{ command: string; reason: string } | null> {
  if ((await reader.hasFile('.rspec')) || (hasGems && (await reader.hasFolder('spec'))))
    return { command: 'rspec', reason: 'RSpec' };
  const rakefile = (await reader.text('Rakefile')) ?? '';
  if (/TestTask|task\s*\(?\s*:test\b/.test(rakefile)) return { command: 'rake test', reason: 'Rakefile' };
  const isRails = (await reader.hasFile('bin/rails')) && (await reader.hasFolder('test'));
  return isRails ? { command: 'ruby bin/rails test', reason: 'bin/rails' } : null;
}
