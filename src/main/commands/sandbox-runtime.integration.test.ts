import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder, write } from '../git/testing/world.ts';
import { wrapInSeatbelt } from './sandbox-runtime.ts';

// The library takes the same way to the shell on both systems; what it makes of it here is bubblewrap's.
test.runIf(process.platform !== 'win32')('no command waits for a program named which', async () => {
  const folder = tempFolder();
  write(folder, { 'bin/which': { run: '#!/bin/sh\nexit 1\n' } });
  const before = process.env.PATH;
  process.env.PATH = `${path.join(folder, 'bin')}:${before}`;
  onTestFinished(() => {
    process.env.PATH = before;
  });
  const at = (name: string) => path.join(folder, name);
  const folders = { clonePath: at('clone'), tempPath: at('temp'), cachePath: at('cache') };
  const policy = { ...folders, mode: 'sandboxed' as const, readPaths: [], allowedHosts: ['example.com'] };
  const wrapped = await wrapInSeatbelt(policy, [], ['true']);
  expect(wrapped).toMatchObject({ ok: true, value: { file: '/bin/bash' } });
  if (wrapped.ok) wrapped.value.release?.();
  expect(globalThis).not.toHaveProperty('Bun');
});
