import { commandAnswer, type Hit } from './read-results.ts';
import { answerAt, type Call, type CallAnswer, count, type Plan, step, type Task } from './skill.ts';

/** What a repair would do about a failing check, or null when it has no idea. `output` is what the check printed. */
export type Repair = (output: string, round: number) => Plan<{ think: string; calls: Call[]; note: string } | null>;

export interface Proof {
  state: 'passes' | 'fails' | 'not_run';
  /** What was repaired on the way, in plain words. */
  repairs: string[];
  /** What the last failing check printed. */
  tail: string[];
}

const ROUNDS = 3;

/** Runs the check, reads what it prints, repairs and runs it again, a few times. */
export function* prove(task: Task, repair: Repair | null): Plan<Proof> {
  if (task.check === null) return { state: 'not_run', repairs: [], tail: [] };
  const repairs: string[] = [];
  const run = (think: string): Plan<CallAnswer[]> =>
    step({ think, calls: [{ tool: 'run_command', command: task.check ?? '' }] });
  let answer = answerAt(yield* run(`The edits are in place. Now the check: ${task.check}.`), 0);
  for (let round = 1; ; round++) {
    const seen = commandAnswer(answer.content, answer.ok);
    if (seen.passed) return { state: 'passes', repairs, tail: [] };
    const next = round > ROUNDS || !repair ? null : yield* repair(answer.content, round);
    if (!next) return { state: 'fails', repairs, tail: seen.tail };
    yield* step({ think: next.think, calls: next.calls });
    repairs.push(next.note);
    answer = answerAt(yield* run('With that repaired, I run the check again.'), 0);
  }
}

/** "Looked for X: 7 matches in 3 files." */
export const hitsInWords = (hits: readonly Hit[]): string =>
  hits.length === 0
    ? 'no match'
    : `${count(hits.length, 'match')} in ${count(new Set(hits.map((hit) => hit.path)).size, 'file')}`;
