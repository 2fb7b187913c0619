import { cutText } from '../../../shared/cut.ts';
import type { SessionEvent, ToolDetails } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { withTexts } from '../../../shared/messages/message.ts';
import type { ToolTitle } from '../../../shared/messages/tool-titles.ts';
import { INTERRUPTED, type OpenCall } from './conversation.ts';
import type { SessionEnvironment } from './environment.ts';
import type { Recorder } from './recorder.ts';
import type { Tool, ToolResult } from './tools/tool.ts';
import { usualCall } from './tools/usual-names.ts';

/** A command may have 40 KB; a title is one line for people. */
const LONGEST_TITLE = 300;

/** What all calls of one answer share. */
export interface Round {
  environment: SessionEnvironment;
  recorder: Recorder;
  turnId: TurnId;
  step: number;
  signal: AbortSignal;
}

/**
 * Runs the calls of one answer that have no result yet: neighbouring reads at the same time, everything else one after
 * the other in the order asked. When the signal is aborted, calls that have not begun stay open.
 */
export async function runOpenCalls(calls: readonly OpenCall[], round: Round): Promise<void> {
  const { environment, signal } = round;
  const started = environment.ticks();
  let reads: Promise<void>[] = [];
  for (const asked of calls.filter(({ result }) => result === null)) {
    if (signal.aborted) break;
    const call = asOffered(asked, environment.tools);
    const tool = environment.tools.find(({ name }) => name === call.name);
    if (tool?.effect === 'reads') {
      reads.push(runCall(call, tool, round));
      continue;
    }
    await Promise.all(reads);
    reads = [];
    if (signal.aborted) break;
    if (tool?.effect === 'finishes' && calls.some(({ result }) => result?.ok === false)) {
      answer(call, tool, UNFINISHED, round);
    } else {
      await runCall(call, tool, round);
    }
  }
  await Promise.all(reads);
  environment.spent.ms += environment.ticks() - started;
}

/** The call in our own words where it was asked for in usual ones. */
function asOffered(call: OpenCall, tools: readonly Tool[]): OpenCall {
  const usual = usualCall(call.name, call.input);
  return tools.some(({ name }) => name === usual.name) ? { ...call, ...usual } : call;
}

const wrong = (content: string): ToolResult => ({ ok: false, content, details: { kind: 'none' } });
/** Nothing but blanks is no text for the API. */
const BLANK = '(only blank lines)';
const UNFINISHED = wrong('Not finished: another call of the same answer failed. Look at it first, then finish.');

async function runCall(call: OpenCall, tool: Tool | undefined, round: Round): Promise<void> {
  const { environment, recorder } = round;
  if (!tool) {
    const names = environment.tools.map(({ name }) => name).join(', ');
    answer(call, tool, wrong(`There is no tool "${call.name}". The tools are: ${names}.`), round);
    return;
  }
  if (call.interrupted && (tool.effect === 'writes' || tool.effect === 'runs')) {
    answer(call, tool, wrong(INTERRUPTED), round);
    return;
  }
  const input = tool.input.safeParse(call.input);
  if (!input.success) {
    const issues = input.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; ');
    answer(call, tool, wrong(`Invalid input for ${tool.name}. ${issues}`), round);
    return;
  }
  if (!call.started) recorder.save(startOf(call, tool.title(input.data), round));
  // A read has no effect to be careful about: it need not wait until its beginning is on disk.
  if (tool.effect !== 'reads') await recorder.saved();
  const startedAt = environment.ticks();
  const result = await runTool(tool, input.data, round);
  recorder.save(endOf(call, result, round, Math.round(environment.ticks() - startedAt)));
}

/** A result without running anything. */
function answer(call: OpenCall, tool: Tool | undefined, result: ToolResult, round: Round): void {
  const { recorder } = round;
  const title: ToolTitle = tool
    ? { code: 'refused_call', parameters: { name: tool.name } }
    : { code: 'unknown_tool', parameters: { name: call.name } };
  if (!call.started) recorder.save(startOf(call, title, round));
  recorder.save(endOf(call, result, round, 0));
}

/** Tools answer failures; one that throws is a defect, which must not end the run. */
async function runTool(tool: Tool, input: unknown, { environment, step, signal }: Round): Promise<ToolResult> {
  try {
    return await tool.run(input, {
      clonePath: environment.policy.clonePath,
      policy: environment.policy,
      signal,
      onOutput: (text) => environment.onDelta({ step, kind: 'output', text }),
      redact: environment.redact,
    });
  } catch (error) {
    return wrong(`${tool.name} failed unexpectedly: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function startOf(call: OpenCall, title: ToolTitle, { environment, turnId, step }: Round): SessionEvent {
  const { id: toolCallId, name, input } = call;
  return {
    kind: 'tool_started',
    turnId,
    step,
    toolCallId,
    name,
    input,
    title: withTexts(title, (text) => cutText(environment.redact(text), LONGEST_TITLE)),
  };
}

function endOf(call: OpenCall, result: ToolResult, { environment, turnId }: Round, ms: number): SessionEvent {
  const { ok, content, details } = result;
  return {
    kind: 'tool_finished',
    turnId,
    toolCallId: call.id,
    ok,
    // The API takes no half characters, which a cut in the middle of a file can leave.
    content: environment.redact(content.trim() === '' ? BLANK : content.toWellFormed()),
    details: redactDetails(details, environment.redact),
    ms,
  };
}

const redactDetails = (details: ToolDetails, redact: (text: string) => string): ToolDetails =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'string' && name !== 'kind' && name !== 'action' ? redact(value) : value,
    ]),
  ) as ToolDetails;
