/** No tool's input is nested deeper than a few levels; what walks over it later may stand on the stack. */
const MOST_DEPTH = 64;
const MOST_CHARACTERS = 4_000_000;
/** Stands for an input that is not read. Its schema refuses it, and the model reads why. */
const UNREADABLE = 'This input was nested too deeply, or too long, to be read.';

/** A tool's input as it came, parsed strictly. Throws a SyntaxError where it is not JSON. */
export function parseToolInput(text: string): unknown {
  if (text.length > MOST_CHARACTERS || isTooDeep(text)) return UNREADABLE;
  return JSON.parse(text);
}

/** Is this JSON nested deeper than anything that a tool takes? Looked at before parsing. */
export function isTooDeep(json: string): boolean {
  // A level takes a sign to open and one to close.
  if (json.length <= 2 * MOST_DEPTH) return false;
  let depth = 0;
  let inText = false;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (inText) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inText = false;
    } else if (code === QUOTE) inText = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > MOST_DEPTH) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
  }
  return false;
}
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
