import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detectCheck } from './detect.ts';

let clone: string;
beforeEach(async () => {
  clone = await mkdtemp(path.join(os.tmpdir(), 'cody-detect-'));
});
afterEach(() => rm(clone, { recursive: true, force: true }));

async function detect(files: Record<string, string>, allowedHosts: string[] = []) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(clone, name)), { recursive: true });
    await writeFile(path.join(clone, name), text);
  }
  return detectCheck(clone, { allowedHosts });
}

const script = (test: string): string => JSON.stringify({ scripts: { test } });

test.each([
  ['Elixir', { 'mix.exs': 'defp deps, do: []', 'test/a_test.exs': '' }, 'mix test'],
  ['Elixir, installed', { 'mix.exs': '{:jason, "~> 1.4"}', 'test/a.exs': '', 'deps/jason/mix.exs': '' }, 'mix test'],
  ['Dart', { 'pubspec.yaml': 'name: x\n', 'test/a_test.dart': '', '.dart_tool/x': '' }, 'dart test'],
  [
    'Flutter',
    { 'pubspec.yaml': 'dependencies:\n  flutter:\n    sdk: flutter\n', 'test/w/a_test.dart': '', '.dart_tool/x': '' },
    'flutter test',
  ],
  ['a solution of .NET', { 'App.sln': '', 'src/App/App.csproj': '' }, 'dotnet test'],
  ['a project of .NET', { 'App.Tests.fsproj': '' }, 'dotnet test'],
  ['two solutions of .NET', { 'App.sln': '', 'Tools.slnx': '' }, 'dotnet test App.sln'],
  ['Swift', { 'Package.swift': '.testTarget(name: "T")' }, 'swift test'],
  ['bats', { 'test/a.bats': '', 'a.sh': '' }, 'bats test'],
  ['bats further down', { 'tests/unit/a.bats': '' }, 'bats -r tests'],
  ['bats of the repository', { 'test/a.bats': '', 'test/bats/bin/bats': '' }, './test/bats/bin/bats test'],
  ['Pester', { 'tests/a.Tests.ps1': '' }, "pwsh -NoProfile -NonInteractive -Command 'Invoke-Pester -CI'"],
  ['PHPUnit without Composer', { 'phpunit.xml.dist': '' }, 'phpunit'],
  [
    'PHPUnit without a script',
    { 'composer.json': '{"require-dev":{"phpunit/phpunit":"^11"}}', 'tests/aTest.php': '', 'vendor/x': '' },
    'vendor/bin/phpunit tests',
  ],
  [
    'Pest',
    { 'composer.json': '{"require-dev":{"pestphp/pest":"^3"}}', 'tests/a.php': '', 'vendor/x': '' },
    'vendor/bin/pest',
  ],
  ['Deno', { 'deno.json': '{"tasks":{"test":"deno test -A"}}' }, 'deno task test'],
  ['Deno without a task', { 'deno.json': '{}', 'a_test.ts': '' }, 'deno test -A'],
  ['Zig', { 'build.zig': 'const s = b.step("test", "Run tests");' }, 'zig build test'],
  ['Stack', { 'stack.yaml': '', 'package.yaml': 'tests:\n  x:\n' }, 'stack test'],
  ['Cabal', { 'x.cabal': 'test-suite t\n' }, 'cabal test all'],
  ['sbt', { 'build.sbt': '', 'src/main/scala/a.scala': '' }, 'sbt -batch test'],
  ['Leiningen', { 'project.clj': '', 'test/a_test.clj': '' }, 'lein test'],
  ['Julia', { 'Project.toml': '', 'test/runtests.jl': '' }, "julia --project=. -e 'using Pkg; Pkg.test()'"],
  ['R', { DESCRIPTION: '', 'tests/testthat.R': '' }, "Rscript -e 'testthat::test_local()'"],
  ['Perl', { cpanfile: '', 't/a.t': '' }, 'prove -lr t'],
  ['Lua', { 'spec/a_spec.lua': '' }, 'busted'],
  [
    'CMake',
    { 'CMakeLists.txt': 'enable_testing()\n' },
    'cmake -S . -B ~/build && cmake --build ~/build && ctest --test-dir ~/build --output-on-failure',
  ],
  ['Rails', { 'bin/rails': '', 'test/a_test.rb': '', Gemfile: '' }, 'bundle exec ruby bin/rails test'],
  ['just', { justfile: 'test *args:\n    ./t {{args}}\n' }, 'just test'],
  ['Task', { 'Taskfile.yml': 'version: 3\ntasks:\n  test:\n    cmds: [./t]\n' }, 'task test'],
  // Nothing where there is nothing.
  ['words instead of tests', { 'package.json': script('echo "no tests yet"') }, null],
  ['a good end instead of tests', { 'package.json': script('exit 0') }, null],
  ['both', { 'package.json': script("echo 'Error: none' && exit 1") }, null],
  ['an end that is not good', { 'package.json': script('exit 1') }, 'npm test'],
  ['words and tests', { 'package.json': script('echo start && node t.js') }, 'npm test'],
  ['tests behind a pipe', { 'package.json': script('echo a | node t.js') }, 'npm test'],
  ['tests inside of words', { 'package.json': script('echo $(node t.js)') }, 'npm test'],
  ['a target of words', { Makefile: 'test:\n\t@echo "none yet"\n\t@exit 0\n' }, null],
  ['an empty target', { Makefile: '.PHONY: test\ntest:\n\nall:\n\t./all\n' }, null],
  ['a target of words, and another', { Makefile: 'test:\n\t@true\ncheck:\n\t./t\n' }, 'make check'],
  ['a target in one line', { Makefile: 'test: ; ./t\n' }, 'make test'],
  ['a target of needs only', { Makefile: 'test: unit lint\n' }, 'make test'],
  ['a recipe of words', { justfile: 'test:\n    @echo none\n' }, null],
  ['a task of words', { 'deno.json': '{"tasks":{"test":"echo none"}}' }, null],
  [
    'a script of Composer that says something',
    { 'composer.json': '{"scripts":{"test":"echo none"}}', 'vendor/x': '' },
    null,
  ],
  ['a package of Dart without tests', { 'pubspec.yaml': 'name: x\n' }, null],
  ['a package of Swift without tests', { 'Package.swift': '.target(name: "T")' }, null],
  ['a project of CMake without tests', { 'CMakeLists.txt': 'project(x)\n' }, null],
])('%s', async (_name, files, command) => expect((await detect(files)).command).toBe(command));

test.each([
  [
    'Elixir',
    { 'mix.exs': '{:jason, "~> 1.4"}', 'test/a.exs': '' },
    'repo.hex.pm',
    'mix local.hex --force --if-missing && mix local.rebar --force --if-missing && mix deps.get && mix test',
  ],
  ['Dart', { 'pubspec.yaml': '', 'test/a_test.dart': '' }, 'pub.dev', 'dart pub get && dart test'],
  ['.NET', { 'App.sln': '' }, 'api.nuget.org', 'dotnet restore && dotnet test --no-restore'],
  ['Go', { 'go.mod': '', 'go.sum': '' }, 'proxy.golang.org', 'go mod download && go test ./...'],
  ['Cargo', { 'Cargo.toml': '' }, '*', 'cargo fetch && cargo test'],
  [
    'Ruby',
    { Gemfile: '', '.rspec': '' },
    'rubygems.org',
    'bundle config set --global path ~/gems && bundle install --quiet && bundle exec rspec',
  ],
])('%s installs where it may', async (_name, files, host, command) => {
  expect((await detect(files, [host])).command).toBe(command);
});
