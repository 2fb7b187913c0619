import { chmodSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keepPrivate } from '../store/durable-file.ts';
import { lacks, NO_POSIX } from '../testing/lacks.ts';
import { got, startWorld, write } from './testing/world.ts';

const others = (file: string): number => statSync(file).mode & 0o077;

test.skipIf(lacks(process.platform === 'win32', NO_POSIX))(
  'private code is readable for its owner only: mirrors, clones, patches, and a data folder that was open before',
  async () => {
    const world = await startWorld();
    const data = path.join(world.folder, 'data');
    const clone = await world.cloneOf({ 'a.txt': 'a\n' });
    const [mirror = ''] = await world.room.mirrors();
    for (const folder of [path.dirname(mirror), mirror, path.dirname(clone.treePath)])
      expect(others(folder), folder).toBe(0);

    write(clone.treePath, { 'a.txt': 'b\n' });
    const change = got(await world.room.readChangeset(clone, 1));
    const patch = path.join(world.folder, 'patches/a.patch');
    for (let time = 0; time < 2; time += 1) {
      got(await world.room.savePatch(clone, change?.tree ?? '', patch));
      expect(others(patch)).toBe(0);
    }
    expect(others(path.dirname(patch))).toBe(0);

    chmodSync(data, 0o755);
    expect(await keepPrivate(data)).toBe(true);
    expect(others(data)).toBe(0);
  },
);
