import { z } from 'zod';
import { isRecord } from '../is-record.ts';

/** One thing that the app says: what must be known for it, and its words. */
interface Entry {
  parameters: z.ZodObject;
  text: (parameters: never) => string;
}
/** Things that the app says in one place, by their codes. */
export type Table = Readonly<Record<string, Entry>>;

/**
 * An entry of a table. Parameters are data (numbers, names, ids), never sentences of the app: so another wording, or another
 * language, changes nothing that is stored.
 */
export const says = <P extends z.ZodRawShape>(
  parameters: P,
  text: (parameters: z.output<z.ZodObject<P>>) => string,
): { parameters: z.ZodObject<P>; text: (parameters: z.output<z.ZodObject<P>>) => string } => ({
  parameters: z.object(parameters),
  text,
});

/** What earlier versions stored was the sentence itself. */
export const OLD = { old_text: says({ text: z.string() }, ({ text }) => text) };

/** What may stand where this table holds: a code and what its words are made of. */
export type MessageOf<T extends Table> = {
  [C in keyof T & string]: { code: C; parameters: z.output<T[C]['parameters']> };
}[keyof T & string];
type Old = MessageOf<typeof OLD>;

/** The sentence of an earlier version. */
export const oldText = (text: string): Old => ({ code: 'old_text', parameters: { text } });

/** Sentences of which each is always the same: where an earlier version stored one, its code is known. */
const knownSentences = (table: Table): ReadonlyMap<string, { code: string; parameters: object }> =>
  new Map(
    Object.entries(table)
      .filter(([, { parameters }]) => Object.keys(parameters.shape).length === 0)
      .map(([code, { text }]) => [text({} as never), { code, parameters: {} }]),
  );

/** The schema of what this table says. A sentence of an earlier version is mapped, and stays readable. */
export function messageSchema<T extends Table>(table: T): z.ZodType<MessageOf<T> | Old> {
  const [first, ...rest] = Object.entries({ ...table, ...OLD }).map(([code, { parameters }]) =>
    z.object({ code: z.literal(code), parameters }),
  );
  if (!first) throw new Error('A table of messages is empty.');
  const known = knownSentences(table);
  const union = z.preprocess(
    (value) => (typeof value === 'string' ? (known.get(value) ?? oldText(value)) : value),
    z.discriminatedUnion('code', [first, ...rest]),
  );
  // The table's keys and their parameters are what the union was made of.
  return union as unknown as z.ZodType<MessageOf<T> | Old>;
}

/** Do both say the same of the same? */
export const isSame = (left: Old | { code: string; parameters: object }, right: typeof left): boolean =>
  left.code === right.code && JSON.stringify(left.parameters) === JSON.stringify(right.parameters);

/** Each message once, in the order of the list. Pure. */
export const distinct = <T>(messages: readonly T[]): T[] => [
  ...new Map(messages.map((message) => [JSON.stringify(message), message])).values(),
];

/** The same message with each text in its parameters made anew: data in them comes from repositories, models and hosts. */
export function withTexts<T extends { code: string; parameters: object }>(
  message: T,
  change: (text: string) => string,
): T {
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(visit);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, visit(each)]));
  };
  // Only texts are made anew: it has the form that it had.
  return { ...message, parameters: visit(message.parameters) } as T;
}

/** The words of what this table says. */
export function textIn<T extends Table>(table: T, { code, parameters }: MessageOf<T> | Old): string {
  const entry: Entry | undefined = code === 'old_text' ? OLD.old_text : table[code];
  return entry ? entry.text(parameters as never) : '';
}
