import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { failed, ok } from '../../../../shared/errors.ts';
import type { RawBlock, RunDelta, RunEvent, SessionEvent } from '../../../../shared/events.ts';
import type { TurnId } from '../../../../shared/ids.ts';
import { capabilitiesOf } from '../../../../shared/request-capabilities.ts';
import type { TurnMessage } from '../../../../shared/session-protocol.ts';
import { NO_USAGE, type Usage } from '../../../../shared/usage.ts';
import { newConversation } from '../conversation.ts';
import type { SessionEnvironment } from '../environment.ts';
import { startTurn } from '../loop.ts';
import type { Ask, Message, Model, ModelAnswer, ModelRequest } from '../model.ts';
import type { Tool } from '../tools/tool.ts';

export const TURN = 'turn_1' as TurnId;
export const INSTRUCTION: TurnMessage = {
  turnId: TURN,
  source: 'instruction',
  text: 'Replace OLD by NEW.',
  repositoryFacts: 'Root of this repository: a.txt',
};
export const REPORT = {
  outcome: 'changed' as const,
  summary: 'Replaced it.',
  changes: [{ path: 'a.txt', what: 'OLD became NEW' }],
  risk: 'low' as const,
  reviewerNotes: [],
  followUps: [],
};

/** What a gateway in front of a current model takes. */
export const PLAIN = capabilitiesOf('claude-opus-5-5', 'http://127.0.0.1');
/** What the API itself takes. */
export const FULL = capabilitiesOf('claude-opus-5-5', 'https://api.anthropic.com');
/** What a model needs to know of a computer that never sleeps, behind a gateway. */
export const AWAKE = {
  afterSleepMs: 30_000,
  ticks: () => performance.now(),
  onWake: () => () => undefined,
  capabilities: PLAIN,
};
/** A request with the usual in all that a test does not care for. */
export const requestOf = (parts: Partial<ModelRequest>): ModelRequest => ({
  ...{
    messages: [],
    maxTokens: 8000,
    inputTokens: 5000,
    efforts: [{ at: 0, effort: 'high' }],
    previousMessageId: null,
  },
  left: { foreignThinking: false, fields: [], stripped: false },
  ...parts,
});
/** The signal of a turn that nobody cancels. */
export const NEVER = new AbortController().signal;
export const finish = () => ({ content: [call('finish', REPORT)] });

let calls = 0;
/** A block that calls a tool; ids are unique within a process. */
export const call = (name: string, input: object = {}, id = `toolu_${++calls}`): RawBlock => ({
  type: 'tool_use',
  id,
  name,
  input,
});
export const text = (words: string): RawBlock => ({ type: 'text', text: words });
export const thinking = (words: string): RawBlock => ({ type: 'thinking', thinking: words, signature: `sig ${words}` });

export type Scripted =
  | Partial<ModelAnswer>
  | Awaited<ReturnType<Ask>>
  | ((request: ModelRequest) => Partial<ModelAnswer>);
const USAGE: Usage = { ...NO_USAGE, fresh: 1000, output: 100 };

/** A model that plays its answers in order, and checks of each request that it only appends to the one before. */
export function scriptedModel(answers: readonly Scripted[]): {
  model: Model;
  requests: Message[][];
  asked: ModelRequest[];
} {
  const requests: Message[][] = [];
  const asked: ModelRequest[] = [];
  const model: Model = (request) => (_listener, signal) => {
    const before = requests.at(-1) ?? [];
    const sent = structuredClone([...request.messages]);
    if (JSON.stringify(sent.slice(0, before.length)) !== JSON.stringify(before)) throw new Error('not append-only');
    checkPairs(sent);
    requests.push(sent);
    asked.push(request);
    const answer = answers[requests.length - 1];
    if (signal.aborted) return Promise.resolve(failed({ code: 'unexpected', message: 'aborted' }));
    if (!answer) throw new Error(`the script has no answer ${requests.length}`);
    if (typeof answer !== 'function' && 'ok' in answer) return Promise.resolve(answer);
    const parts = typeof answer === 'function' ? answer(request) : answer;
    const content = parts.content ?? [];
    const stopReason = content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
    const whole: ModelAnswer = {
      ...{ messageId: `msg_${requests.length}`, requestId: null, model: 'scripted', stopReason, stopCategory: null },
      ...{ stopExplanation: null, cacheMiss: null, transformations: 0, estimated: false, priceFactor: 1 },
      ...{ content, usage: USAGE, firstByteMs: 1, ms: 2, ...parts },
    };
    return Promise.resolve(ok(whole));
  };
  return { model, requests, asked };
}

/** Each tool call is answered exactly once, in the user message right after it, in order; as the API demands. */
export function checkPairs(messages: readonly Message[]): void {
  const idsOf = (message: Message | undefined, type: string, key: string) =>
    (message?.content ?? []).filter((block) => block.type === type).map((block) => String(block[key]));
  messages.forEach((message, index) => {
    if (message.content.length === 0) throw new Error(`message ${index} is empty`);
    const asked = message.role === 'assistant' ? idsOf(message, 'tool_use', 'id') : [];
    const answered = idsOf(messages[index + 1], 'tool_result', 'tool_use_id');
    if (asked.join() !== answered.join()) throw new Error(`calls ${asked.join()} were answered by ${answered.join()}`);
  });
  if (messages.at(-1)?.role === 'assistant' && messages.length < 2) throw new Error('nothing was asked');
}

/** Tools whose every execution leaves a line in a real file. */
export function countingTools(log: string): Tool[] {
  const tool = (
    name: string,
    effect: Tool['effect'],
    behave: (input: unknown) => string = () => `${name} done`,
  ): Tool => ({
    name,
    description: name,
    input: z.looseObject({ path: z.string().optional() }),
    jsonSchema: { type: 'object', properties: {}, required: [] },
    effect,
    title: () => ({ code: 'refused_call', parameters: { name } }),
    run: async (input) => {
      appendFileSync(log, `${name}\n`);
      const file = (input as { path?: string }).path;
      const edit = { kind: 'edit' as const, action: 'edited' as const, insertions: 1, deletions: 0, patch: '' };
      const details = effect === 'writes' && file !== undefined ? { ...edit, path: file } : { kind: 'none' as const };
      return { ok: true, content: behave(input), details };
    },
  });
  return [
    tool('read', 'reads'),
    tool('write', 'writes'),
    tool('command', 'runs'),
    tool('broken', 'reads', () => {
      throw new Error('defect');
    }),
    {
      ...tool('finish', 'finishes', () => 'Finished.'),
      input: z.object({
        outcome: z.enum(['changed', 'no_change_needed', 'cannot_do']),
        summary: z.string(),
        changes: z.array(z.object({ path: z.string(), what: z.string() })),
        risk: z.enum(['low', 'medium', 'high']),
        reviewerNotes: z.array(z.string()),
        followUps: z.array(z.string()),
      }),
    },
  ];
}

/** An environment with a real folder, an event log in memory, and waits that pass at once but are written down. */
export function testEnvironment(model: Model, changes: Partial<SessionEnvironment> = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-session-'));
  const log = path.join(folder, 'executions');
  appendFileSync(log, '');
  const history: RunEvent[] = [];
  const deltas: RunDelta[] = [];
  const waits: number[] = [];
  const settled: number[] = [];
  let permits = 0;
  const environment: SessionEnvironment = {
    model,
    modelId: 'claude-opus-5-5',
    keepCache: null,
    effort: 'medium',
    checkCommand: 'npm test',
    binding: 'this account',
    maxTokens: 8000,
    mostTokens: 128_000,
    limits: { steps: 50, dollars: 100, minutes: 60 },
    spent: { steps: 0, dollars: 0, ms: 0 },
    prefixTokens: 1300,
    tools: countingTools(log),
    policy: {
      mode: 'unsandboxed',
      clonePath: folder,
      tempPath: folder,
      cachePath: folder,
      readPaths: [],
      allowedHosts: [],
    },
    redact: (words) => words.replaceAll('s3cret', '[redacted]'),
    record: async (event) => {
      history.push({ seq: history.length + 1, at: 0, body: event });
    },
    sendRecords: () => undefined,
    permit: () => Promise.resolve({ granted: true, id: ++permits }),
    settle: (_id, costUsd) => settled.push(costUsd),
    onDelta: (delta) => deltas.push(delta),
    onRateLimits: () => undefined,
    now: () => Date.now(),
    ticks: () => performance.now(),
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve('over');
    },
    random: () => 0,
    ...changes,
  };
  const events = () => history.map(({ body }) => body as SessionEvent);
  return {
    environment,
    conversation: newConversation(),
    history,
    events,
    kinds: () => events().map(({ kind }) => kind),
    deltas,
    waits,
    settled,
    /** The tools that really ran, in order. */
    executions: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Plays a whole turn against a script. */
export async function play(answers: readonly Scripted[], changes: Partial<SessionEnvironment> = {}) {
  const scripted = scriptedModel(answers);
  const test = testEnvironment(scripted.model, changes);
  const end = await startTurn(test.conversation, test.environment, INSTRUCTION, NEVER);
  const executions = test.executions();
  test.remove();
  return { ...scripted, ...test, end, executions };
}
