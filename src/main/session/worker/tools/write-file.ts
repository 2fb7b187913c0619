import { z } from 'zod';
import { ok } from '../../../../shared/errors.ts';
import { readPlace, writePlace } from './clone-files.ts';
import { locate } from './clone-path.ts';
import { count } from './count.ts';
import { rewriteText } from './edit-text.ts';
import { notPartOfChange } from './ignored.ts';
import { decodeText, encodeText, linesOf } from './text-file.ts';
import { wordRemark } from './text-view.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';
import { diffOf } from './unified-diff.ts';

const Input = z.object({ path: z.string(), content: z.string() });

/** Creates a file or replaces the whole of one; encoding, byte order mark and line ends of a replaced text file are kept. */
export const writeFile: Tool<z.infer<typeof Input>> = {
  name: 'write_file',
  description:
    'Create a file, or replace all of an existing one without asking: read it before. For changes in an existing file use edit_file, which sends only the difference. Parent folders are made. Encoding and CRLF line ends of a replaced file are kept.',
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: { path: { type: 'string' }, content: { type: 'string' } },
    required: ['path', 'content'],
  },
  effect: 'writes',
  title: ({ path }) => ({ code: 'writing_file', parameters: { path } }),
  async run({ path, content }, { clonePath, policy, redact }) {
    const place = locate(clonePath, path);
    if (!place.ok) return refused(place.error);
    const { shown } = place.value;
    const old = readPlace(place.value, Number.MAX_SAFE_INTEGER);
    if (!old.ok && !old.missing) return refused(old.error);
    const before = old.ok ? decodeText(old.value.bytes) : null;
    const asked = before?.mark ? content.replace(/^\uFEFF/, '') : content;
    const text = before ? rewriteText(before.text, asked, redact) : ok(asked);
    if (!text.ok) return refused(`${text.error}; edit_file changes parts of a file and leaves the rest alone`);
    const encoding = before?.encoding ?? 'utf-8';
    const bytes = encodeText(text.value, { encoding, mark: before?.mark ?? false });
    if (bytes === null)
      return refused(
        encoding === 'utf-8'
          ? 'the content is not valid Unicode text'
          : `the content has characters that the file's encoding (${encoding}) lacks: do without them, or convert the file first (run_command with iconv)`,
      );
    if (old.ok && old.value.bytes.equals(bytes)) return done(`${shown} has this content already`);
    const wrote = writePlace(place.value, bytes, old.ok ? old.value.mode : null, policy.tempPath);
    if (!wrote.ok) return refused(wrote.error);
    const diff = diffOf(before?.text ?? '', text.value);
    const remark =
      wordRemark(before?.text ?? '', text.value, [content]) +
      notPartOfChange(place.value.root, place.value.segments.join('/'));
    return done(
      old.ok
        ? `replaced ${shown} (+${diff.insertions} -${diff.deletions})${remark}`
        : `created ${shown} (${count(linesOf(text.value).length, 'line')})${remark}`,
      { kind: 'edit', path: shown, action: old.ok ? 'edited' : 'created', ...diff },
    );
  },
};
