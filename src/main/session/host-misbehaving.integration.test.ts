import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../shared/errors.ts';
import { nodeForker } from './fork-node.ts';
import { createStartSession } from './host.ts';
import { hostWorld, isAlive, recorder } from './testing/host-world.ts';
import { INSTRUCTION } from './worker/testing/scripted.ts';

const world = hostWorld();
const { open, startOf } = world;

describe('a process that misbehaves', () => {
  const script = (code: string) => {
    const file = path.join(world.folder, 'worker.mjs');
    writeFileSync(file, code);
    return file;
  };
  const READY = "process.on('message', () => {}); process.send({ type: 'ready' });";
  const QUICK = { startMs: 20_000, graceMs: 100 };
  const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.code);

  it.each([
    { name: 'ends at once', code: "throw new Error('no such module')", why: /no such module/ },
    { name: 'is not there', code: null, why: /Cannot find module/ },
  ])('$name: session_start_failed', async ({ code, why }) => {
    const entry = code === null ? path.join(world.folder, 'none.mjs') : script(code);
    const { started } = await open(startOf(), recorder().handlers, entry, QUICK);
    expect([codeOf(started), started.ok ? '' : started.error.why]).toEqual([
      'session_start_failed',
      expect.stringMatching(why),
    ]);
  });

  it('dies by itself: all of its last words reach the log once, without keys', async () => {
    const defects: string[] = [];
    const entry = script("console.error('the way to it: sk-ant-worker-key'); throw new Error('lost')");
    const startSession = createStartSession(nodeForker(entry), QUICK, (place, words) =>
      defects.push(`${place} ${words}`),
    );
    await startSession(startOf(), recorder().handlers);
    expect(defects).toEqual([expect.stringMatching(/^session run_12345678 ended with 1: the way to it: (?!sk-ant)/)]);
    expect(defects[0]).toContain('Error: lost\n    at ');
  });

  it('says nothing: session_start_failed, and it is killed', async () => {
    const entry = script('setInterval(() => {}, 1000)');
    const { started } = await open(startOf(), recorder().handlers, entry, { startMs: 300, graceMs: 100 });
    expect(codeOf(started)).toBe('session_start_failed');
  });

  it.each([
    { name: 'talks nonsense', code: `${READY} process.send({ type: 'event', id: 'x' }); setInterval(() => {}, 1000);` },
    { name: 'exits in a turn', code: `${READY} process.on('message', () => process.exit(7));` },
  ])('$name: session_crashed', async ({ code }) => {
    const { session } = await open(startOf(), recorder().handlers, script(code), QUICK);
    expect(codeOf(await (session?.firstTurn() ?? Promise.reject(new Error('not started'))))).toBe('session_crashed');
    expect(codeOf(await (session?.runTurn(INSTRUCTION) ?? Promise.reject(new Error('not started'))))).toBe(
      'session_crashed',
    );
  });

  it('is deaf to cancel and end: killed after the grace', async () => {
    const { session } = await open(startOf(), recorder().handlers, script(READY), QUICK);
    session?.cancel();
    expect(codeOf(await (session?.firstTurn() ?? Promise.reject(new Error('not started'))))).toBe('session_crashed');
    await session?.end();
    expect(isAlive(session?.pid)).toBe(false);
  });
});
