import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { type BuildOptions, type Plugin, build as viteBuild } from 'vite';
import { bundledPackages } from './scripts/notices/bundled-packages.ts';

// electron-vite derives targets from the declared Electron; these also fit the older runtime of development machines.
const NODE_TARGET = 'node24.15';
const CHROME_TARGET = 'chrome148';

// They lie beside the release, never in it: scripts/package.mjs keeps them.
const SOURCE_MAPS = 'hidden';

// What is not bundled: native code, executables. Everything else is a development dependency.
const EXTERNAL = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies);

/** For each bundle: the licences of what is inside are shipped (scripts/notices.mjs). */
const noted = bundledPackages(path.resolve('out/bundled-packages.json'));

/**
 * Builds a program that runs in a process of its own, after main. As a second entry of main's build it would share chunks
 * with it: each of many session processes would load code that only main needs, and main would load the demo's servers.
 */
function standalone(name: string, folder: string): Plugin {
  let sourcemap: NonNullable<BuildOptions['sourcemap']> = false;
  return {
    name: `cody-batch:${name}`,
    apply: 'build',
    configResolved(config) {
      sourcemap = config.build.sourcemap;
    },
    buildStart() {
      for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (entry.endsWith('.ts')) this.addWatchFile(path.join(folder, entry));
      }
    },
    async closeBundle() {
      await viteBuild({
        configFile: false,
        logLevel: 'warn',
        plugins: [noted()],
        define: { 'process.env.NODE_ENV': JSON.stringify('production') },
        ssr: { noExternal: true, external: EXTERNAL },
        build: {
          ssr: path.join(folder, 'entry.ts'),
          outDir: path.resolve('out/main'),
          emptyOutDir: false,
          target: NODE_TARGET,
          minify: true,
          sourcemap,
          rolldownOptions: {
            external: ['electron', ...builtinModules, /^node:/],
            // What is imported lazily stays apart: few sessions need all of it.
            output: { format: 'es', entryFileNames: `${name}.js`, chunkFileNames: `chunks/${name}-[name].js` },
          },
        },
      });
    },
  };
}

export default defineConfig({
  main: {
    plugins: [
      noted(),
      standalone('worker', path.resolve('src/main/session/worker')),
      standalone('demo', path.resolve('src/demo')),
      standalone('review', path.resolve('src/main/review')),
      standalone('search', path.resolve('src/main/search')),
      standalone('disk', path.resolve('src/main/disk')),
      standalone('diagnostics', path.resolve('src/main/diagnostics')),
    ],
    build: {
      target: NODE_TARGET,
      sourcemap: SOURCE_MAPS,
      rollupOptions: {
        input: { index: path.resolve('src/main/index.ts') },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    plugins: [noted()],
    build: {
      target: NODE_TARGET,
      sourcemap: SOURCE_MAPS,
      // A sandboxed preload can require only electron: whatever else it uses has to be inside.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: path.resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [react(), noted()],
    // The worker that colours diffs loads parts of itself when it needs them.
    worker: { format: 'es', plugins: () => [noted()] },
    // Read from the disk of the machine that shows it: one large file is no slower than several small ones.
    build: { target: CHROME_TARGET, sourcemap: SOURCE_MAPS, minify: true, chunkSizeWarningLimit: 5000 },
  },
});
