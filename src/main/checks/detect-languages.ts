import type { CloneReader } from './clone-reader.ts';
import { type DetectedCheck, type Detector, found, installedFirst, withInstall } from './detected.ts';
import { isPlaceholder } from './placeholder.ts';

type CanReach = (host: string) => boolean;

/** Is there a file of this name in one of these folders? */
async function hasLike(reader: CloneReader, pattern: RegExp, folders: readonly string[]): Promise<boolean> {
  return (await firstFolder(reader, pattern, folders)) !== null;
}

async function firstFolder(reader: CloneReader, pattern: RegExp, folders: readonly string[]): Promise<string | null> {
  for (const folder of folders) if ((await reader.names(folder)).some((name) => pattern.test(name))) return folder;
  return null;
}

/** A folder and those one below it. */
async function withBelow(reader: CloneReader, folder: string): Promise<string[]> {
  const names = await reader.names(folder);
  return [folder, ...names.filter((name) => !name.startsWith('.')).map((name) => `${folder}/${name}`)];
}

async function detectElixir(reader: CloneReader, canReach: CanReach): Promise<DetectedCheck | null> {
  const project = await reader.text('mix.exs');
  if (project === null) return null;
  const isUmbrella = /apps_path:/.test(project);
  if (!isUmbrella && !(await reader.hasFolder('test'))) return null;
  const wants = isUmbrella || (await reader.hasFile('mix.lock')) || /^[^#\n]*\{\s*:\w+,\s*["~[]/m.test(project);
  if (!wants || (await reader.hasFolder('deps'))) return found('mix test', 'mix.exs');
  const install = 'mix local.hex --force --if-missing && mix local.rebar --force --if-missing && mix deps.get';
  return withInstall('mix test', install, 'deps', 'repo.hex.pm', canReach('repo.hex.pm'), 'mix.exs');
}

async function detectDart(reader: CloneReader, canReach: CanReach): Promise<DetectedCheck | null> {
  const pubspec = await reader.text('pubspec.yaml');
  if (pubspec === null || !(await hasLike(reader, /_test\.dart$/, await withBelow(reader, 'test')))) return null;
  const program = /^\s+sdk:\s*["']?flutter\b/m.test(pubspec) ? 'flutter' : 'dart';
  if (await reader.hasFolder('.dart_tool')) return found(`${program} test`, 'pubspec.yaml');
  const install = `${program} pub get`;
  return withInstall(`${program} test`, install, '.dart_tool', 'pub.dev', canReach('pub.dev'), 'pubspec.yaml');
}

async function detectDotnet(reader: CloneReader, canReach: CanReach): Promise<DetectedCheck | null> {
  const names = (await reader.names('.')).filter((name) => /^[\w.-]+$/.test(name));
  const solutions = names.filter((name) => /\.slnx?$/i.test(name));
  const projects = names.filter((name) => /\.(?:cs|fs|vb)proj$/i.test(name));
  const file = solutions[0] ?? projects[0];
  if (file === undefined) return null;
  // With one of them, `dotnet` finds it by itself.
  const named = solutions.length + projects.length === 1 ? '' : ` ${file}`;
  if (!canReach('api.nuget.org')) return found(`dotnet test${named}`, file);
  const steps = [`dotnet restore${named}`, `dotnet test${named} --no-restore`];
  return found(steps.join(' && '), installedFirst(file));
}

async function detectSwift(reader: CloneReader): Promise<DetectedCheck | null> {
  const manifest = await reader.text('Package.swift');
  const hasTests = manifest !== null && ((await reader.hasFolder('Tests')) || /\.testTarget\(/.test(manifest));
  return hasTests ? found('swift test', 'Package.swift') : null;
}

async function detectDeno(reader: CloneReader): Promise<DetectedCheck | null> {
  for (const name of ['deno.json', 'deno.jsonc']) {
    const text = await reader.text(name);
    if (text === null) continue;
    const task = /"tasks"\s*:\s*\{[^}]*?"test"\s*:\s*(?:"((?:\\.|[^"\\])*)"|\{)/.exec(text);
    if (task && !(task[1] !== undefined && isPlaceholder(task[1].replaceAll('\\"', '"'))))
      return found('deno task test', `task test in ${name}`);
    const folders = ['.', 'test', 'tests', 'src', 'lib'];
    return (await hasLike(reader, /[._]test\.[jt]sx?$/, folders)) ? found('deno test -A', name) : null;
  }
  return null;
}

async function detectBats(reader: CloneReader): Promise<DetectedCheck | null> {
  for (const top of ['test', 'tests', 'spec', 'bats']) {
    const folders = (await withBelow(reader, top)).filter((each) => !/\/(?:bats|test_helper|libs?)(?:$|\/)/.test(each));
    const folder = await firstFolder(reader, /\.bats$/, folders);
    if (folder === null) continue;
    const isOwn = await reader.hasFile(`${top}/bats/bin/bats`);
    const program = isOwn ? `./${top}/bats/bin/bats` : 'bats';
    return found(folder === top ? `${program} ${top}` : `${program} -r ${top}`, `bats files in ${folder}/`);
  }
  return null;
}

async function detectPester(reader: CloneReader): Promise<DetectedCheck | null> {
  const folders = [...(await withBelow(reader, '.')), ...(await withBelow(reader, 'tests'))];
  const folder = await firstFolder(reader, /\.tests\.ps1$/i, folders);
  return folder === null ? null : found("pwsh -NoProfile -NonInteractive -Command 'Invoke-Pester -CI'", 'Pester tests');
}

async function detectHaskell(reader: CloneReader): Promise<DetectedCheck | null> {
  const cabal = (await reader.names('.')).find((name) => name.endsWith('.cabal'));
  const described = `${(await reader.text('package.yaml')) ?? ''}\n${cabal ? await reader.text(cabal) : ''}`;
  const hasTests = /^(?:test-suite\s|tests:)/m.test(described) || (await reader.hasFile('cabal.project'));
  if (!hasTests) return null;
  if (await reader.hasFile('stack.yaml')) return found('stack test', 'stack.yaml');
  return cabal || (await reader.hasFile('cabal.project')) ? found('cabal test all', cabal ?? 'cabal.project') : null;
}

async function detectClojure(reader: CloneReader): Promise<DetectedCheck | null> {
  if ((await reader.hasFile('project.clj')) && (await reader.hasFolder('test')))
    return found('lein test', 'project.clj');
  const [, alias = null] = /:test\s*\{([\s\S]*)/.exec((await reader.text('deps.edn')) ?? '') ?? [];
  if (alias === null) return null;
  return found(/:exec-fn\b/.test(alias) ? 'clojure -X:test' : 'clojure -M:test', 'alias :test in deps.edn');
}

async function detectPerl(reader: CloneReader): Promise<DetectedCheck | null> {
  const isPerl = await hasLike(reader, /^(?:Makefile\.PL|Build\.PL|cpanfile|dist\.ini|META\.json)$/, ['.']);
  return isPerl && (await hasLike(reader, /\.t$/, await withBelow(reader, 't')))
    ? found('prove -lr t', 'tests in t/')
    : null;
}

async function detectCmake(reader: CloneReader): Promise<DetectedCheck | null> {
  const text = (await reader.text('CMakeLists.txt')) ?? '';
  if (!/^\s*(?:enable_testing\s*\(|include\s*\(\s*CTest\s*\))/im.test(text)) return null;
  const steps = ['cmake -S . -B ~/build', 'cmake --build ~/build', 'ctest --test-dir ~/build --output-on-failure'];
  return found(steps.join(' && '), 'tests of CMakeLists.txt');
}

/** A file, what it or another one must say, and the command. */
const SIMPLE: readonly { file: string; says?: RegExp; folder?: string; command: string }[] = [
  { file: 'build.zig', says: /\.step\(\s*"test"/, command: 'zig build test' },
  { file: 'build.sbt', folder: 'src', command: 'sbt -batch test' },
  { file: 'project/build.properties', command: 'sbt -batch test' },
  { file: 'test/runtests.jl', command: "julia --project=. -e 'using Pkg; Pkg.test()'" },
  { file: 'tests/testthat.R', command: "Rscript -e 'testthat::test_local()'" },
  { file: '.busted', command: 'busted' },
  { file: 'dune-project', command: 'dune runtest' },
  { file: 'rebar.config', folder: 'test', command: 'rebar3 eunit' },
  { file: 'shard.yml', folder: 'spec', command: 'crystal spec' },
  { file: 'gleam.toml', folder: 'test', command: 'gleam test' },
  { file: 'meson.build', says: /^\s*test\s*\(/m, command: 'meson setup ~/build && meson test -C ~/build' },
];

const detectSimple: Detector = async (reader) => {
  for (const { file, says, folder, command } of SIMPLE) {
    const text = await reader.text(file);
    if (text === null || !(says?.test(text) ?? true)) continue;
    if (folder === undefined || (await reader.hasFolder(folder))) return found(command, file);
  }
  return (await hasLike(reader, /_spec\.lua$/, ['spec'])) ? found('busted', 'spec/') : null;
};

/** Languages whose own tool is found by its file. */
export const detectLanguages: readonly Detector[] = [
  ...[detectElixir, detectDart, detectDotnet, detectSwift, detectDeno, detectHaskell, detectClojure],
  ...[detectSimple, detectCmake, detectPerl, detectBats, detectPester],
];
