import { z } from 'zod';
import { deletePlace, readPlace } from './clone-files.ts';
import { locate } from './clone-path.ts';
import { decodeText } from './text-file.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';
import { diffOf } from './unified-diff.ts';

const Input = z.object({ path: z.string() });

/** Deletes a file, a symbolic link itself, or an empty folder. */
export const deleteFile: Tool<z.infer<typeof Input>> = {
  name: 'delete_file',
  description:
    'Delete a file, a symbolic link itself (not what it points to) or an empty folder. For a folder with content use run_command.',
  input: Input,
  jsonSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  effect: 'writes',
  title: ({ path }) => ({ code: 'deleting_file', parameters: { path } }),
  async run({ path }, { clonePath }) {
    const place = locate(clonePath, path, 'keep');
    if (!place.ok) return refused(place.error);
    const old = readPlace(place.value);
    const text = old.ok ? (decodeText(old.value.bytes)?.text ?? '') : '';
    const deleted = deletePlace(place.value);
    if (!deleted.ok) return refused(deleted.error);
    return done(`deleted ${place.value.shown}`, {
      kind: 'edit',
      path: place.value.shown,
      action: 'deleted',
      ...diffOf(text, ''),
    });
  },
};
