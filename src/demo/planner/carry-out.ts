import type { FinishReport } from '../../shared/finish.ts';
import type { Instruction } from './instruction.ts';
import { makeEdits } from './make-edits.ts';
import { hitsInWords, type Proof, prove } from './prove.ts';
import { listedPaths, readFileLines, searchHits } from './read-results.ts';
import { answerAt, type Call, count, listed, type Plan, report, step, type Task } from './skill.ts';

const AT_MOST_FILES = 20;
const AT_ONCE = 4;
/** Longer lines are shown cut, and a line that was not seen whole can't be edited. */
const LONG_LINE = 2000;

type Change = FinishReport['changes'][number];

/** Carries out one plain instruction: replace, append, create, move, delete, raise a version. */
export function* carryOut(task: Task, instruction: Instruction): Plan {
  switch (instruction.kind) {
    case 'replace': {
      const { from, to } = instruction;
      return yield* replaceLines(
        task,
        from,
        instruction.path,
        (line) => line.replaceAll(from, to),
        `"${from}" with "${to}"`,
      );
    }
    case 'bump': {
      const { name, version } = instruction;
      const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      const pin = new RegExp(`(^|["'\\s])(${escaped}["']?\\s*(?::\\s*["']|[=~><!]=?)\\s*[\\^~>=]*\\s*)v?\\d[\\w.-]*`);
      const raise = (line: string) => line.replace(pin, `$1$2${version}`);
      return yield* replaceLines(task, name, null, raise, `the version of ${name} with ${version}`);
    }
    case 'append':
      return yield* append(task, instruction.path, instruction.text);
    case 'create':
      return yield* doAndProve(
        task,
        `A new file, ${instruction.path}, with what was asked for.`,
        [{ tool: 'write_file', path: instruction.path, content: `${instruction.text}\n` }],
        [{ path: instruction.path, what: 'New file' }],
      );
    case 'move':
      return yield* move(task, instruction.from, instruction.to);
    case 'delete':
      return yield* remove(task, instruction.path);
  }
}

function* replaceLines(
  task: Task,
  word: string,
  only: string | null,
  change: (line: string) => string,
  what: string,
): Plan {
  let paths: string[];
  if (only === null) {
    const answers = yield* step({
      think: `I look for "${word}" in the whole repository.`,
      calls: [{ tool: 'search_code', pattern: word }],
    });
    const hits = searchHits(answerAt(answers, 0).content);
    paths = [...new Set(hits.map((hit) => hit.path))].slice(0, AT_MOST_FILES);
    if (paths.length === 0) return nothing(`"${word}" does not appear in this repository.`);
    yield* step({ say: `Found ${hitsInWords(hits)}.`, calls: [{ tool: 'list_files', path: '.' }] });
  } else {
    paths = [yield* resolve(only)];
  }
  const calls: Call[] = [];
  const changes: Change[] = [];
  const partly: string[] = [];
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const some = paths.slice(at, at + AT_ONCE);
    const answers = yield* step({
      think: `Reading ${listed(some)} before the edit.`,
      calls: some.map((path): Call => ({ tool: 'read_file', path })),
    });
    for (const [index, path] of some.entries()) {
      const answer = answerAt(answers, index);
      const { lines, whole } = readFileLines(answer.content);
      if (!whole || lines.some((line) => line.length > LONG_LINE)) partly.push(path);
      const next = new Map<number, string>();
      for (const [line, text] of lines.entries())
        if (answer.ok && text.length <= LONG_LINE && change(text) !== text) next.set(line, change(text));
      if (next.size === 0) continue;
      calls.push({ tool: 'edit_file', path, edits: makeEdits(lines, next) });
      changes.push({ path, what: `Replaced ${what} in ${count(next.size, 'line')}` });
    }
  }
  if (calls.length === 0) return nothing(`I read ${listed(paths)}, and there is nothing in it to replace.`);
  const reviewerNotes = partly.length > 0 ? [`${listed(partly)} could only be read, and edited, in part.`] : [];
  return yield* doAndProve(task, `${count(calls.length, 'file')} to edit.`, calls, changes, { reviewerNotes });
}

function* append(task: Task, wanted: string, text: string): Plan {
  const path = yield* resolve(wanted);
  const answers = yield* step({ think: `I read ${path} to its end first.`, calls: [{ tool: 'read_file', path }] });
  const { lines } = readFileLines(answerAt(answers, 0).content);
  if (!answerAt(answers, 0).ok) return cannot(`${path} could not be read.`);
  if (lines.some((line) => line.includes(text))) return nothing(`${path} already says "${text}".`);
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?:)`\]]$/.test(text) ? '' : '.'}`;
  const calls: Call[] =
    last === -1
      ? [{ tool: 'write_file', path, content: `${sentence}\n` }]
      : [
          {
            tool: 'edit_file',
            path,
            edits: makeEdits(lines, new Map([[last, `${lines[last] ?? ''}\n\n${sentence}`]])),
          },
        ];
  return yield* doAndProve(task, `The sentence goes to the end of ${path}.`, calls, [
    { path, what: `Added: ${sentence}` },
  ]);
}

function* move(task: Task, from: string, to: string): Plan {
  const answers = yield* step({
    think: `Before ${from} moves I look for whatever names it.`,
    calls: [
      { tool: 'list_files', path: '.' },
      { tool: 'search_code', pattern: from },
    ],
  });
  if (!listedPaths(answerAt(answers, 0).content).includes(from))
    return nothing(`There is no ${from} in this repository.`);
  const others = [...new Set(searchHits(answerAt(answers, 1).content).map((hit) => hit.path))];
  return yield* doAndProve(
    task,
    `${from} becomes ${to}.`,
    [{ tool: 'move_file', from, to }],
    [{ path: to, what: `Moved from ${from}` }],
    {
      reviewerNotes:
        others.length > 0 ? [`${listed(others)} named the old path; look whether that needs to follow.`] : [],
    },
  );
}

function* remove(task: Task, path: string): Plan {
  const answers = yield* step({ think: `I read ${path} before it goes.`, calls: [{ tool: 'read_file', path }] });
  if (!answerAt(answers, 0).ok) return nothing(`There is no ${path} in this repository.`);
  return yield* doAndProve(task, `${path} goes.`, [{ tool: 'delete_file', path }], [{ path, what: 'Removed' }]);
}

/** "readme" means the file that the repository has. */
function* resolve(path: string): Plan<string> {
  if (!/^readme$/i.test(path)) return path;
  const answers = yield* step({ calls: [{ tool: 'list_files', path: '.' }] });
  return listedPaths(answerAt(answers, 0).content).find((found) => /^readme(\.\w+)?$/i.test(found)) ?? 'README.md';
}

/** One answer has limited room: many edits are spread over several calls, and those over several steps. */
const PORTION = 8000;
function portions(calls: readonly Call[]): Call[][] {
  const steps: Call[][] = [];
  let room = 0;
  const add = (call: Call) => {
    const size = JSON.stringify(call).length;
    if (size > room || steps.length === 0) {
      steps.push([]);
      room = 2 * PORTION;
    }
    steps.at(-1)?.push(call);
    room -= size;
  };
  for (const call of calls) {
    if (call.tool !== 'edit_file') {
      add(call);
      continue;
    }
    let edits: typeof call.edits = [];
    for (const edit of call.edits) {
      if (edits.length > 0 && JSON.stringify([...edits, edit]).length > PORTION) {
        add({ ...call, edits });
        edits = [];
      }
      edits.push(edit);
    }
    add({ ...call, edits });
  }
  return steps;
}

function* doAndProve(
  task: Task,
  think: string,
  calls: Call[],
  changes: Change[],
  extra: Partial<FinishReport> = {},
): Plan {
  const refused: string[] = [];
  const parts = portions(calls);
  for (const part of parts) {
    const answers = yield* step({ think: part === parts[0] ? think : 'And the next ones.', calls: part });
    for (const [index, call] of part.entries()) {
      const answer = answerAt(answers, index);
      if (!answer.ok) refused.push(`${'path' in call ? call.path : call.tool}: ${answer.content.split('\n')[0] ?? ''}`);
    }
  }
  if (refused.length === parts.flat().length) return cannot(`Nothing could be changed. ${refused.join(' ')}`);
  const proof: Proof = yield* prove(task, null);
  const notes = proof.state === 'fails' ? [`The check fails; it printed: ${proof.tail.join(' / ')}`] : [];
  return report({
    outcome: 'changed',
    summary: `${changes.map((change) => `${change.path}: ${change.what}`).join('. ')}.${proof.state === 'passes' ? ' The check passes.' : ''}`,
    changes,
    risk: proof.state === 'fails' ? 'high' : 'low',
    ...extra,
    reviewerNotes: [...notes, ...refused, ...(extra.reviewerNotes ?? [])],
  });
}

const nothing = (summary: string): FinishReport => report({ outcome: 'no_change_needed', summary });
const cannot = (summary: string): FinishReport => report({ outcome: 'cannot_do', summary });
