import type { Prompt } from '../model/request.ts';

/** What the scripted model says of a change when it is asked to judge one: facts that it can see, and no more. */
function remark(prompt: Prompt): string {
  const text = prompt.messages
    .flatMap(({ content }) => content.map((block) => (block.type === 'text' ? block.text : '')))
    .join('\n');
  const files = new Set([...text.matchAll(/^diff --git a\/.+? b\/(.+)$/gm)].map((match) => match[1]));
  if (files.size === 0) return 'The scripted model sees nothing against it.';
  const names = [...files].slice(0, 4).join(', ');
  return `The patch touches ${files.size} ${files.size === 1 ? 'file' : 'files'} (${names}) and nothing that the request does not name. Said by a scripted model.`;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** A value that a JSON schema accepts: yes to every yes-or-no, the first of each choice, one remark where words fit. */
export function valueFor(schema: unknown, words: string): unknown {
  const { type, properties, items, anyOf, const: constant, minimum, ...rest } = record(schema);
  if (constant !== undefined) return constant;
  if (Array.isArray(rest.enum)) return rest.enum[0];
  if (Array.isArray(anyOf)) return valueFor(anyOf.find((branch) => record(branch).type !== 'null') ?? anyOf[0], words);
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(record(properties)).map(([name, part]) => [name, valueFor(part, words)]),
      );
    case 'array':
      return record(items).type === 'string' ? [words] : [];
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return typeof minimum === 'number' ? minimum : 0;
    case 'null':
      return null;
    default:
      return words;
  }
}

/** The JSON text for a request with `output_config.format`. */
export const structuredAnswer = (prompt: Prompt, schema: Record<string, unknown>): string =>
  JSON.stringify(valueFor(schema, remark(prompt)));
