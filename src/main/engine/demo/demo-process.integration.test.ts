import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import type { WorkerProcess } from '../../session/contract.ts';
import { nodeForker } from '../../session/fork-node.ts';
import { createDemoProcess, RESTARTS } from './demo-process.ts';

const OPTIONS = { folder: '/nowhere' };
const FACTS = {
  ...{ anthropicUrl: 'http://127.0.0.1:1', anthropicKey: 'key', githubUrl: 'http://127.0.0.1:2', githubToken: 'token' },
  ...{ githubPort: 2, modelPort: 1, title: 'title', prompt: 'prompt', check: null, repos: [], expectations: {} },
};

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

/** Answers `start` as the real servers do, then does `afterwards`. */
const startedThen = (afterwards: string) => `process.on('message', ({ type }) => {
  if (type === 'close') process.exit(0);
  process.send(${JSON.stringify({ type: 'started', servers: FACTS })}, () => { ${afterwards} });
});`;

it('starts servers again that die at work, without being asked', async () => {
  const again = Promise.withResolvers<void>();
  const children: WorkerProcess[] = [];
  const real = nodeForker(program(startedThen('')));
  const demo = createDemoProcess((name) => {
    const child = real(name);
    children.push(child);
    if (children.length === 2) again.resolve();
    return child;
  }, OPTIONS);
  onTestFinished(() => demo.close());
  expect(await demo.start()).toEqual(ok(FACTS));
  children[0]?.kill();
  await again.promise;
  expect(await demo.start()).toEqual(ok(FACTS));
  expect(children).toHaveLength(2);
});

it('gives up on servers that die each time, until somebody asks again', async () => {
  const ended: Promise<void>[] = [];
  const real = nodeForker(program(startedThen('process.exit(1)')));
  const demo = createDemoProcess((name) => {
    const child = real(name);
    const exit = Promise.withResolvers<void>();
    child.onExit(() => exit.resolve());
    ended.push(exit.promise);
    return child;
  }, OPTIONS);
  expect(await demo.start()).toEqual(ok(FACTS));
  for (let seen = 0; seen < ended.length; seen += 1) await ended[seen];
  expect(ended).toHaveLength(1 + RESTARTS);
  expect(await demo.start()).toEqual(ok(FACTS));
  expect(ended.length).toBeGreaterThan(1 + RESTARTS);
  for (let seen = 0; seen < ended.length; seen += 1) await ended[seen];
});

it('leaves servers alone that were told to close', async () => {
  const exit = Promise.withResolvers<void>();
  let forks = 0;
  const real = nodeForker(program(startedThen('')));
  const demo = createDemoProcess((name) => {
    forks += 1;
    const child = real(name);
    return {
      ...child,
      onExit: (listener) =>
        child.onExit((code) => {
          listener(code);
          exit.resolve();
        }),
    };
  }, OPTIONS);
  expect(await demo.start()).toEqual(ok(FACTS));
  demo.close();
  await exit.promise;
  expect(forks).toBe(1);
});

it('knows the servers that work when those that could not start end after them', async () => {
  const exit = Promise.withResolvers<void>();
  const children: WorkerProcess[] = [];
  const unable = nodeForker(
    program("process.on('message', () => process.send({ type: 'failed', message: 'no git' }));"),
  );
  const able = nodeForker(program(startedThen('')));
  const demo = createDemoProcess((name) => {
    const child = children.length === 0 ? unable(name) : able(name);
    children.push(child);
    return child;
  }, OPTIONS);
  onTestFinished(() => demo.close());
  expect(await demo.start()).toMatchObject({ ok: false, error: { why: 'no git' } });
  expect(await demo.start()).toEqual(ok(FACTS));
  children[0]?.onExit(() => exit.resolve());
  children[0]?.kill();
  await exit.promise;
  expect(await demo.start()).toEqual(ok(FACTS));
  expect(children).toHaveLength(2);
});
