import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { DemoWorld } from '../../src/demo/world.ts';
import { isRoot, ROOT } from '../app.ts';

const require = createRequire(import.meta.url);
const SWITCHES = ['--ozone-platform=headless', '--disable-gpu', '--log-level=3', ...(isRoot ? ['--no-sandbox'] : [])];

export interface HeadlessApp {
  pid: number;
  /** Resolves with the exit code, or null for a killed app. */
  ended: Promise<number | null>;
  hasEnded(): boolean;
  /** What it has printed so far. */
  output(): string;
  kill(): void;
  /** To all that a terminal would send it to. */
  signal(name: NodeJS.Signals): void;
}

export interface HeadlessStart {
  world: DemoWorld;
  /** Holds the app's data, the list and the prompt. */
  folder: string;
  /** Go on with the job that is there instead of making one. */
  goOn: boolean;
  concurrency: number;
}

/** Starts the built app as a person does in a terminal, without a window. */
export function startHeadless({ world, folder, goOn, concurrency }: HeadlessStart): HeadlessApp {
  mkdirSync(folder, { recursive: true });
  const list = path.join(folder, 'repositories.txt');
  const prompt = path.join(folder, 'prompt.md');
  writeFileSync(list, `${world.repos.join('\n')}\n`);
  writeFileSync(prompt, world.prompt);
  const job = ['--repos', list, '--prompt-file', prompt, '--publish', '--allow-unsandboxed'];
  const check = world.check === null ? [] : ['--check', world.check];
  const child: ChildProcess = spawn(
    require('electron') as unknown as string,
    [
      ...[...SWITCHES, ROOT, '--headless', '--data', dataOf(folder), '--concurrency', String(concurrency)],
      ...['--anthropic-url', world.anthropicUrl, '--github-url', world.githubUrl],
      ...(goOn ? ['--continue'] : [...job, ...check]),
    ],
    {
      // A group of its own, as a shell gives it to each command.
      detached: true,
      env: { ...process.env, ANTHROPIC_API_KEY: world.anthropicKey, GITHUB_TOKEN: world.githubToken },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  let isOver = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    isOver = true;
    // A failed test then says what it died of.
    if (signal !== null) output += `\n[ended by ${signal}]\n`;
    return code as number | null;
  });
  return {
    pid: child.pid ?? 0,
    ended,
    hasEnded: () => isOver,
    output: () => output,
    kill: () => void child.kill('SIGKILL'),
    signal: (name) => void process.kill(-(child.pid ?? 0), name),
  };
}

/** Where the app of a folder keeps its data. */
export const dataOf = (folder: string): string => path.join(folder, 'data');
