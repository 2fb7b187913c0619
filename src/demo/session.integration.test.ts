import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Port, serveSession } from '../main/session/worker/worker.ts';
import type { SessionEvent } from '../shared/events.ts';
import type { RunId, TurnId } from '../shared/ids.ts';
import { capabilitiesOf } from '../shared/request-capabilities.ts';
import { DEMO_CHECK, DEMO_PROMPT } from './demo-job.ts';
import { git } from './git.ts';
import { SAMPLES } from './samples.ts';
import { type DemoWorld, startDemoWorld } from './world.ts';

// The scripted model and the app's own session, loop and tools, without the queue around them.
let home: string;
let world: DemoWorld;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'demo-session-'));
  world = await startDemoWorld({ folder: path.join(home, 'world') });
});
afterAll(async () => {
  await world.close();
  await rm(home, { recursive: true, force: true });
});

/** One turn of a session in this process; its events, in their order. */
async function runSession(clonePath: string): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  const temp = await mkdtemp(path.join(home, 'temp-'));
  await new Promise<void>((resolve, reject) => {
    let listener: (message: unknown) => void = () => undefined;
    const port: Port = {
      onMessage: (heard) => {
        listener = heard;
      },
      exit: () => resolve(),
      flush: () => undefined,
      hold: (message) => port.post(message),
      post: (message) => {
        if (message.type === 'permit_request')
          setImmediate(listener, { type: 'permit', id: message.id, granted: true, limit: null });
        if (message.type !== 'event') return;
        events.push(message.event);
        setImmediate(listener, { type: 'saved', id: message.id });
        if (message.event.kind === 'request_failed') reject(new Error(JSON.stringify(message.event.error)));
        if (message.event.kind === 'turn_finished') setImmediate(listener, { type: 'end' });
      },
    };
    serveSession(port);
    listener({
      type: 'start',
      runId: 'run_demotest1' as RunId,
      apiKey: world.anthropicKey,
      anthropicUrl: world.anthropicUrl,
      model: 'claude-opus-5-5',
      effort: 'medium',
      capabilities: capabilitiesOf('claude-opus-5-5', world.anthropicUrl),
      maxTokens: 16_000,
      limits: { steps: 40, dollars: 5, minutes: 5 },
      spent: { steps: 0, dollars: 0, ms: 0 },
      sandbox: { mode: 'unsandboxed', clonePath, tempPath: temp, cachePath: temp, readPaths: [], allowedHosts: [] },
      checkCommand: DEMO_CHECK,
      history: [],
      turn: { turnId: 'turn_1' as TurnId, source: 'instruction', text: DEMO_PROMPT, repositoryFacts: null },
      secrets: [world.anthropicKey],
      stallMs: 10_000,
    });
  });
  return events;
}

describe("the app's session with the scripted model", () => {
  it.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s', async (name, sample) => {
    const clone = path.join(home, name);
    await mkdir(clone);
    await git(home, ['clone', '--quiet', path.join(home, 'world/repositories', sample.owner, `${name}.git`), clone]);
    const events = await runSession(clone);
    const finished = events.at(-1);
    const refused = events.flatMap((event) => (event.kind === 'tool_finished' && !event.ok ? [event.content] : []));
    const changed = (await git(clone, ['status', '--porcelain'])) !== '';
    expect({
      kind: finished?.kind,
      outcome: finished?.kind === 'turn_finished' ? finished.report?.outcome : null,
      changed,
      // The sample with the failing check sees it fail once; nothing else goes wrong.
      refused: refused.length,
    }).toEqual({
      kind: 'turn_finished',
      outcome: sample.expected.outcome === 'changed' ? 'changed' : 'no_change_needed',
      changed: sample.expected.outcome === 'changed',
      refused: name === 'retry-after' ? 1 : 0,
    });
    const steps = events.flatMap((event) => (event.kind === 'step_completed' ? [event] : []));
    expect(steps.at(-1)?.usage.cacheRead).toBeGreaterThan(0);
    expect(steps.every((step) => step.costUsd > 0)).toBe(true);
  });
});
