import { z } from 'zod';
import type { CloneReader } from './clone-reader.ts';
import { type DetectedCheck, found, withInstall } from './detected.ts';

/** The parts of a package.json that matter here; anything odd counts as absent. */
const PackageJson = z.object({
  scripts: z.record(z.string(), z.unknown()).catch({}).default({}),
  dependencies: z.record(z.string(), z.unknown()).catch({}).default({}),
  devDependencies: z.record(z.string(), z.unknown()).catch({}).default({}),
  workspaces: z.unknown().optional(),
  packageManager: z.string().catch('').default(''),
});

/** What `npm init` writes; it only fails. */
const NO_TEST = /no test specified/i;

interface Manager {
  name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  locks: readonly string[];
  install: string;
  /** Without a lock file; nothing may be added to the changeset. */
  installUnlocked: string;
  test: string;
  registry: string;
}

const MANAGERS: readonly Manager[] = [
  {
    name: 'pnpm',
    locks: ['pnpm-lock.yaml'],
    install: 'pnpm install --frozen-lockfile',
    installUnlocked: 'pnpm install --no-lockfile',
    test: 'pnpm test',
    registry: 'registry.npmjs.org',
  },
  {
    name: 'yarn',
    locks: ['yarn.lock'],
    install: 'yarn install --frozen-lockfile',
    installUnlocked: 'yarn install --no-lockfile',
    test: 'yarn test',
    registry: 'registry.yarnpkg.com',
  },
  {
    name: 'bun',
    locks: ['bun.lock', 'bun.lockb'],
    install: 'bun install --frozen-lockfile',
    installUnlocked: 'bun install --no-save',
    test: 'bun run test',
    registry: 'registry.npmjs.org',
  },
  {
    name: 'npm',
    locks: ['package-lock.json', 'npm-shrinkwrap.json'],
    install: 'npm ci',
    installUnlocked: 'npm install --no-package-lock',
    test: 'npm test',
    registry: 'registry.npmjs.org',
  },
];

/** The test script of package.json, run by the package manager that the repository uses. */
export async function detectNode(
  reader: CloneReader,
  canReach: (host: string) => boolean,
): Promise<DetectedCheck | null> {
  const text = await reader.text('package.json');
  const manifest = text === null ? null : parse(text);
  const script = manifest?.scripts.test;
  if (!manifest || typeof script !== 'string' || script.trim() === '' || NO_TEST.test(script)) return null;
  const { manager, locked } = await managerOf(reader, manifest.packageManager);
  const wanted = Object.keys(manifest.dependencies).length + Object.keys(manifest.devDependencies).length;
  const plugAndPlay = await reader.hasFile('.pnp.cjs');
  const needsInstall =
    (wanted > 0 || manifest.workspaces !== undefined) && !plugAndPlay && !(await reader.hasFolder('node_modules'));
  const reason = 'the test script of package.json';
  if (!needsInstall) return found(manager.test, reason);
  const reachable = canReach(manager.registry) || canReach('registry.npmjs.org');
  return withInstall(
    manager.test,
    locked ? manager.install : manager.installUnlocked,
    'node_modules',
    manager.registry,
    reachable,
    reason,
  );
}

function parse(text: string): z.infer<typeof PackageJson> | null {
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
