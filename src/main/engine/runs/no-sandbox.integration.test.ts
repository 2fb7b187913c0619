import { describe, expect, it } from 'vitest';
import { got } from '../../git/testing/world.ts';
import { nodeForker } from '../../session/fork-node.ts';
import { createStartSession } from '../../session/host.ts';
import { WORKER_FILE } from '../../session/testing/worker-file.ts';
import { startMessagesServer } from '../../session/worker/testing/messages-server.ts';
import { call, REPORT } from '../../session/worker/testing/scripted.ts';
import { startWorld } from '../testing/world.ts';

/** A run in a real session process, on a machine of which the engine is told that it has no sandbox. */
async function live(unsandboxedAgreed: boolean) {
  const server = await startMessagesServer((request) => {
    const asked = request.messages.filter(({ role }) => role === 'assistant').length;
    const answers = [
      [call('run_command', { command: 'echo was here > ran.txt; echo said' })],
      [call('write_file', { path: 'readme.md', content: 'new\n' })],
      [call('finish', REPORT)],
    ];
    return { content: answers[asked] ?? [call('finish', REPORT)], stopReason: 'tool_use' };
  });
  try {
    const world = await startWorld({
      repos: { one: { 'readme.md': 'old\n' } },
      settings: { unsandboxedAgreed, check: { mode: 'command', command: 'echo checked' } },
      appSettings: { anthropicUrl: server.url },
      script: () => ({}),
      engine: {
        startSession: createStartSession(nodeForker(WORKER_FILE)),
        sandboxAvailable: async () => ({ available: false, reason: NONE, machine: null }),
      },
    });
    const engine = await world.start();
    const [run] = await engine.jobEnded(await world.create(engine));
    if (!run) throw new Error('there is no run');
    const { events } = got(await engine.runs.events({ runId: run.id, after: 0 }));
    const bodies = events.map(({ body }) => body);
    const command = bodies.find((body) => body.kind === 'tool_finished' && body.details.kind === 'command');
    const notices = bodies.flatMap((body) => (body.kind === 'notice' ? [body.message] : []));
    return { world, engine, run, command, notices };
  } finally {
    server.close();
  }
}

const NONE = { code: 'bubblewrap_missing' as const, parameters: {} };

describe('without a sandbox', () => {
  it('no command and no check runs before the person has agreed, and the thread says why', async () => {
    const { engine, run, command, notices } = await live(false);
    expect(run).toMatchObject({ outcome: 'changed', verdict: 'could_not_run', changeset: { files: 1 } });
    expect(command).toMatchObject({
      ok: false,
      content: expect.stringContaining('commands are switched off for this job'),
      details: { exitCode: null },
    });
    expect(notices).toEqual([{ code: 'no_commands', parameters: { why: NONE } }]);
    expect(got(await engine.app.state({})).sandbox).toEqual({ available: false, reason: NONE });
    const { patch } = got(await engine.runs.patch({ runId: run.id, path: null }));
    expect(patch).not.toContain('ran.txt');
  });

  it('they run unconfined once it was agreed, and say so', async () => {
    const { run, command, notices } = await live(true);
    expect(run).toMatchObject({ outcome: 'changed', verdict: 'passes', changeset: { files: 2 } });
    expect(command).toMatchObject({ ok: true, content: 'said\n[exit 0]', details: { sandboxed: false } });
    expect(notices).toEqual([]);
  });
});
