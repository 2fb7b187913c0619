import Anser from 'anser';

/** A stretch of a line with one look. `color` is one of the 16 colours of a terminal, `bright-` in front of the second 8. */
export interface AnsiSpan {
  text: string;
  color: string | null;
  bold: boolean;
  dim: boolean;
  underline: boolean;
}

/** The lines of a log with their colours. Everything else that a terminal would obey is left out. */
export function ansiLines(log: string): AnsiSpan[][] {
  const lines: AnsiSpan[][] = [[]];
  for (const part of Anser.ansiToJson(visible(log), { use_classes: true, remove_empty: true })) {
    const style = {
      color: /^ansi-((?:bright-)?(?:black|red|green|yellow|blue|magenta|cyan|white))$/.exec(part.fg ?? '')?.[1] ?? null,
      bold: part.decorations.includes('bold'),
      dim: part.decorations.includes('dim'),
      underline: part.decorations.includes('underline'),
    };
    part.content.split('\n').forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ text, ...style });
    });
  }
  if (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

/** Nothing that anybody could read: codes of a terminal alone are no words. */
export const isBlank = (lines: readonly AnsiSpan[][]): boolean =>
  lines.every((line) => line.every(({ text }) => text.trim() === ''));

/**
 * What stays on screen: a progress line that a carriage return wrote over keeps its last version, and control characters
 * other than colours, tabs and line ends go.
 */
function visible(log: string): string {
  return (
    log
      .replace(/\r+\n/g, '\n')
      .replace(/[^\n]*\r/g, '')
      // Window titles and links (OSC), then every CSI sequence that is no colour.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
      .replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
      .replace(/\x1b\[[0-9;?]*[A-LN-Za-ln-z]/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/g, '')
  );
}
