import type { FinishReport } from '../../shared/finish.ts';
import { type FromApp, INTERRUPTED_MARK } from '../../shared/prompt-marks.ts';

/** A tool call as a skill thinks of it; `as-offered.ts` brings it into the form that the offered tool wants. */
export type Call =
  | { tool: 'list_files'; path: string }
  | { tool: 'read_file'; path: string }
  | { tool: 'search_code'; pattern: string }
  | { tool: 'write_file'; path: string; content: string }
  | { tool: 'edit_file'; path: string; edits: Edit[] }
  | { tool: 'move_file'; from: string; to: string }
  | { tool: 'delete_file'; path: string }
  | { tool: 'run_command'; command: string };
export interface Edit {
  old_string: string;
  new_string: string;
}

/** What came back for one call: exactly the text that the model reads. */
export interface CallAnswer {
  ok: boolean;
  content: string;
}

/** One step of a skill: what it says and what it wants done. Calls of one step may run at the same time. */
export interface Step {
  /** Goes into a thinking block. */
  think?: string;
  /** Goes into a text block. */
  say?: string;
  calls: Call[];
}

/** What a turn is about, as far as it can be read from the conversation. */
export interface Task {
  /** The words of this turn. */
  text: string;
  /** Who of the app wrote them; null: a person. */
  writer: FromApp | null;
  /** The command that proves a change, when one was named. */
  check: string | null;
  /** Files that earlier turns of this conversation wrote. */
  touched: string[];
}

/**
 * A plan told from start to end. It is run again from its beginning for each answer, fed with the results that the
 * conversation holds, so it needs no memory, survives restarts, and its next step always follows from what it read.
 */
export type Skill = (task: Task) => Plan;
export type Plan<Value = FinishReport> = Generator<Step, Value, CallAnswer[]>;

const FAILED: CallAnswer = { ok: false, content: '' };
const wasInterrupted = ({ ok, content }: CallAnswer): boolean => !ok && content.startsWith(INTERRUPTED_MARK);
const isRepeatable = (call: Call | undefined): boolean =>
  call !== undefined && ['list_files', 'read_file', 'search_code', 'run_command'].includes(call.tool);

/**
 * Yields one step and gives the answers, one per call. Calls that were cut off when the app stopped are asked for again,
 * as often as that happens; a change that then finds nothing left to do counts as done, because the check and the last
 * look follow anyway.
 */
export function* step(next: Step): Plan<CallAnswer[]> {
  const answers = [...(yield next)];
  let open = next.calls.flatMap((call, index) => (wasInterrupted(answerAt(answers, index)) ? [{ call, index }] : []));
  while (open.length > 0) {
    const again = yield {
      think: 'The app was stopped while this ran. I do again what was cut off.',
      calls: open.map(({ call }) => call),
    };
    for (const [at, { call, index }] of open.entries()) {
      const answer = answerAt(again, at);
      answers[index] = wasInterrupted(answer) || isRepeatable(call) ? answer : { ...answer, ok: true };
    }
    open = open.filter(({ index }) => wasInterrupted(answerAt(answers, index)));
  }
  return answers;
}

/** The answer at a place, or a failed one: a conversation may hold fewer results than were asked for. */
export const answerAt = (answers: CallAnswer[], index: number): CallAnswer => answers[index] ?? FAILED;

/** A report with the parts that are often empty filled in. */
export const report = (parts: Pick<FinishReport, 'outcome' | 'summary'> & Partial<FinishReport>): FinishReport => ({
  changes: [],
  risk: 'low',
  reviewerNotes: [],
  followUps: [],
  ...parts,
});

/** "1 file", "3 files". */
export const count = (amount: number, word: string): string => {
  const plural = word.endsWith('tch') ? `${word}es` : `${word}s`;
  return `${amount} ${amount === 1 ? word : plural}`;
};

/** "a", "a and b", "a, b and c". */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
