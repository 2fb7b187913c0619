import { z } from 'zod';
import type { CloneReader } from './clone-reader.ts';
import { type DetectedCheck, found, withInstall } from './detected.ts';
import { isPlaceholder } from './placeholder.ts';
import { workspaceFolders } from './workspaces.ts';

/** The parts of a package.json that matter here; anything odd counts as absent. */
const PackageJson = z.object({
  scripts: z.record(z.string(), z.unknown()).catch({}).default({}),
  dependencies: z.record(z.string(), z.unknown()).catch({}).default({}),
  devDependencies: z.record(z.string(), z.unknown()).catch({}).default({}),
  workspaces: z.unknown().optional(),
  name: z.string().catch('').default(''),
  packageManager: z.string().catch('').default(''),
});

interface Manager {
  name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  locks: readonly string[];
  install: string;
  /** Without a lock file; nothing may be added to the changeset. */
  installUnlocked: string;
  test: string;
  /** The tests of all packages of a workspace that have some. */
  testAll: (names: readonly string[]) => string;
  registry: string;
}

const MANAGERS: readonly Manager[] = [
  {
    name: 'pnpm',
    locks: ['pnpm-lock.yaml'],
    install: 'pnpm install --frozen-lockfile',
    installUnlocked: 'pnpm install --no-lockfile',
    test: 'pnpm test',
    testAll: () => 'pnpm -r --if-present test',
    registry: 'registry.npmjs.org',
  },
  {
    name: 'yarn',
    locks: ['yarn.lock'],
    install: 'yarn install --frozen-lockfile',
    installUnlocked: 'yarn install --no-lockfile',
    test: 'yarn test',
    testAll: (names) => names.map((name) => `yarn workspace ${name} test`).join(' && '),
    registry: 'registry.yarnpkg.com',
  },
  {
    name: 'bun',
    locks: ['bun.lock', 'bun.lockb'],
    install: 'bun install --frozen-lockfile',
    installUnlocked: 'bun install --no-save',
    test: 'bun run test',
    testAll: () => "bun run --filter '*' test",
    registry: 'registry.npmjs.org',
  },
  {
    name: 'npm',
    locks: ['package-lock.json', 'npm-shrinkwrap.json'],
    install: 'npm ci',
    installUnlocked: 'npm install --no-package-lock',
    test: 'npm test',
    testAll: () => 'npm test --workspaces --if-present',
    registry: 'registry.npmjs.org',
  },
];

/** The tests of package.json, or of the packages of a workspace, run by the package manager that the repository uses. */
export async function detectNode(
  reader: CloneReader,
  canReach: (host: string) => boolean,
): Promise<DetectedCheck | null> {
  const manifest = await manifestOf(reader);
  if (manifest === null) return null;
  const { manager, locked } = await managerOf(reader, manifest.packageManager);
  const tests = await findTests(reader, manifest, manager);
  if (tests === null) return null;
  const wanted = Object.keys(manifest.dependencies).length + Object.keys(manifest.devDependencies).length;
  const plugAndPlay = await reader.hasFile('.pnp.cjs');
  const isWorkspace = manifest.workspaces !== undefined || (await workspaceFolders(reader, null)).length > 0;
  const needsInstall = (wanted > 0 || isWorkspace) && !plugAndPlay && !(await reader.hasFolder('node_modules'));
  if (!needsInstall) return found(tests.command, tests.reason);
  const reachable = canReach(manager.registry) || canReach('registry.npmjs.org');
  const install = locked ? manager.install : manager.installUnlocked;
  return withInstall(tests.command, install, 'node_modules', manager.registry, reachable, tests.reason);
}

type Manifest = z.infer<typeof PackageJson>;

async function findTests(
  reader: CloneReader,
  manifest: Manifest,
  manager: Manager,
): Promise<{ command: string; reason: string } | null> {
  if (hasTests(manifest)) return { command: manager.test, reason: 'the test script of package.json' };
  // One of a workspace must have tests: to run none of them would pass, too.
  const names: string[] = [];
  for (const folder of await workspaceFolders(reader, manifest.workspaces)) {
    const inside = await manifestOf(reader.below(folder));
    if (inside !== null && hasTests(inside) && PACKAGE_NAME.test(inside.name)) names.push(inside.name);
  }
  if (names.length > 0) return { command: manager.testAll(names), reason: 'the test scripts of the workspace' };
  if (manager.name !== 'bun' || !(await hasTestFiles(reader))) return null;
  return { command: 'bun test', reason: 'test files for bun' };
}

const PACKAGE_NAME = /^(?:@[\w.-]+\/)?[\w.-]+$/;

const hasTests = ({ scripts: { test } }: Manifest): boolean => typeof test === 'string' && !isPlaceholder(test);

/** Names by which bun finds tests. */
const TEST_FILE = /(?:\.|_)(?:test|spec)\.[cm]?[jt]sx?$/;

async function hasTestFiles(reader: CloneReader): Promise<boolean> {
  for (const folder of ['.', 'test', 'tests', '__tests__', 'src', 'src/__tests__', 'lib'])
    if ((await reader.names(folder)).some((name) => TEST_FILE.test(name))) return true;
  return false;
}

async function manifestOf(reader: CloneReader): Promise<Manifest | null> {
  const text = await reader.text('package.json');
  return text === null ? null : parse(text);
}

function parse(text: string): Manifest | null {
  try {
    return PackageJson.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).data ?? null;
  } catch {
    return null;
  }
}

async function managerOf(reader: CloneReader, declared: string): Promise<{ manager: Manager; locked: boolean }> {
  const named = MANAGERS.find((manager) => declared.startsWith(`${manager.name}@`));
  for (const manager of named ? [named] : MANAGERS)
    for (const lock of manager.locks) if (await reader.hasFile(lock)) return { manager, locked: true };
  const npm = MANAGERS.find((manager) => manager.name === 'npm');
  if (!npm) throw new Error('npm is in the table');
  return { manager: named ?? npm, locked: false };
}
