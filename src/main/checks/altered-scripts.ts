import { z } from 'zod';
import { cutText } from '../../shared/cut.ts';
import type { Doubt } from '../../shared/messages/doubts.ts';
import { AT_INSTALL } from './lifecycle-scripts.ts';

/** Parts of a manifest, beside its scripts, that say how tests run. */
const SETTINGS = ['jest', 'mocha', 'ava', 'vitest', 'tap', 'c8', 'nyc', 'babel', 'packageManager'];
const DEPENDENCIES = [
  ...['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'],
  ...['overrides', 'resolutions'],
];

const Manifest = z.record(z.string(), z.unknown());
type Manifest = z.infer<typeof Manifest>;

/** The manifest of a package before and after a change; null where there is none. */
export interface ManifestChange {
  path: string;
  before: string | null;
  after: string | null;
}

/**
 * Doubts where a change of a `package.json` or `composer.json` alters what its check runs: the called scripts and those
 * that they call in turn, or a dependency that comes from elsewhere than a registry. Read as JSON: how it is laid out says nothing. Pure.
 */
export function alteredScripts(command: string | null, { path, before, after }: ManifestChange): Doubt[] {
  if (command === null || before === after) return [];
  const [old, now] = [read(before), read(after)];
  const found: Doubt[] = [];
  const names = new Set([...called(command, old), ...called(command, now)]);
  const differs = (key: string): boolean => JSON.stringify(old?.[key]) !== JSON.stringify(now?.[key]);
  const scripts = [...names].filter((name) => scriptsOf(old).get(name) !== scriptsOf(now).get(name));
  if (now === null || scripts.length > 0 || SETTINGS.some(differs))
    found.push({ code: 'check_altered', parameters: { path, what: 'scripts' } });
  const sources = foreign(now);
  const known = foreign(old);
  for (const [name, source] of sources)
    if (known.get(name) !== source)
      found.push({ code: 'foreign_package', parameters: { path, name, source: cutText(source, 120) } });
  return found;
}

/** What the scripts that a command calls say, and those that they call. Pure. */
export const calledScripts = (command: string, manifest: string | null): string[] => {
  const read_ = read(manifest);
  const scripts = scriptsOf(read_);
  return [...called(command, read_)].flatMap((name) => scripts.get(name) ?? []);
};

function read(text: string | null): Manifest | null {
  try {
    return text === null ? {} : Manifest.parse(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return null;
  }
}

function scriptsOf(manifest: Manifest | null): Map<string, string> {
  const scripts = Manifest.safeParse(manifest?.scripts);
  return new Map(Object.entries(scripts.data ?? {}).map(([name, value]) => [name, [value].flat(9).join('\n')]));
}

/** Names of the scripts that a command leads to. One whose name merely stands in another's text may be no call: better once too often. */
function called(command: string, manifest: Manifest | null): Set<string> {
  const scripts = scriptsOf(manifest);
  const found = new Set<string>();
  const waiting = [...AT_INSTALL, ...namedIn(command, scripts)];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const text = scripts.get(name);
    if (text !== undefined) waiting.push(`pre${name}`, `post${name}`, ...namedIn(text, scripts));
  }
  return found;
}

function namedIn(text: string, scripts: ReadonlyMap<string, string>): string[] {
  const words = text.split(/[\s;&|()"'`]+/).map((word) => word.replace(/^@/, ''));
  // `npm t`, and `run-p test:*`
  const whole = new Set(words.map((word) => (word === 't' || word === 'tst' ? 'test' : word)));
  const beginnings = words.filter((word) => word.includes('*')).map((word) => word.slice(0, word.indexOf('*')));
  return [...new Set([...whole, ...scripts.keys()])].filter(
    (name) =>
      (whole.has(name) && (scripts.has(name) || name === 'test')) || beginnings.some((start) => name.startsWith(start)),
  );
}

/** Dependencies that are no versions: addresses, archives, other packages under the name of this one. Folders of the repository are. */
function foreign(manifest: Manifest | null): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, name: string): void => {
    if (typeof value === 'string') {
      if (
        /^(?:npm:|file:|link:|portal:|patch:|exec:|git|https?:|ssh:|github:|gitlab:|bitbucket:|gist:)|^[\w.-]+\/[\w.-]+(?:#|$)/i.test(
          value,
        )
      )
        found.set(name, value);
    } else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, key);
  };
  for (const key of DEPENDENCIES) visit(manifest?.[key], key);
  return found;
}
