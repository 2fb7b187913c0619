import { z } from 'zod';
import { readCloneFile, writePlace } from './clone-files.ts';
import { applyEdits } from './edit-text.ts';
import { notPartOfChange } from './ignored.ts';
import { decodeText, encodeText } from './text-file.ts';
import { wordRemark } from './text-view.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';
import { diffOf } from './unified-diff.ts';

const Input = z.object({
  path: z.string(),
  edits: z
    .array(z.object({ old_string: z.string(), new_string: z.string(), replace_all: z.boolean().default(false) }))
    .min(1),
});

/** Replaces exact pieces of a file: all edits are made, or none is. */
export const editFile: Tool<z.infer<typeof Input>> = {
  name: 'edit_file',
  description:
    "Replace exact text in an existing file. old_string is the file's text as read, white space included, without the line number and tab of read_file; two to four lines are mostly enough. It must occur exactly once, or set replace_all. Send all edits of a file in one call: they are made in order, each on the result of the one before, all or none. Marks such as [redacted:1] stand for hidden secrets: where you keep the mark, the secret stays.",
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: {
      path: { type: 'string' },
      edits: {
        type: 'array',
        examples: [[{ old_string: '  retries: 3,\n', new_string: '  retries: 5,\n' }]],
        items: {
          type: 'object',
          properties: {
            old_string: { type: 'string' },
            new_string: { type: 'string' },
            replace_all: { type: 'boolean' },
          },
          required: ['old_string', 'new_string'],
        },
      },
    },
    required: ['path', 'edits'],
  },
  effect: 'writes',
  title: ({ path }) => ({ code: 'editing_file', parameters: { path } }),
  async run({ path, edits }, { clonePath, policy, redact }) {
    const file = readCloneFile(clonePath, path);
    if (!file.ok) return refused(file.error);
    const { place, bytes, mode } = file.value;
    const decoded = decodeText(bytes);
    if (decoded === null) return refused(`${place.shown} is a binary file`);
    const edited = applyEdits(decoded.text, edits, redact);
    if (!edited.ok) return refused(edited.error);
    const encoded = encodeText(edited.value, decoded);
    if (encoded === null)
      return refused(
        decoded.encoding === 'utf-8'
          ? 'new_string is not valid Unicode text'
          : `new_string has characters that the file's encoding (${decoded.encoding}) lacks`,
      );
    const wrote = writePlace(place, encoded, mode, policy.tempPath);
    if (!wrote.ok) return refused(wrote.error);
    const diff = diffOf(decoded.text, edited.value);
    const typed = edits.map(({ new_string }) => new_string);
    const remark =
      wordRemark(decoded.text, edited.value, typed) + notPartOfChange(place.root, place.segments.join('/'));
    return done(`edited ${place.shown} (+${diff.insertions} -${diff.deletions})${remark}`, {
      kind: 'edit',
      path: place.shown,
      action: 'edited',
      ...diff,
    });
  },
};
