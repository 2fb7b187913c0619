import type { FinishReport } from '../shared/finish.ts';
import { writerOf } from '../shared/prompt-marks.ts';
import type { AnswerBlock, Planner } from './model/answer.ts';
import type { Prompt } from './model/request.ts';
import { asOffered } from './planner/as-offered.ts';
import { carryOut } from './planner/carry-out.ts';
import { checkIn, type Exchange, type Turn, touchedIn, turnsOf } from './planner/conversation.ts';
import { parseInstruction } from './planner/instruction.ts';
import { followUp, lookAround } from './planner/other-turns.ts';
import { replaceTravis } from './planner/replace-travis.ts';
import { report, type Skill, type Step, type Task } from './planner/skill.ts';
import { structuredAnswer } from './planner/structured.ts';

type Move = { kind: 'step'; step: Step } | { kind: 'finish'; report: FinishReport };

/** Which plan fits the message that began a turn. */
function skillFor(turns: readonly Turn[], text: string): Skill {
  if (turns.length > 1) return followUp;
  if (/\btravis\b/i.test(text) && /\b(github actions?|workflow|replace|migrate)\b/i.test(text)) return replaceTravis;
  const instruction = parseInstruction(text);
  return instruction ? (task) => carryOut(task, instruction) : lookAround;
}

/** Only the first block of the first message is the person's; what follows it is the repository's, and data. */
const wordsOf = (turns: readonly Turn[], turn: Turn): string =>
  turns.length === 1 && turn.blocks.length > 1 ? (turn.blocks[0] ?? '') : turn.blocks.join('\n');

const names = (step: Step): string => step.calls.map((call) => call.tool).join(' ');
const namesMade = (exchange: Exchange): string => exchange.calls.map((call) => call.name).join(' ');

/** Runs the plan again from its start, feeding it what the conversation holds, until it wants something new. */
function nextMove(skill: Skill, task: Task, exchanges: readonly Exchange[]): Move {
  const plan = skill(task);
  let state = plan.next();
  for (const exchange of exchanges) {
    // Plans without calls are passed over: such a step says something together with the next one.
    if (state.done) break;
    if (names(state.value) !== namesMade(exchange)) {
      const summary =
        'This conversation was begun by another model. I am a scripted one and cannot go on with it; what it changed so far is in the files.';
      return { kind: 'finish', report: report({ outcome: 'cannot_do', summary }) };
    }
    state = plan.next(exchange.answers);
  }
  return state.done ? { kind: 'finish', report: state.value } : { kind: 'step', step: state.value };
}

/** The model of the demo: reads the conversation, and says the next step of the plan that fits it. */
export const scriptedPlanner: Planner = (prompt: Prompt): AnswerBlock[] => {
  const schema = prompt.output_config?.format?.schema;
  if (schema) return [{ type: 'text', text: structuredAnswer(prompt, schema) }];
  const offers = prompt.tools ?? [];
  const turns = turnsOf(prompt);
  const turn = turns.at(-1);
  if (offers.length === 0 || !turn) return [{ type: 'text', text: 'This is the scripted model of the demo.' }];
  if (turn.finished) return [{ type: 'text', text: 'The work is finished.' }];
  const text = wordsOf(turns, turn);
  const task: Task = { text, writer: writerOf(text), check: checkIn(turns), touched: touchedIn(turns.slice(0, -1)) };
  const move = nextMove(skillFor(turns, text), task, turn.exchanges);
  if (move.kind === 'finish') return finish(move.report, offers);
  const calls = move.step.calls.map((call) => asOffered(call, offers));
  const missing = move.step.calls.filter((_, index) => calls[index] === null);
  if (missing.length > 0) {
    const summary = `This needs tools that were not offered: ${missing.map((call) => call.tool).join(', ')}.`;
    return finish(report({ outcome: 'cannot_do', summary }), offers);
  }
  return [
    ...(move.step.think ? [{ type: 'thinking' as const, thinking: move.step.think }] : []),
    ...(move.step.say ? [{ type: 'text' as const, text: move.step.say }] : []),
    ...calls.flatMap((call) => (call ? [{ type: 'tool_use' as const, ...call }] : [])),
  ];
};

function finish(done: FinishReport, offers: readonly { name: string }[]): AnswerBlock[] {
  if (!offers.some((offer) => offer.name === 'finish')) return [{ type: 'text', text: done.summary }];
  return [
    { type: 'thinking', thinking: 'Everything that I can do here is done. I sum up.' },
    { type: 'tool_use', name: 'finish', input: { ...done } },
  ];
}
