import { z } from 'zod';
import { movePlace } from './clone-files.ts';
import { asWritten, fullPath, locate } from './clone-path.ts';
import { notPartOfChange, rememberMove } from './ignored.ts';
import { rulesMayDiffer } from './seen-files.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';

const Input = z.object({ from: z.string(), to: z.string() });

/** Moves or renames a file or folder; nothing is ever replaced. */
export const moveFile: Tool<z.infer<typeof Input>> = {
  name: 'move_file',
  description:
    'Move or rename a file or folder; use it rather than writing a copy, so that the history stays. Parent folders are made. It replaces nothing that exists, and does not change references to the old name.',
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: { from: { type: 'string' }, to: { type: 'string' } },
    required: ['from', 'to'],
  },
  effect: 'writes',
  title: ({ from, to }) => ({ code: 'moving_file', parameters: { from, to } }),
  async run({ from, to }, { clonePath }) {
    const source = locate(clonePath, from, 'keep');
    if (!source.ok) return refused(source.error);
    const found = locate(clonePath, to, 'keep');
    if (!found.ok) return refused(found.error);
    const isItself = fullPath(found.value) === fullPath(source.value);
    const target = isItself ? asWritten(found.value, to) : found;
    if (!target.ok) return refused(target.error);
    if (fullPath(target.value) === fullPath(source.value)) return refused(`${source.value.shown} is there already`);
    const moved = movePlace(source.value, target.value);
    if (!moved.ok) return refused(moved.error);
    const [fromFile, toFile] = [source.value.segments.join('/'), target.value.segments.join('/')];
    rulesMayDiffer();
    rememberMove(clonePath, fromFile, toFile);
    const remark = notPartOfChange(clonePath, toFile);
    return done(`moved ${source.value.shown} to ${target.value.shown}${remark}`, {
      kind: 'edit',
      path: target.value.shown,
      action: 'moved',
      insertions: 0,
      deletions: 0,
      patch: `rename from ${source.value.shown}\nrename to ${target.value.shown}`,
      moved: { from: fromFile, to: toFile },
    });
  },
};
