import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { transformSync } from '@swc/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mapStack } from './map-stack.mjs';

const SOURCE = `
interface Given { words: string }
function fail({ words }: Given): never {
  throw new Error(words);
}
fail({ words: 'broken' });
`;
let maps;
let code;

/** As the build does it: small names, one line, a map beside it that nothing refers to. */
beforeEach(() => {
  maps = mkdtempSync(path.join(tmpdir(), 'cody-maps-'));
  const built = transformSync(SOURCE, {
    filename: 'thing.ts',
    sourceFileName: '../../src/thing.ts',
    sourceMaps: true,
    minify: true,
    jsc: {
      parser: { syntax: 'typescript' },
      target: 'es2022',
      minify: { mangle: { toplevel: true }, compress: false },
    },
  });
  code = built.code;
  for (const folder of ['main', 'renderer']) {
    mkdirSync(path.join(maps, folder));
    writeFileSync(path.join(maps, folder, 'thing.js.map'), built.map ?? '');
  }
});
afterEach(() => rmSync(maps, { recursive: true }));

const stackAt = (filename) => {
  try {
    vm.runInNewContext(code, {}, { filename, displayErrors: false });
  } catch (error) {
    return error.stack;
  }
  throw new Error('nothing was thrown');
};

it.each([
  '/app/out/main/thing.js',
  'file:///opt/Cody%20Batch/resources/app.asar/out/main/thing.js',
  'C:\\Programs\\Cody\\resources\\app.asar\\out\\main\\thing.js',
  'app://bundle/thing.js',
])('leads from %s to the line that was written', (file) => {
  const stack = stackAt(file);
  expect(stack).not.toContain('thing.ts');
  const mapped = mapStack(stack, maps);
  expect(mapped).toMatch(/Error: broken\n {4}at .*src\/thing\.ts:4:\d+\)?\n {4}at .*src\/thing\.ts:6:\d+/);
  expect(mapped).not.toContain('thing.js');
});

it('reads lines of the log', () => {
  const line = { at: '2026-01-01T00:00:00.000Z', level: 'error', message: 'defect', place: 'main' };
  const log = `${JSON.stringify({ ...line, error: stackAt('/app/out/main/thing.js') })}\nsomething else\n{no json\n`;
  const mapped = mapStack(log, maps);
  expect(mapped).toMatch(/^2026-01-01T00:00:00.000Z defect \(main\)\n/);
  expect(mapped).toContain('src/thing.ts:4:');
  expect(mapped).toContain('\nsomething else\n{no json\n');
});

it('leaves what it has no map of, and reads nothing outside the folder', () => {
  const strange = 'at f (/app/out/main/other.js:1:5)\nat g (/app/out/../../etc/thing.js:1:5)\nat h (node:fs:1:5)';
  expect(mapStack(strange, maps)).toBe(strange);
});

it('shows what a terminal would obey, and takes a long hostile log in proportion to its length', () => {
  const line = JSON.stringify({ error: 'Error: \u001b[2J\u009b1m\u202e\n    at f (/app/out/main/other.js:1:5)' });
  expect(mapStack(line, maps)).toContain('Error: \\u{1b}[2J\\u{9b}1m\\u{202e}\n    at f (');
  for (const piece of ['a', '/out/', '/out/a.js?', 'app://bundle/', ' /out/main/', '/out/x.js:1:']) {
    const hostile = piece.repeat(Math.ceil(1024 ** 2 / piece.length));
    expect(mapStack(hostile, maps)).toBe(hostile);
  }
});
