import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { close, listen } from '../../src/demo/http.ts';
import type { Planner } from '../../src/demo/model/answer.ts';
import { startModelServer } from '../../src/demo/model-server.ts';
import { runProbe } from './main.ts';
import { QUESTIONS } from './questions.ts';

const KEY = 'sk-ant-api03-probe-key';
/** Thinks and calls the first tool that is offered. */
const planner: Planner = ({ tools }) =>
  tools?.[0]
    ? [
        { type: 'thinking', thinking: '23 hens.' },
        { type: 'tool_use', name: tools[0].name, input: { text: '23' } },
      ]
    : [{ type: 'text', text: 'yes' }];

async function probe(args: string[], more: Partial<Parameters<typeof runProbe>[0]> = {}) {
  const lines: string[] = [];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cody-batch-probe-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const environment = { ANTHROPIC_API_KEY: KEY };
  const code = await runProbe({ args, environment, folder, say: (line) => lines.push(line), confirm: null, ...more });
  return { code, said: lines.join('\n'), folder };
}

async function demo() {
  const server = await startModelServer({ planner, apiKey: KEY });
  onTestFinished(() => server.close());
  return server;
}

it('asks every question once it was agreed to, and prints a table with what it cost and no key', async () => {
  const server = await demo();
  const { code, said, folder } = await probe(['--yes', '--base-url', `${server.url}/v1`, '--out', 'table.md']);
  expect(code).toBe(0);
  const table = await readFile(path.join(folder, 'table.md'), 'utf8');
  const rows = table.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  expect(rows).toHaveLength(QUESTIONS.length);
  expect(rows.join('\n')).not.toMatch(/\| failed \|/);
  expect(rows.find((row) => row.includes('after the key was checked'))).toContain('| yes |');
  expect(rows.find((row) => row.includes('Models API'))).toContain('window 1000000, output 128000, active');
  expect(said).toContain(table.trim());
  expect(said).toMatch(/costs\s+less than \$1/);
  expect(said + table).not.toContain(KEY);
  const total = Number(/requests, \$(\d+\.\d+) in all/.exec(table)?.[1]);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThan(1);
});

it.each<[string, string[], Partial<Parameters<typeof runProbe>[0]>, string]>([
  ['no key', ['--yes'], { environment: {} }, 'there is no key'],
  ['no agreement and no terminal', [], {}, 'agree with --yes'],
  ['a no at the terminal', [], { confirm: async () => 'n' }, 'Nothing was asked.'],
  ['an option that it does not know', ['--yse'], {}, 'Usage:'],
])('with %s it asks nothing and says why', async (_name, args, more, words) => {
  const server = await demo();
  const { code, said } = await probe([...args, ...(args.includes('--yse') ? [] : ['--base-url', server.url])], more);
  expect([code, server.journal.length]).toEqual([2, 0]);
  expect(said).toContain(words);
  // Who has agreed to nothing yet is told to what.
  if (words !== 'Usage:') expect(said).toMatch(/costs\s+less than \$1/);
});

it('a yes at the terminal is enough, and a wrong key is told', async () => {
  const server = await demo();
  const environment = { ANTHROPIC_API_KEY: 'sk-ant-api03-wrong' };
  const { code, said } = await probe(['--base-url', server.url], { environment, confirm: async () => 'y' });
  expect(code).toBe(1);
  expect(said).toContain('not accepted');
});

it('stops at its limit of cost', async () => {
  let asked = 0;
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked += 1;
      const isEmpty = body === '{}';
      const error = { type: 'error', error: { type: 'invalid_request_error', message: `no <b>|${KEY}` } };
      const usage = { input_tokens: 100_000, output_tokens: 0 };
      response.writeHead(isEmpty ? 400 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isEmpty ? error : { type: 'message', content: [], usage }));
    });
  });
  const port = await listen(server, 0);
  onTestFinished(() => close(server));
  const { said } = await probe(['--yes', '--base-url', `http://127.0.0.1:${port}`]);
  expect(said).toContain('| not asked | The limit of cost was reached. |');
  expect(asked).toBeLessThan(8);
  expect(said).not.toContain(KEY);
});
