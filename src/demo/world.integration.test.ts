import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FromDemo } from '../shared/demo-protocol.ts';
import { git } from './git.ts';
import { startDemoWorld } from './world.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'world-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('the demo world', () => {
  it('is the same world when its folder is opened again', async () => {
    const folder = path.join(home, 'same');
    const first = await startDemoWorld({ folder });
    const { journal: _a, pulls: _b, close, ...facts } = first;
    await close();
    const second = await startDemoWorld({ folder });
    const { journal: _c, pulls: _d, close: closeSecond, ...again } = second;
    await closeSecond();
    expect(again).toEqual(facts);
    expect(facts.repos).toHaveLength(8);
    expect(Object.keys(facts.expectations)).toEqual(facts.repos);
  });

  it('gives the same commits on every machine, and takes a free port for a taken one', async () => {
    const first = await startDemoWorld({ folder: path.join(home, 'one') });
    const second = await startDemoWorld({
      folder: path.join(home, 'two'),
      githubPort: first.githubPort,
      modelPort: first.modelPort,
    });
    expect([second.githubPort === first.githubPort, second.modelPort === first.modelPort]).toEqual([false, false]);
    const heads = (world: string) =>
      Promise.all(
        first.repos.map((line) =>
          git(path.join(home, world, 'repositories', `${new URL(line).pathname.slice(1)}.git`), ['rev-parse', 'HEAD']),
        ),
      );
    expect(await heads('two')).toEqual(await heads('one'));
    await Promise.all([first.close(), second.close()]);
  });

  it('lets in only who has its keys', async () => {
    const world = await startDemoWorld({ folder: path.join(home, 'keys') });
    const ask = (url: string, token: string) =>
      fetch(url, { headers: { authorization: `Bearer ${token}`, 'anthropic-version': '2026-10-21' } }).then(
        (answer) => answer.status,
      );
    expect([
      await ask(`${world.anthropicUrl}/v1/models`, world.anthropicKey),
      await ask(`${world.anthropicUrl}/v1/models`, 'other'),
      await ask(`${world.githubUrl}/user`, world.githubToken),
      await ask(`${world.githubUrl}/user`, 'other'),
    ]).toEqual([200, 401, 200, 401]);
    await world.close();
  });

  it('runs in a process of its own, which ends when it is told to', async () => {
    const entry = path.join(import.meta.dirname, 'entry.ts');
    const child = fork(entry, { execArgv: ['--no-warnings'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.send({ type: 'start', options: { folder: path.join(home, 'process') } });
    const [message] = (await once(child, 'message')) as [unknown];
    const answer = FromDemo.parse(message);
    if (answer.type !== 'started') throw new Error(answer.message);
    expect((await fetch(`${answer.servers.githubUrl}/meta`)).status).toBe(200);
    child.send({ type: 'close' });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
