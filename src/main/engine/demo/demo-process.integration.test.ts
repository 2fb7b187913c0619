import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { nodeForker } from '../../session/fork-node.ts';
import { createDemoProcess } from './demo-process.ts';

const OPTIONS = { folder: '/nowhere' };

/** Servers that do this instead of their work. */
function program(code: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cody-demo-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'demo.mjs');
  writeFileSync(file, code);
  return file;
}

it('tells the log the last words of servers that end by themselves, once', async () => {
  const defects: string[] = [];
  const fork = nodeForker(program("process.on('message', () => { throw new Error('no servers'); });"));
  const demo = createDemoProcess(fork, OPTIONS, (place, words) => defects.push(`${place} ${words}`));
  expect(await demo.start()).toMatchObject({ ok: false, error: { why: 'its process ended with code 1' } });
  expect(defects).toEqual([expect.stringMatching(/^demo ended with 1: [\s\S]*Error: no servers\n {4}at /)]);
});

it('says nothing of servers that were closed', async () => {
  const defects: string[] = [];
  const fork = nodeForker(program("process.on('message', () => process.exit(0));"));
  const demo = createDemoProcess(fork, OPTIONS, (place, words) => defects.push(`${place} ${words}`));
  expect(await demo.start()).toMatchObject({ ok: false });
  expect(defects).toEqual([]);
});
