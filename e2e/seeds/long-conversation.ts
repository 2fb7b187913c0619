import type { Outcome, RunEventBody } from '../../src/shared/events.ts';
import { ToolCallId, TurnId } from '../../src/shared/ids.ts';
import { DEFAULT_JOB_SETTINGS } from '../../src/shared/job.ts';
import { oldText } from '../../src/shared/messages/message.ts';
import { NO_USAGE } from '../../src/shared/usage.ts';

const turnId = TurnId.parse('turn_1');
const STEP_COST = 0.001;

/** The events of a conversation of `steps` steps; each step makes three items, the turn two. */
export function longConversation(steps: number): RunEventBody[] {
  const begin: RunEventBody = {
    kind: 'turn_started',
    turnId,
    source: 'instruction',
    content: [],
    text: 'Look at all of it.',
  };
  const end: RunEventBody = {
    kind: 'turn_finished',
    turnId,
    status: 'completed',
    report: null,
    error: null,
    limit: null,
  };
  return [
    { kind: 'attempt_started', attempt: 1, promptVersion: 1 },
    begin,
    ...Array.from({ length: steps }, (_, index) => stepOf(index + 1)).flat(),
    end,
  ];
}

function stepOf(step: number): RunEventBody[] {
  const toolCallId = ToolCallId.parse(`toolu_${step}`);
  const file = `src/module-${step % 97}/part-${step}.ts`;
  const input = { path: file };
  const text = `Step ${step}: next comes \`${file}\`, because the one before it imports from there.`;
  return [
    {
      kind: 'step_completed',
      turnId,
      step,
      messageId: `msg_${step}`,
      requestId: `req_${step}`,
      model: DEFAULT_JOB_SETTINGS.model,
      stopReason: 'tool_use',
      content: [
        { type: 'text', text },
        { type: 'tool_use', id: toolCallId, name: 'read_file', input },
      ],
      usage: { ...NO_USAGE, fresh: 40, cacheRead: 4_000, output: 60 },
      costUsd: STEP_COST,
      firstByteMs: 300,
      ms: 900,
      retries: 0,
      discarded: false,
    },
    {
      kind: 'tool_started',
      turnId,
      step,
      toolCallId,
      name: 'read_file',
      input,
      title: { code: 'reading_file', parameters: { path: file, from: 1 } },
    },
    {
      kind: 'tool_finished',
      turnId,
      toolCallId,
      ok: true,
      content: `export const part${step} = ${step};\n`.repeat(6),
      details: { kind: 'read', path: file, lines: 6 },
      ms: 4,
    },
  ];
}

/** How a run ends. */
export const settled = (outcome: Outcome, reason: string): RunEventBody => ({
  kind: 'settled',
  outcome,
  reason: oldText(reason),
  error: null,
});
