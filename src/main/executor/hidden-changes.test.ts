import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hiddenChanges, markHandedOver } from './hidden-changes.ts';

/** A run whose session was just given its home and its installed files; what is made from here on is the session's. */
async function handedOver(installed: Record<string, string>) {
  const runFolder = mkdtempSync(path.join(os.tmpdir(), 'cody-hidden-'));
  onTestFinished(() => rmSync(runFolder, { recursive: true }));
  const at = (name: string) => path.join(runFolder, name);
  for (const folder of ['temp/home', 'tree/node_modules', 'installed/tree/node_modules'])
    mkdirSync(at(folder), { recursive: true });
  for (const [name, text] of Object.entries(installed)) {
    mkdirSync(path.dirname(at(`installed/tree/node_modules/${name}`)), { recursive: true });
    writeFileSync(at(`installed/tree/node_modules/${name}`), text);
  }
  await markHandedOver({ runFolder });
  // Times of a disk have steps of their own.
  const mark = statSync(at('handed-over')).ctimeMs;
  do writeFileSync(at('now'), '');
  while (statSync(at('now')).ctimeMs <= mark);
  return { at, told: () => hiddenChanges({ treePath: at('tree') }, []) };
}

const beside = (...paths: string[]) => [{ code: 'changed_beside', parameters: { paths, more: 0 } }];

test('settings and folders of settings that are links are told, too', async () => {
  const { at, told } = await handedOver({});
  symlinkSync('/checkout/rc', at('temp/home/.npmrc'));
  symlinkSync('/tmp/settings', at('temp/home/.config'));
  symlinkSync('/tmp/x', at('temp/home/notes'));
  expect(await told()).toEqual(beside('~/.config', '~/.npmrc'));
});

test('settings that are too large to be read are told', async () => {
  const { at, told } = await handedOver({});
  writeFileSync(at('temp/home/.npmrc'), 'script-shell=/home/sandbox/sh\n');
  truncateSync(at('temp/home/.npmrc'), 3 * 1024 ** 3);
  expect(await told()).toEqual(beside('~/.npmrc'));
});

test('an installed folder or file in whose place a link stands is told', async () => {
  const { at, told } = await handedOver({ 'x/run.js': 'a', 'y.js': 'b' });
  symlinkSync('/tmp/evil', at('tree/node_modules/x'));
  symlinkSync('/tmp/evil.js', at('tree/node_modules/y.js'));
  symlinkSync('/tmp/new', at('tree/node_modules/z'));
  expect(await told()).toEqual(beside('node_modules/x', 'node_modules/y.js'));
});
