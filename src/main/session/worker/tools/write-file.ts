import { z } from 'zod';
import { REDACTED } from '../../../redact/redact.ts';
import { readPlace, writePlace } from './clone-files.ts';
import { locate } from './clone-path.ts';
import { count } from './count.ts';
import { decodeText, encodeText, lineEnding, linesOf, toCrlf } from './text-file.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';
import { diffOf } from './unified-diff.ts';

const Input = z.object({ path: z.string(), content: z.string() });

/** Said when a text would carry the mark of a hidden secret into a file, in place of the secret. */
export const REDACTED_REFUSAL = `the text holds ${REDACTED}, which stands for a secret that was hidden from you: change only the parts around it with edit_file`;

/** Creates a file or replaces the whole of one; encoding and CRLF line ends of a replaced text file are kept. */
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
  title: ({ path }) => `Writing ${path}`,
  async run({ path, content }, { clonePath, policy }) {
    const place = locate(clonePath, path);
    if (!place.ok) return refused(place.error);
    const { shown } = place.value;
    const old = readPlace(place.value, Number.MAX_SAFE_INTEGER);
    if (!old.ok && !old.missing) return refused(old.error);
    const before = old.ok ? decodeText(old.value.bytes) : null;
    if (content.includes(REDACTED) && !before?.text.includes(REDACTED)) return refused(REDACTED_REFUSAL);
    const text = before && lineEnding(before.text) === 'crlf' ? toCrlf(content) : content;
    const kept = before && encodeText(text, before);
    const bytes = kept ?? encodeText(text, { encoding: 'utf-8', mark: before?.mark ?? false });
    if (bytes === null) return refused('the content is not valid Unicode text');
    if (old.ok && old.value.bytes.equals(bytes)) return done(`${shown} has this content already`);
    const wrote = writePlace(place.value, bytes, old.ok ? old.value.mode : null, policy.tempPath);
    if (!wrote.ok) return refused(wrote.error);
    const diff = diffOf(before?.text ?? '', text);
    const turned =
      before && !kept ? `; now UTF-8: its encoding (${before.encoding}) lacks some of these characters` : '';
    return done(
      old.ok
        ? `replaced ${shown} (+${diff.insertions} -${diff.deletions})${turned}`
        : `created ${shown} (${count(linesOf(text).length, 'line')})`,
      { kind: 'edit', path: shown, action: old.ok ? 'edited' : 'created', ...diff },
    );
  },
};
