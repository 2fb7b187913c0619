import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { GitApi, GitSource } from '../../src/main/git/contract.ts';
import { createGitApi } from '../../src/main/git/create-git-api.ts';
import type { Bench, Group } from '../lib/bench.ts';
import { type GitServer, startGitServer } from '../lib/git-server.ts';
import { largeRepositoryIn, makeLargeRepository } from '../lib/large-repository.ts';
import { must } from '../lib/queue-alone.ts';
import { median, type Row, rowOf } from '../lib/rows.ts';

const TREES = 10;
/** Which of these is the best depends on the machine: each way is told at its best. */
const CONCURRENCIES = [2, 4];
/** Without room in memory each measurement leaves more than a gigabyte on the disk until the end. */
const MOST_RUNS_ON_DISK = 1;

const run = promisify(execFile);

/**
 * Ten clones of one large repository: the app's, from its warm mirror, against shallow clones. In memory where there is
 * room: both ways write the same trees, and how fast a disk is would drown the difference. On a disk nothing is deleted
 * in between: a file system that has just lost many files is slow to make new ones.
 */
export const clone: Group = {
  name: 'clone',
  about: 'ten clones of a repository of 20,000 files: from the warm mirror, and as shallow clones over loopback',
  async measure(bench) {
    const inMemory = bench.folderInMemory('clone');
    const place = inMemory ?? bench.folder('clone');
    bench.say(inMemory ? 'in memory' : 'on the disk');
    const repositories = path.join(place, 'repositories');
    await makeLargeRepository(largeRepositoryIn(repositories));
    const server = await startGitServer(bench.tools.root, repositories);
    try {
      return await measureClones(bench, server, place, inMemory !== null);
    } finally {
      await server.stop();
    }
  },
};

interface Timed {
  seconds: number;
  serverMb: number;
}

async function measureClones(bench: Bench, server: GitServer, place: string, inMemory: boolean): Promise<Row[]> {
  const room = createGitApi({ dataFolder: path.join(place, 'data'), env: process.env });
  const source: GitSource = { url: `${server.url}/bench/large.git`, key: 'bench/large', auth: null };
  const ways = {
    mirror: (place: string) => fromMirror(room, source, place),
    shallow: (place: string) => shallowClone(source.url, place),
  };
  const first = await timed(server, () => ways.mirror(path.join(place, 'first')));

  const seen = { mirror: new Map<number, Timed[]>(), shallow: new Map<number, Timed[]>() };
  const names = ['mirror', 'shallow'] as const;
  const times = inMemory ? bench.runs : Math.min(bench.runs, MOST_RUNS_ON_DISK);
  for (let time = 0; time < times; time += 1) {
    for (const concurrency of CONCURRENCIES) {
      for (const name of names) {
        const trees = path.join(place, `${name}-${concurrency}-${time}`);
        await mkdir(trees);
        const makeOne = (number: number): Promise<unknown> => ways[name](path.join(trees, `tree-${number}`));
        const measured = await bench.calm.measure(() => timed(server, () => allOf(TREES, concurrency, makeOne)), 1);
        if (inMemory) await rm(trees, { recursive: true });
        seen[name].set(concurrency, [...(seen[name].get(concurrency) ?? []), measured]);
      }
    }
    bench.say(`ten clones, ${time + 1}: done`);
  }
  const best = { mirror: atItsBest(seen.mirror), shallow: atItsBest(seen.shallow) };
  const seconds = (name: 'mirror' | 'shallow'): number[] => best[name].map((each) => each.seconds);
  return [
    rowOf('clone.firstS', 's', [first.seconds]),
    rowOf('clone.first.serverMb', 'MB', [first.serverMb]),
    rowOf('clone.mirror.tenS', 's', seconds('mirror')),
    rowOf('clone.shallow.tenS', 's', seconds('shallow')),
    rowOf(
      'clone.ratio',
      'x shallow',
      seconds('mirror').map((each, time) => each / (seconds('shallow')[time] ?? NaN)),
    ),
    rowOf(
      'clone.mirror.serverMb',
      'MB',
      best.mirror.map(({ serverMb }) => serverMb),
    ),
    rowOf(
      'clone.shallow.serverMb',
      'MB',
      best.shallow.map(({ serverMb }) => serverMb),
    ),
  ];
}

/** The measurements at the concurrency with the lowest median. */
function atItsBest(seen: ReadonlyMap<number, Timed[]>): Timed[] {
  const byMedian = [...seen.values()].sort((a, b) => medianOf(a) - medianOf(b));
  return byMedian[0] ?? [];
}
const medianOf = (measured: readonly Timed[]): number => median(measured.map(({ seconds }) => seconds));

async function timed(server: GitServer, work: () => Promise<unknown>): Promise<Timed> {
  const before = await server.sentBytes();
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, serverMb: ((await server.sentBytes()) - before) / 1e6 };
}

async function allOf(count: number, concurrency: number, makeOne: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await makeOne(next);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, line));
}

async function fromMirror(room: GitApi, source: GitSource, runFolder: string): Promise<void> {
  must(await room.prepareClone({ source, runFolder, branch: null, signal: new AbortController().signal }));
}

const shallowClone = (url: string, place: string): Promise<unknown> =>
  run('git', ['clone', '-q', '--depth', '1', url, place], {
    env: { PATH: process.env.PATH, HOME: path.dirname(place), GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
  });
