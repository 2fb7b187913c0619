import { carryOut } from './carry-out.ts';
import { parseInstruction } from './instruction.ts';
import { prove } from './prove.ts';
import { listedPaths } from './read-results.ts';
import { answerAt, type Call, count, listed, type Plan, report, step, type Task } from './skill.ts';

const UNDERSTOOD =
  'replacing Travis CI, "replace X with Y [in FILE]", "upgrade NAME to VERSION", "add a sentence to FILE", "create FILE with …", "move" and "delete"';

/** For an instruction that no plan fits: looks around, reads the readme, and says so honestly. */
export function* lookAround(): Plan {
  const answers = yield* step({
    think: 'I start with the layout of the repository.',
    calls: [{ tool: 'list_files', path: '.' }],
  });
  const paths = listedPaths(answerAt(answers, 0).content);
  const worth = paths
    .filter((path) => /^(readme(\.\w+)?|package\.json|pyproject\.toml|go\.mod|cargo\.toml)$/i.test(path))
    .slice(0, 3);
  if (worth.length > 0) {
    yield* step({
      think: `${count(paths.length, 'file')}. ${listed(worth)} should tell what this is.`,
      calls: worth.map((path): Call => ({ tool: 'read_file', path })),
    });
  }
  return report({
    outcome: 'cannot_do',
    summary: `I am a scripted model and only carry out a few kinds of instruction: ${UNDERSTOOD}. I looked at ${count(paths.length, 'file')} and changed nothing. With a Claude API key, a real model does this job.`,
  });
}

/** A message after the first turn: a reviewer's comment, a failing check, a guard's objection. */
export function* followUp(task: Task): Plan {
  if (task.writer === 'guard') return yield* stepBack(task);
  if (task.writer === 'check') return yield* lookAgain(task);
  // What the app itself writes quotes logs and patches, which may look like an instruction.
  const instruction = task.writer === null ? parseInstruction(task.text) : null;
  if (instruction) return yield* carryOut(task, instruction);
  const read = task.touched.slice(0, 3);
  if (read.length > 0) {
    yield* step({
      think: 'I read again what I changed, with the comment in mind.',
      calls: read.map((path): Call => ({ tool: 'read_file', path })),
    });
  }
  return report({
    outcome: 'no_change_needed',
    summary: `I read the comment ("${task.text.trim().slice(0, 120)}") and looked again at ${listed(read)}. I am a scripted model and only understand: ${UNDERSTOOD}. Nothing more was changed.`,
  });
}

/** The app's own check fails: run it here too, and say what it prints. */
function* lookAgain(task: Task): Plan {
  const proof = yield* prove(task, null);
  if (proof.state === 'passes') {
    return report({
      outcome: 'changed',
      summary: 'I ran the check again, and here it passes. I changed nothing more.',
    });
  }
  return report({
    outcome: 'cannot_do',
    summary:
      `The check still fails and I found no repair. ${proof.tail.length > 0 ? `It printed: ${proof.tail.join(' / ')}` : ''}`.trim(),
    risk: 'high',
  });
}

/** Files that a guard objects to go back to what they were. */
function* stepBack(task: Task): Plan {
  const named = task.touched.filter((path) => task.text.includes(path) && /^[\w./-]+$/.test(path));
  if (named.length === 0) {
    return report({
      outcome: 'no_change_needed',
      summary: 'I found no file of mine among those that the objection names.',
    });
  }
  yield* step({
    think: `${listed(named)} should not be part of this change. I put it back.`,
    calls: named.map(
      (path): Call => ({ tool: 'run_command', command: `git checkout -- '${path}' || rm -f '${path}'` }),
    ),
  });
  return report({
    outcome: 'changed',
    summary: `Took ${listed(named)} out of the change again, as asked.`,
    changes: named.map((path) => ({ path, what: 'Put back' })),
  });
}
