import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './lib/processes.mjs';

test('every package of the lock file has a hash, those of other systems too, and names no registry', () => {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
  const entries = Object.entries(packages).filter(([at]) => at !== '');
  expect(entries.filter(([, { integrity }]) => !/^sha512-\S{80,}$/.test(integrity ?? '')).map(([at]) => at)).toEqual(
    [],
  );
  expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([at]) => at)).toEqual([]);
  const missing = entries.flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${at}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});
