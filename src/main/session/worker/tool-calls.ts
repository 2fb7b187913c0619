import type { SessionEvent, ToolDetails } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { INTERRUPTED, type OpenCall } from './conversation.ts';
import type { SessionEnvironment } from './environment.ts';
import type { Tool, ToolOutcome } from './tools/tool.ts';

interface CallPlace {
  turnId: TurnId;
  step: number;
}
type Save = (event: SessionEvent) => Promise<void>;

/**
 * Runs the calls of one answer that have no result yet: neighbouring reads at the same time, everything else one after
 * the other in the order asked. When the signal is aborted, calls that have not begun stay open.
 */
export async function runOpenCalls(
  calls: readonly OpenCall[],
  environment: SessionEnvironment,
  place: CallPlace,
  save: Save,
  signal: AbortSignal,
): Promise<void> {
  const started = environment.now();
  let reads: Promise<void>[] = [];
  for (const call of calls.filter(({ result }) => result === null)) {
    if (signal.aborted) break;
    const tool = environment.tools.find(({ name }) => name === call.name);
    if (tool?.effect === 'reads') {
      reads.push(runCall(call, tool, environment, place, save, signal));
      continue;
    }
    await Promise.all(reads);
    reads = [];
    if (signal.aborted) break;
    if (tool?.effect === 'finishes' && calls.some(({ result }) => result?.ok === false)) {
      await answer(call, tool, UNFINISHED, environment, place, save);
    } else {
      await runCall(call, tool, environment, place, save, signal);
    }
  }
  await Promise.all(reads);
  environment.spent.ms += environment.now() - started;
}

const wrong = (content: string): ToolOutcome => ({ ok: false, content, details: { kind: 'none' } });
const UNFINISHED = wrong('Not finished: another call of the same answer failed. Look at it first, then finish.');

async function runCall(
  call: OpenCall,
  tool: Tool | undefined,
  environment: SessionEnvironment,
  place: CallPlace,
  save: Save,
  signal: AbortSignal,
): Promise<void> {
  if (!tool) {
    const names = environment.tools.map(({ name }) => name).join(', ');
    return answer(
      call,
      tool,
      wrong(`There is no tool "${call.name}". The tools are: ${names}.`),
      environment,
      place,
      save,
    );
  }
  if (call.interrupted && (tool.effect === 'writes' || tool.effect === 'runs')) {
    return answer(call, tool, wrong(INTERRUPTED), environment, place, save);
  }
  const input = tool.input.safeParse(call.input);
  if (!input.success) {
    const issues = input.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; ');
    return answer(call, tool, wrong(`Invalid input for ${tool.name}. ${issues}`), environment, place, save);
  }
  const began = call.started ? Promise.resolve() : save(startOf(call, tool.title(input.data), environment, place));
  // A read has no effect to be careful about, so it need not wait until its beginning is on disk.
  if (tool.effect !== 'reads') await began;
  const startedAt = environment.now();
  const [outcome] = await Promise.all([runTool(tool, input.data, environment, place.step, signal), began]);
  await save(endOf(call, outcome, environment, place, environment.now() - startedAt));
}

/** A result without running anything. */
async function answer(
  call: OpenCall,
  tool: Tool | undefined,
  outcome: ToolOutcome,
  environment: SessionEnvironment,
  place: CallPlace,
  save: Save,
): Promise<void> {
  if (!call.started) await save(startOf(call, tool ? tool.name : `Unknown tool ${call.name}`, environment, place));
  await save(endOf(call, outcome, environment, place, 0));
}

/** Tools answer failures; one that throws is a defect, which must not end the run. */
async function runTool(
  tool: Tool,
  input: unknown,
  environment: SessionEnvironment,
  step: number,
  signal: AbortSignal,
): Promise<ToolOutcome> {
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

function startOf(
  call: OpenCall,
  title: string,
  { redact }: SessionEnvironment,
  { turnId, step }: CallPlace,
): SessionEvent {
  const { id: toolCallId, name, input } = call;
  return { kind: 'tool_started', turnId, step, toolCallId, name, input, title: redact(title) };
}

function endOf(
  call: OpenCall,
  { ok, content, details }: ToolOutcome,
  { redact }: SessionEnvironment,
  { turnId }: CallPlace,
  ms: number,
): SessionEvent {
  return {
    kind: 'tool_finished',
    turnId,
    toolCallId: call.id,
    ok,
    // The API takes no half characters, which a cut in the middle of a file can leave.
    content: redact(content.toWellFormed()),
    details: redactDetails(details, redact),
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
