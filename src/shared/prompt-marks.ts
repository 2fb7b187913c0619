/** Marks around what the app itself says to a model: the demo's scripted one knows it by them, and never by its words. */

const FROM_APP = ['check', 'guard', 'judge'] as const;
/** Who in the app gives work back to a session. */
export type FromApp = (typeof FROM_APP)[number];

const isFromApp = (source: string | undefined): source is FromApp => FROM_APP.some((each) => each === source);

/** A turn's message; what a person wrote stays as it is. Pure. */
export const markedTurn = (source: string, text: string): string =>
  isFromApp(source) ? `<turn from="${source}">\n${text}\n</turn>` : text;

/** Who of the app wrote a turn's message; null: a person. Pure. */
export function writerOf(message: string): FromApp | null {
  const source = /^<turn from="(\w+)">\n/.exec(message)?.[1];
  return isFromApp(source) ? source : null;
}

/** The command that proves a change, among the facts of a first message. */
export const markedCheck = (command: string): string => `<check>${command}</check>`;

/** Pure. */
export const checkAmong = (facts: string): string | null => /<check>(.+?)<\/check>/s.exec(facts)?.[1] ?? null;

/** In front of the result of a call that was cut off when the app stopped. */
export const INTERRUPTED_MARK = '[interrupted]';
