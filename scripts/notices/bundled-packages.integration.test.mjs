import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledPackages } from './bundled-packages.ts';

let root;
beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cody-batch-bundled-')));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(file, text) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

function install(at, code) {
  write(
    `node_modules/${at}/package.json`,
    JSON.stringify({ name: path.basename(at), version: '1.0.0', type: 'module' }),
  );
  write(`node_modules/${at}/index.js`, code);
}

/** @type {import('vite').InlineConfig} */
const configuration = { configFile: false, logLevel: 'silent', resolve: { preserveSymlinks: true } };

test('every package inside is named: of all bundles, of workers, of what is loaded later, of packages in packages', async () => {
  install('plain', "import { inner } from 'inner'; export const plain = () => inner() + 'plain';");
  install('plain/node_modules/inner', "export const inner = () => 'inner';");
  install('late', "export const late = () => 'late';");
  install('@scope/in-worker', "import { deeper } from 'deeper'; export const inWorker = () => deeper();");
  install('deeper', "export const deeper = () => 'deeper';");
  install('nested', "export { value } from './esm/value.js';");
  // Says only what kind of modules lie there.
  write('node_modules/nested/esm/package.json', '{ "type": "module" }');
  write('node_modules/nested/esm/value.js', 'export const value = () => Math.random();');
  install('server-side', "export const serve = () => 'serve';");
  install('unused', "export const unused = () => 'unused';");
  write('worker.js', "import { inWorker } from '@scope/in-worker'; self.postMessage(inWorker());");
  write(
    'main.js',
    `import { plain } from 'plain'; import { value } from 'nested'; import Worker from './worker.js?worker';
     new Worker(); console.log(plain(), value()); void import('late').then(({ late }) => console.log(late()));`,
  );
  write('index.html', '<script type="module" src="./main.js"></script>');
  write('server.js', "import { serve } from 'server-side'; console.log(serve());");

  const file = path.join(root, 'out/bundled.json');
  const plugin = bundledPackages(file);
  const page = { ...configuration, root, plugins: [plugin()], worker: { format: 'es', plugins: () => [plugin()] } };
  await build(/** @type {import('vite').InlineConfig} */ (page));
  await build({
    ...configuration,
    root,
    plugins: [plugin()],
    ssr: { noExternal: true },
    build: { ssr: 'server.js', outDir: 'out/server' },
  });

  const named = JSON.parse(readFileSync(file, 'utf8')).map((folder) => path.relative(root, path.resolve(folder)));
  expect(named.sort()).toEqual([
    'node_modules/@scope/in-worker',
    'node_modules/deeper',
    'node_modules/late',
    'node_modules/nested',
    'node_modules/plain',
    'node_modules/plain/node_modules/inner',
    'node_modules/server-side',
  ]);
}, 120_000);
