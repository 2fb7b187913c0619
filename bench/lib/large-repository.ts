import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { git } from './repository.ts';

const FILES = 20_000;
const COMMITS = 300;
const CHANGES_PER_COMMIT = 10;
/** Only these change after the first commit, so that the others' text need not be kept. */
const CHANGING = 4;
const FIRST_COMMIT_AT = 1_600_000_000;
const WORDS =
  'const let return function import export async await value result index length map filter error request response session stream buffer token config state update render parse write read open close next item list node path file name type data'.split(
    ' ',
  );

/** The same numbers every time, 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function sourceText(random: () => number, lines: number): string {
  const word = (): string => WORDS[Math.floor(random() * WORDS.length)] ?? '';
  const line = (): string =>
    Array.from({ length: 3 + Math.floor(random() * 9) }, () =>
      random() < 0.2 ? `${word()}_${Math.floor(random() * 1e4)}` : word(),
    ).join(' ');
  return Array.from({ length: lines }, () => `${line()};\n`).join('');
}

const nameOf = (file: number): string =>
  `packages/p${String(file % 200).padStart(3, '0')}/src/m${Math.floor(file / 200) % 20}/f${file}.ts`;

/** Makes a bare repository of 20,000 files, as a host keeps it: one pack with a bitmap, a commit graph. */
export async function makeLargeRepository(bare: string): Promise<void> {
  mkdirSync(bare, { recursive: true });
  git(bare, 'init', '-q', '--bare');
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: bare, stdio: ['pipe', 'ignore', 'inherit'] });
  const exit = once(child, 'exit');
  const put = async (text: string): Promise<void> => {
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  };
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const random = randomFrom(42);
  const texts = new Map<number, string[]>();
  for (let commit = 0; commit < COMMITS; commit += 1) {
    const at = FIRST_COMMIT_AT + commit * 3600;
    await put(`commit refs/heads/main\ncommitter bench <bench@localhost> ${at} +0000\n${data(`commit ${commit}`)}`);
    if (commit === 0) {
      for (let file = 0; file < FILES; file += 1) {
        const text = sourceText(random, 20 + Math.floor(random() * random() * 160));
        if (file % CHANGING === 0) texts.set(file, text.split('\n'));
        await put(`M 644 inline ${nameOf(file)}\n${data(text)}`);
      }
    } else {
      for (let change = 0; change < CHANGES_PER_COMMIT; change += 1) {
        const file = Math.floor((random() * FILES) / CHANGING) * CHANGING;
        const lines = texts.get(file) ?? [];
        lines.splice(Math.floor(random() * lines.length), 2, sourceText(random, 1).trimEnd());
        await put(`M 644 inline ${nameOf(file)}\n${data(lines.join('\n'))}`);
      }
    }
    await put('\n');
  }
  child.stdin.end('done\n');
  const [code] = (await exit) as [number];
  if (code !== 0) throw new Error(`git fast-import ended with code ${code}`);
  git(bare, 'repack', '-adq', '--write-bitmap-index');
  git(bare, 'commit-graph', 'write', '--reachable');
  git(bare, 'config', 'uploadpack.allowFilter', 'true');
}

/** Where a Git server looks for it. */
export const largeRepositoryIn = (folder: string): string => path.join(folder, 'bench', 'large.git');
