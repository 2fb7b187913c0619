import { type CloneReader, cloneReader } from './clone-reader.ts';
import { detectNode } from './detect-node.ts';
import { detectPython } from './detect-python.ts';
import { allows, type DetectedCheck, type Detector, found, withInstall } from './detected.ts';

/** In order: what a language's own tools say comes before a Makefile, which often wants tools that are not here. */
const DETECTORS: readonly Detector[] = [
  detectNode,
  detectCargo,
  detectGo,
  detectJvm,
  detectPython,
  detectPhp,
  detectRuby,
  detectMake,
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
      reason:
        'No test command was found (package.json, Cargo, Go, Maven, Gradle, pytest, tox, Composer, Bundler, Make), neither at the root nor one folder below it.',
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
    problem: able.length > 0 ? null : used.map(({ folder, check }) => `${folder}: ${check.problem}`).join(' '),
  };
};

async function detectCargo(reader: CloneReader): Promise<DetectedCheck | null> {
  return (await reader.hasFile('Cargo.toml')) ? found('cargo test', 'Cargo.toml') : null;
}

async function detectGo(reader: CloneReader): Promise<DetectedCheck | null> {
  return (await reader.hasFile('go.mod')) ? found('go test ./...', 'go.mod') : null;
}

async function detectJvm(reader: CloneReader): Promise<DetectedCheck | null> {
  if (await reader.hasFile('gradlew')) return found('sh ./gradlew --no-daemon test', 'gradlew');
  for (const name of ['build.gradle', 'build.gradle.kts'])
    if (await reader.hasFile(name)) return found('gradle --no-daemon test', name);
  if (!(await reader.hasFile('pom.xml'))) return null;
  return (await reader.hasFile('mvnw')) ? found('sh ./mvnw -B test', 'mvnw') : found('mvn -B test', 'pom.xml');
}

async function detectPhp(reader: CloneReader, canReach: (host: string) => boolean): Promise<DetectedCheck | null> {
  const text = await reader.text('composer.json');
  if (text === null) return null;
  const command = /"scripts"\s*:\s*\{[^}]*"test"\s*:/.test(text)
    ? 'composer test'
    : (await reader.hasFile('phpunit.xml')) || (await reader.hasFile('phpunit.xml.dist'))
      ? 'vendor/bin/phpunit'
      : null;
  if (command === null) return null;
  if (await reader.hasFolder('vendor')) return found(command, 'composer.json');
  const install = 'composer install --no-interaction --no-progress';
  return withInstall(command, install, 'vendor', 'repo.packagist.org', canReach('repo.packagist.org'), 'composer.json');
}

async function detectRuby(reader: CloneReader): Promise<DetectedCheck | null> {
  const hasGems = await reader.hasFile('Gemfile');
  const prefix = hasGems ? 'bundle exec ' : '';
  if ((await reader.hasFile('.rspec')) || (hasGems && (await reader.hasFolder('spec'))))
    return found(`${prefix}rspec`, 'RSpec');
  const rakefile = (await reader.text('Rakefile')) ?? '';
  return /TestTask|task\s*\(?\s*:test\b/.test(rakefile) ? found(`${prefix}rake test`, 'Rakefile') : null;
}

async function detectMake(reader: CloneReader): Promise<DetectedCheck | null> {
  // The order in which GNU make looks for its file.
  for (const name of ['GNUmakefile', 'makefile', 'Makefile']) {
    const text = await reader.text(name);
    if (text === null) continue;
    const target = ['test', 'check'].find((each) =>
      new RegExp(`^(?:[\\w./-]+ +)*${each}(?: +[\\w./-]+)* *::?(?!=)`, 'm').test(text),
    );
    return target ? found(`make ${target}`, `target ${target} in ${name}`) : null;
  }
  return null;
}
