import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

/**
 * The nearest folder above a module that is a package. Some packages hold a package.json without a name in their folders,
 * which only says what kind of modules lie there.
 */
function packageFolder(file: string): string | null {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (name && version) return folder;
  }
  return null;
}

/** What a bundler calls a module is its file, unless a plugin made it up, and may end with a question to a plugin. */
function packageOf(moduleId: string): string | null {
  const [file = ''] = moduleId.split('?');
  if (!path.isAbsolute(file) || !/[/\\]node_modules[/\\]/.test(file)) return null;
  return packageFolder(file);
}

/**
 * A plugin for every bundle of a build, those of web workers too, that writes into one file which packages are inside. Vite's own
 * `build.license` passes over workers and knows one file of each package.
 * @param file a list of folders, relative to the project's, as JSON
 */
export function bundledPackages(file: string): () => Plugin {
  const folders = new Set<string>();
  return () => ({
    name: 'cody-batch:bundled-packages',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const item of Object.values(bundle)) {
        if (item.type !== 'chunk') continue;
        for (const id of item.moduleIds) {
          const folder = packageOf(id);
          if (folder) folders.add(path.relative(process.cwd(), folder).replaceAll('\\', '/'));
        }
      }
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify([...folders].sort(), null, 2)}\n`);
    },
  });
}
