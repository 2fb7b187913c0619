/** A program and its arguments; no shell reads them. */
export interface EditorCommand {
  program: string;
  args: string[];
}

/**
 * The command of the setting for one file: `code -g {file}:{line}`. Double quotes keep words together. A template that
 * does not say where the file goes gets it at its end. Null when there is no command.
 */
export function editorCommand(template: string, file: string, line: number): EditorCommand | null {
  const words = [...template.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const [program, ...rest] = words;
  if (!program) return null;
  const named = rest.some((word) => word.includes('{file}')) ? rest : [...rest, '{file}'];
  // One pass: a file that is itself called {line} keeps its name.
  const filled = (word: string) =>
    word.replace(/\{(file|line)\}/g, (_, name) => (name === 'file' ? file : String(line)));
  return { program, args: named.map(filled) };
}
