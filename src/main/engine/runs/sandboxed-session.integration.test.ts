import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxAvailable } from '../../commands/sandbox.ts';
import { got } from '../../git/testing/world.ts';
import { nodeForker } from '../../session/fork-node.ts';
import { createStartSession } from '../../session/host.ts';
import { WORKER_FILE } from '../../session/testing/worker-file.ts';
import { startMessagesServer } from '../../session/worker/testing/messages-server.ts';
import { call, REPORT } from '../../session/worker/testing/scripted.ts';
import { lacks } from '../../testing/lacks.ts';
import { startWorld } from '../testing/world.ts';

const SECRET = 'planted-secret-of-the-home';
const state = await sandboxAvailable();

/** A run of a job in a real session process and the real sandbox: what its command, and then its check, said. */
async function outputsOf(command: string, allowedHosts: string[]): Promise<{ said: string; checked: string }> {
  const server = await startMessagesServer((request) => {
    const asked = request.messages.filter(({ role }) => role === 'assistant').length;
    const answers = [[call('run_command', { command })], [call('write_file', { path: 'readme.md', content: 'new\n' })]];
    return { content: answers[asked] ?? [call('finish', REPORT)], stopReason: 'tool_use' };
  });
  try {
    const world = await startWorld({
      repos: { one: { 'readme.md': 'old\n' } },
      settings: { allowedHosts, check: { mode: 'command', command } },
      appSettings: { anthropicUrl: server.url },
      script: () => ({}),
      engine: { startSession: createStartSession(nodeForker(WORKER_FILE)), sandboxAvailable },
    });
    const engine = await world.start();
    const [run] = await engine.jobEnded(await world.create(engine));
    if (!run) throw new Error('there is no run');
    const { events } = got(await engine.runs.events({ runId: run.id, after: 0 }));
    const tool = events.find(({ body }) => body.kind === 'tool_finished' && body.details.kind === 'command')?.body;
    const { log } = got(await engine.runs.checkLog({ runId: run.id, checkId: 'after-1' }));
    return { said: tool?.kind === 'tool_finished' ? tool.content : '', checked: log };
  } finally {
    server.close();
  }
}

describe.skipIf(lacks(process.platform !== 'linux' || !state.available, state.reason))('a job in the sandbox', () => {
  const server = createServer((_request, response) => response.end('reached'));
  let home: string;
  let port: number;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    home = await mkdtemp(path.join(os.homedir(), '.cody-session-test-'));
    await writeFile(path.join(home, 'credentials'), SECRET);
  });
  afterAll(async () => {
    server.close();
    await rm(home, { recursive: true, force: true });
  });
  const commands = () =>
    [
      `curl -sS --noproxy '' -m 5 http://localhost:${port}/ 2>&1`,
      `cat ${home}/credentials /proc/${process.pid}/environ 2>&1`,
      'env | grep -icE "api_key|_token|ssh_auth|dbus"',
      'cat /proc/*/environ | tr "\\0" "\\n" | grep -c API_KEY',
      'true',
    ].join('; ');

  it('reaches no host that its job does not name, no secret, and no other process', async () => {
    const { said, checked } = await outputsOf(commands(), []);
    for (const output of [said, checked]) {
      expect(output).not.toContain('reached');
      expect(output).not.toContain(SECRET);
      expect(output).toMatch(/(No such file or directory[\s\S]*){2}\n0\n0\n/);
    }
  });

  it('reaches the hosts that its job names, and still no secret', async () => {
    const { said, checked } = await outputsOf(commands(), ['localhost']);
    for (const output of [said, checked]) {
      expect(output).toContain('reached');
      expect(output).not.toContain(SECRET);
      expect(output).toMatch(/(No such file or directory[\s\S]*){2}\n0\n0\n/);
    }
  });

  it('says what was refused when a job names another host', async () => {
    const { said } = await outputsOf(commands(), ['registry.example']);
    expect(said).toMatch(/blocked/);
    expect(said).not.toContain('reached\n');
  });
});
