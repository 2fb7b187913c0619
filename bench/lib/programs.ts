import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { build } from 'vite';

/** The benchmark's own programs, bundled as the app's are: what is not bundled starts several times slower. */
export interface Programs {
  /** Electron main that forks and measures. */
  host: string;
  /** The bare SDK loop. */
  bare: string;
  /** An Electron app that shows one button. */
  bareWindow: string;
}

export async function buildPrograms(root: string): Promise<Programs> {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const external = Object.keys(dependencies);
  // Below the project, so that what is not bundled is found.
  const outDir = path.join(root, 'out/bench');
  const bundle = async (name: string, entry: string): Promise<string> => {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      define: { 'process.env.NODE_ENV': JSON.stringify('production') },
      ssr: { noExternal: true, external },
      build: {
        ssr: path.join(root, entry),
        outDir,
        emptyOutDir: false,
        target: 'node24',
        minify: true,
        rolldownOptions: {
          external: ['electron', ...builtinModules, /^node:/],
          output: { format: 'es', entryFileNames: `${name}.mjs`, codeSplitting: false },
        },
      },
    });
    return path.join(outDir, `${name}.mjs`);
  };
  return {
    host: await bundle('host', 'bench/host/entry.ts'),
    bare: await bundle('bare', 'bench/bare/loop.ts'),
    bareWindow: await bundle('bare-window', 'bench/bare/window.ts'),
  };
}
