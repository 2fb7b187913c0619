import type { AnswerBlock, Planner } from '../../src/demo/model/answer.ts';
import type { ToolOffer } from '../../src/demo/model/request.ts';

export const PROMPT = 'Replace BENCH_OLD by BENCH_NEW in TARGET.txt, look at the modules under src/, then report.';
export const DONE = 'BENCH_DONE';

type Move =
  | { kind: 'list' }
  | { kind: 'read'; path: string }
  | { kind: 'edit'; path: string; from: string; to: string }
  | { kind: 'command'; command: string }
  | { kind: 'end' };

/** What the model does at a step, counted from 1, of a session of `steps` steps. */
export function moveAt(step: number, steps: number): Move {
  if (step >= steps) return { kind: 'end' };
  if (step === 1) return { kind: 'list' };
  if (step === 2) return { kind: 'read', path: 'TARGET.txt' };
  if (step === 3) return { kind: 'edit', path: 'TARGET.txt', from: 'BENCH_OLD', to: 'BENCH_NEW' };
  if (step === steps - 1 && steps > 5) return { kind: 'command', command: 'git status --short' };
  return { kind: 'read', path: `src/mod-${String(step).padStart(2, '0')}.js` };
}

/** The move as a call of a tool that was offered; null when the client offers none for it. */
function callFor(move: Move, offers: readonly ToolOffer[]): Extract<AnswerBlock, { type: 'tool_use' }> | null {
  const offer = (...names: string[]) => offers.find(({ name }) => names.includes(name));
  const call = (tool: ToolOffer | undefined, input: Record<string, unknown>) =>
    tool ? { type: 'tool_use' as const, name: tool.name, input } : null;
  switch (move.kind) {
    case 'list':
      return call(offer('list_files'), { path: '.' });
    case 'read':
      return call(offer('read_file'), { path: move.path });
    case 'edit': {
      const tool = offer('edit_file');
      const edit = { old_string: move.from, new_string: move.to };
      const many = 'edits' in (tool?.input_schema.properties ?? {});
      return call(tool, many ? { path: move.path, edits: [edit] } : { path: move.path, ...edit });
    }
    case 'command':
      return call(offer('run_command', 'bash'), { command: move.command });
    case 'end':
      return call(offer('finish'), {
        outcome: 'changed',
        summary: `${DONE}: BENCH_OLD is BENCH_NEW in TARGET.txt.`,
        risk: 'low',
      });
  }
}

/**
 * The fixed plan of the benchmark, the same for every client: list, read the target, edit it, read modules, look at the
 * status, end. The step is derived from the conversation, so that the server keeps nothing per session.
 */
export const planOf =
  (steps: number): Planner =>
  (prompt) => {
    const step = prompt.messages.filter(({ role }) => role === 'assistant').length + 1;
    const call = callFor(moveAt(step, steps), prompt.tools ?? []);
    return call
      ? [{ type: 'text', text: `Step ${step}.` }, call]
      : [{ type: 'text', text: `${DONE} after ${step} turns.` }];
  };
