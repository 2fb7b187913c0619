import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { tokensAtMost } from './tokens.ts';

const hash = (seed: number, encoding: 'hex' | 'base64') => createHash('sha512').update(`${seed}`).digest(encoding);
const lines = (encoding: 'hex' | 'base64') => Array.from({ length: 200 }, (_, seed) => hash(seed, encoding)).join('\n');

/** Characters per token, as the worst of three public tokenizers (o200k, cl100k, and one of an older Claude) counts them. */
it.each([
  ['code', 'export const limit = (value: number): number => Math.min(value, 100);\n'.repeat(100), 3.5],
  ['code of short words', 'if err != nil {\n\treturn nil, fmt.Errorf("open %s: %w", path, err)\n}\n'.repeat(100), 2.3],
  [
    'a lock file',
    `"resolved": "https://registry.example/a/-/a-1.2.3.tgz",\n"integrity": "sha512-${hash(1, 'base64')}",\n`,
    2,
  ],
  ['hashes', lines('hex'), 1.7],
  ['base64', lines('base64'), 1.4],
  ['Russian', 'Быстрая коричневая лиса перепрыгивает через ленивую собаку. '.repeat(50), 1.9],
  ['Chinese', '我们需要修改配置文件以支持新的数据库连接。'.repeat(50), 0.88],
  ['Japanese', '窓の外の木々がどれほどゆっくりと育つかに誰も気づかない。'.repeat(50), 0.75],
  ['emoji', '😀🎉🚀🔥✨🧪'.repeat(50), 0.66],
])('%s: more than any known tokenizer makes of it, with room for a finer one', (_name, text, charactersPerToken) => {
  const real = text.length / charactersPerToken;
  expect(tokensAtMost(text)).toBeGreaterThan(real * 1.2);
  expect(tokensAtMost(text)).toBeLessThan(real * 4);
});

it.each([
  ['', 0],
  ['a', 1],
  ['word', 2],
  ['two  \n words', 4],
  ['x = 42;', 7],
])('%j: %i', (text, tokens) => {
  expect(tokensAtMost(text)).toBe(tokens);
});

it('counts a long text in time that grows as the text does: each result of a tool is counted', () => {
  // Results of the largest size, and no back-tracking on whatever they hold.
  const text = `${'a'.repeat(20_000)}${' '.repeat(20_000)}`;
  const spent = (times: number): number => {
    const long = text.repeat(times);
    const before = process.cpuUsage();
    expect(tokensAtMost(long)).toBeGreaterThan(20_000 * times * 0.99);
    return process.cpuUsage(before).user;
  };
  spent(10);
  // Back-tracking would make it a hundred times ten; other threads of this process may work meanwhile.
  const ratio = Math.min(...[1, 2, 3].map(() => spent(100) / Math.max(1000, spent(10))));
  expect(ratio).toBeLessThan(40);
});
